import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { costOf, FREE, PARTS, wholeOf } from './parts.js';
import { coresFor, firstFull, fitsOneUntil, planFor } from './plan.js';
import { EDITION_2023, ratesOf, type StepCosts } from './steps.js';

const MACHINE = { cores: 2, usable: 0.7 };
const MESSAGES = 10;

const cost = fc
  .tuple(...PARTS.map(() => fc.integer({ min: 1, max: 5_000 })))
  .map((us) => costOf((part) => us[PARTS.indexOf(part)] ?? 0));
const costs: fc.Arbitrary<StepCosts> = fc.record({
  'gift started': cost,
  'event that books a gift, its mail with it': cost,
  'event that is only kept': cost,
  'page rendered': cost,
  'page shared with others': cost,
  'message to one who watches': cost,
});

describe('What machines an edition needs', () => {
  it('is reckoned by hand for one step', () => {
    const only: StepCosts = {
      'gift started': { ...FREE, web: 1_000_000, postgres: 500_000 },
      'event that books a gift, its mail with it': FREE,
      'event that is only kept': FREE,
      'page rendered': FREE,
      'page shared with others': FREE,
      'message to one who watches': FREE,
    };
    // 36,000 gifts, a tenth of them in an hour: one a second, and three in its busiest minute.
    const hour = { ...EDITION_2023, gifts: 36_000 };
    expect(coresFor(ratesOf(hour, MESSAGES), only)).toEqual({ web: 3, worker: 0, postgres: 1.5, redis: 0 });
    expect(planFor(1, hour, only, MACHINE, MESSAGES)).toMatchObject({ onOne: false, machines: 3 });
    expect(planFor(0.3, hour, only, MACHINE, MESSAGES)).toMatchObject({
      onOne: true,
      machines: 1,
      postgresMachines: 0,
    });
    const first = firstFull(hour, only, MACHINE, MESSAGES);
    expect([first.part, first.multiple]).toEqual(['web', expect.closeTo(1.4 / 3, 6)]);
  });

  it('never shrinks with the edition, and one machine does until the parts together fill it', () => {
    fc.assert(
      fc.property(costs, fc.double({ min: 0.01, max: 1_000, noNaN: true }), (known, multiple) => {
        const [small, large] = [multiple, multiple * 2].map((it) =>
          planFor(it, EDITION_2023, known, MACHINE, MESSAGES),
        );
        for (const part of PARTS) expect(large?.cores[part]).toBeGreaterThanOrEqual(small?.cores[part] ?? 0);
        expect(large?.machines).toBeGreaterThanOrEqual(small?.machines ?? 0);
        const most = fitsOneUntil(EDITION_2023, known, MACHINE, MESSAGES) ?? 0;
        const { cores, onOne } = planFor(most, EDITION_2023, known, MACHINE, MESSAGES);
        expect([onOne, wholeOf(cores)]).toEqual([true, expect.closeTo(MACHINE.cores * MACHINE.usable, 6)]);
        expect(planFor(most * 1.01, EDITION_2023, known, MACHINE, MESSAGES).onOne).toBe(false);
        // A part by itself is not full before all of them together are.
        expect(firstFull(EDITION_2023, known, MACHINE, MESSAGES).multiple).toBeGreaterThanOrEqual(most);
      }),
    );
  });
});
