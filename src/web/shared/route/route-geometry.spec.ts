import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hillsOf, RouteCurve, type RouteBox } from './route-geometry.js';
import { routeScale } from './route-scale.js';

const BOX: RouteBox = {
  width: 1080,
  height: 220,
  margin: 20,
  top: 30,
  bottom: 150,
  hills: [0.2, 0.4, 0.1, 1, 0.6, 0.7, 0],
  labelSize: 16,
};

describe('the scale of a route', () => {
  it('ends at the goal until the goal is reached', () => {
    const scale = routeScale({
      raisedMinor: 10_000_00,
      goalMinor: 350_000_00,
      milestonesMinor: [50_000_00, 500_000_00],
    });
    expect(scale.endMinor).toBe(350_000_00);
    expect(scale.walked).toBeCloseTo(1 / 35);
    expect(scale.milestones).toEqual([
      { amountMinor: 50_000_00, goal: false },
      { amountMinor: 350_000_00, goal: true },
    ]);
  });

  it('goes on to the next milestone of the edition past the goal', () => {
    const scale = routeScale({
      raisedMinor: 477_988_00,
      goalMinor: 350_000_00,
      milestonesMinor: [50_000_00, 150_000_00, 250_000_00, 350_000_00, 500_000_00],
    });
    expect(scale.endMinor).toBe(500_000_00);
    expect(scale.walked).toBeCloseTo(0.955976);
    expect(scale.milestones.filter((it) => it.goal)).toEqual([{ amountMinor: 350_000_00, goal: true }]);
  });

  it('finds a round amount to go on to when no milestone is left', () => {
    const scale = routeScale({ raisedMinor: 512_340_00, goalMinor: 350_000_00, milestonesMinor: [500_000_00] });
    expect(scale.endMinor).toBe(600_000_00);
  });

  it('stays within its bounds for any amounts, refunds beyond what was given included', () => {
    const amount = fc.integer({ min: -10_000_00, max: 2_000_000_000_00 });
    fc.assert(
      fc.property(amount, amount, fc.array(amount, { maxLength: 40 }), (raisedMinor, goalMinor, milestonesMinor) => {
        const scale = routeScale({ raisedMinor, goalMinor, milestonesMinor });
        expect(scale.walked).toBeGreaterThanOrEqual(0);
        expect(scale.walked).toBeLessThanOrEqual(1);
        expect(scale.endMinor).toBeGreaterThanOrEqual(Math.max(goalMinor, 1));
        const amounts = scale.milestones.map((it) => it.amountMinor);
        expect(new Set(amounts).size).toBe(amounts.length);
        expect(amounts.length).toBeLessThanOrEqual(10);
        expect(amounts.at(-1)).toBe(scale.endMinor);
        expect(scale.milestones.filter((it) => it.goal)).toHaveLength(1);
      }),
    );
  });
});

describe('the curve of a route', () => {
  const curve = new RouteCurve(BOX);

  it('places a share by the length of the road, not across the page', () => {
    let walked = 0;
    let before = curve.pointAt(0);
    for (let step = 1; step <= 1_000; step += 1) {
      const here = curve.pointAt(step / 2_000);
      walked += Math.hypot(here.x - before.x, here.y - before.y);
      before = here;
    }
    expect(walked).toBeCloseTo(curve.length / 2, 0);
    expect(before.x).not.toBeCloseTo((curve.start.x + curve.end.x) / 2, 0);
  });

  it('begins at its start, ends at its end, and nothing lies beyond them', () => {
    expect(curve.pointAt(0)).toEqual(curve.start);
    expect(curve.pointAt(-1)).toEqual(curve.start);
    expect(curve.pointAt(1).x).toBeCloseTo(curve.end.x);
    expect(curve.pointAt(7).x).toBeCloseTo(curve.end.x);
  });

  it('is short enough to stand in a page', () => {
    expect(curve.path().length).toBeLessThan(400);
    expect(curve.path()).toMatch(/^M[\d.,]+(c[-\d., ]+)+$/);
  });

  it('never lets labels touch each other or leave the box, however many stones and however long the words', () => {
    const stone = fc.record({
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      text: fc.string({ minLength: 1, maxLength: 30 }),
      priority: fc.integer({ min: 0, max: 5 }),
    });
    const width = fc.integer({ min: 240, max: 1_600 });
    fc.assert(
      fc.property(width, fc.array(stone, { maxLength: 20 }), (wide, stones) => {
        const placed = new RouteCurve({ ...BOX, width: wide }).place(stones);
        const labels = placed.flatMap(({ label }) => (label === null ? [] : [label])).sort((a, b) => a.x - b.x);
        expect(placed).toHaveLength(stones.length);
        for (const [index, label] of labels.entries()) {
          expect(label.x - label.width / 2).toBeGreaterThanOrEqual(-0.001);
          expect(label.x + label.width / 2).toBeLessThanOrEqual(wide + 0.001);
          const next = labels[index + 1];
          if (next !== undefined) expect(next.x - next.width / 2).toBeGreaterThan(label.x + label.width / 2);
        }
      }),
    );
  });

  it('gives the label to the stronger of two stones that stand too near', () => {
    const [weak, strong] = curve.place([
      { share: 0.68, text: '€ 340.000', priority: 1 },
      { share: 0.7, text: 'doel € 350.000', priority: 3 },
    ]);
    expect(weak?.label).toBeNull();
    expect(strong?.label?.text).toBe('doel € 350.000');
  });
});

describe('the hills of a text', () => {
  it('are its own, the same each time, and within the box', () => {
    expect(hillsOf('team-zonsopgang', 6)).toEqual(hillsOf('team-zonsopgang', 6));
    expect(hillsOf('team-zonsopgang', 6)).not.toEqual(hillsOf('de-stapschoenen', 6));
    for (const hill of hillsOf('🚶🏽‍♀️ واکر', 9)) {
      expect(hill).toBeGreaterThanOrEqual(0);
      expect(hill).toBeLessThanOrEqual(1);
    }
  });
});
