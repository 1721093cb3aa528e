import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LARGEST_GIFT_MINOR, SMALLEST_GIFT_MINOR } from './amounts.js';
import { FIGURES_2023, figuresAt, incidentsAt, RULES_2023 } from './edition-2023.js';
import { isPaid, isValidPlace, matchedAtEnd, raisedAtEnd, standing } from './expected-figures.js';
import { DEEDS } from './organisers.js';
import { deedsOf } from './report.js';
import { tellStory, type Story } from './story.js';
import type { GiftStep } from './steps.js';

const seeds = fc.integer();
const smallScales = fc.double({ min: 0.01, max: 0.1, noNaN: true });
const runs = { numRuns: 40 };

/** With organisers who act, or without. */
const organised = fc.boolean();

function refundsOf(gifts: readonly GiftStep[]) {
  return gifts.flatMap((gift) =>
    gift.afterwards.flatMap((event) =>
      event.kind === 'refund' ? [{ ...event, full: event.amountMinor === gift.amountMinor }] : [],
    ),
  );
}

function disputesOf(gifts: readonly GiftStep[]) {
  return gifts.flatMap((gift) => gift.afterwards.filter((event) => event.kind === 'dispute'));
}

/** What is wrong with a gift, in words; nothing when it is as a donor could have made it. */
function faultsOf(gift: GiftStep): string[] {
  const faults: string[] = [];
  if (gift.amountMinor < SMALLEST_GIFT_MINOR || gift.amountMinor > LARGEST_GIFT_MINOR) faults.push('amount');
  const taken = gift.afterwards.reduce<number>((total, event) => total + event.amountMinor, 0);
  if (taken > gift.amountMinor) faults.push('more is taken than was given');
  if (gift.afterwards.some((event) => event.amountMinor < 1)) faults.push('an empty refund or dispute');
  if (gift.afterwards.length > 0 && !isPaid(gift.course)) faults.push('something is taken from an unpaid gift');
  let before = gift.course.kind === 'sepa' ? gift.course.settledAtMs : gift.atMs;
  for (const event of gift.afterwards) {
    if (event.atMs <= before) faults.push('afterwards are out of order');
    before = event.atMs;
  }
  if (disputesOf([gift]).length > 0 && !(gift.course.kind === 'paid' && gift.course.method === 'card')) {
    faults.push('a dispute on a method that knows none');
  }
  return faults;
}

function expectToAddUp(story: Story): void {
  const figures = figuresAt(story.scale);
  const { scale: _, ...published } = figures;
  expect(story.expected).toMatchObject(published);
  const sum = (amounts: Iterable<number>): number => [...amounts].reduce((total, amount) => total + amount, 0);
  const matchedMinor = sum(story.organising.matches.map((match) => matchedAtEnd(match, story.gifts)));
  expect(sum(story.gifts.map(raisedAtEnd)) + matchedMinor).toBe(figures.raisedMinor);
  expect(sum(story.expected.walkersByTeam.values())).toBe(
    story.registrations.filter((step) => isValidPlace(step) && step.team.kind !== 'alone').length,
  );
  const alone = new Set(story.registrations.flatMap(({ key, team }) => (team.kind === 'alone' ? [key] : [])));
  const outsideTeams = story.gifts
    .flatMap(standing)
    .filter(({ target }) => target.kind === 'edition' || (target.kind === 'walker' && alone.has(target.key)));
  expect(sum(story.expected.raisedByTeam.values()) + sum(outsideTeams.map(({ leftMinor }) => leftMinor))).toBe(
    figures.raisedMinor,
  );
}

describe('the story of the 2023 edition', () => {
  const story = tellStory({ seed: 2023, scale: 1 });

  it.each([false, true])('comes to exactly the published figures, with organisers who act: %s', (acted) => {
    const told = tellStory({ seed: 2023, scale: 1, organised: acted });
    expect(told.expected).toMatchObject({
      teams: 329,
      walkers: 2_142,
      central: 1_656,
      ownRoute: 486,
      donors: 12_096,
      raisedMinor: 47_798_800,
    });
    expectToAddUp(told);
  });

  it('contains the refunds, disputes and debits of a real edition', () => {
    const refunds = refundsOf(story.gifts).filter((refund) => refund.outcome === 'succeeds');
    expect(refunds.length).toBeGreaterThanOrEqual(150);
    expect(refunds.filter((refund) => refund.full).length).toBeGreaterThanOrEqual(50);
    expect(refunds.filter((refund) => !refund.full).length).toBeGreaterThanOrEqual(90);
    expect(refundsOf(story.gifts).some((refund) => refund.outcome === 'fails')).toBe(true);

    const outcomes = disputesOf(story.gifts).map((event) => (event.kind === 'dispute' ? event.outcome : ''));
    expect(outcomes.filter((outcome) => outcome !== 'inquiry').length).toBeGreaterThanOrEqual(20);
    expect(new Set(outcomes)).toEqual(new Set(['won', 'lost', 'inquiry']));

    const sepa = story.gifts.flatMap((gift) => (gift.course.kind === 'sepa' ? [gift.course.outcome] : []));
    expect(sepa.length).toBeGreaterThanOrEqual(200);
    expect(sepa.filter((outcome) => outcome === 'fails').length).toBeGreaterThanOrEqual(20);

    for (const kind of ['abandoned', 'expired', 'declined'] as const) {
      expect(story.gifts.filter((gift) => gift.course.kind === kind).length).toBeGreaterThanOrEqual(50);
    }
  });

  it('has donors who give more than once, to the edition, to teams and mostly to walkers', () => {
    expect(story.expected.gifts).toBeGreaterThan(story.expected.donors + 500);
    const to = (kind: string): number => story.gifts.filter((gift) => gift.target.kind === kind).length;
    expect(to('edition')).toBeGreaterThan(500);
    expect(to('team')).toBeGreaterThan(2_000);
    expect(to('walker')).toBeGreaterThan(to('team') + to('edition'));
  });

  it('reaches its sum by many believable gifts, not by one absurd one', () => {
    const amounts = story.gifts.map((gift) => gift.amountMinor as number).sort((left, right) => right - left);
    expect(amounts[0]).toBeLessThanOrEqual(500_000);
    const usual = new Set([500, 1_000, 1_500, 2_000, 2_500, 3_000, 4_000, 5_000, 10_000]);
    expect(amounts.filter((amount) => usual.has(amount)).length / amounts.length).toBeGreaterThan(0.8);
  });

  it('has teams from one walker to dozens', () => {
    const sizes = [...story.expected.walkersByTeam.values()];
    expect(Math.min(...sizes)).toBe(1);
    expect(Math.max(...sizes)).toBeGreaterThanOrEqual(25);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(40);
  });

  it('lets people walk free, pay on a second try, and leave without paying', () => {
    const courses = story.registrations.map((step) => step.course);
    expect(courses.filter((course) => course.kind === 'free').length).toBeGreaterThan(50);
    expect(courses.some((course) => course.kind === 'paid' && course.declinedFirst)).toBe(true);
    expect(story.registrations.filter((step) => !isValidPlace(step)).length).toBeGreaterThan(50);
    const emails = story.registrations.map((step) => step.email);
    expect(new Set(emails).size).toBeLessThan(emails.length);
  });
});

describe('every story', () => {
  it('adds up at any seed and small scale', () => {
    fc.assert(
      fc.property(seeds, smallScales, organised, (seed, scale, acted) =>
        expectToAddUp(tellStory({ seed, scale, organised: acted })),
      ),
      runs,
    );
  });

  it('adds up at any scale up to the whole edition', () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0.1, max: 1, noNaN: true }), organised, (seed, scale, acted) => {
        const { scale: _, ...published } = figuresAt(scale);
        expect(tellStory({ seed, scale, organised: acted }).expected).toMatchObject(published);
      }),
      { numRuns: 8 },
    );
  });

  it('contains only gifts as donors could have made them, with at least the scaled number of incidents', () => {
    fc.assert(
      fc.property(seeds, smallScales, organised, (seed, scale, acted) => {
        const { gifts } = tellStory({ seed, scale, organised: acted });
        expect(gifts.flatMap((gift) => faultsOf(gift).map((fault) => `${gift.key}: ${fault}`))).toEqual([]);
        expect(refundsOf(gifts).length).toBeGreaterThanOrEqual(incidentsAt(scale, 150));
        expect(disputesOf(gifts).length).toBeGreaterThanOrEqual(incidentsAt(scale, 20));
        expect(gifts.filter((gift) => gift.course.kind === 'sepa').length).toBeGreaterThanOrEqual(
          incidentsAt(scale, 200),
        );
      }),
      runs,
    );
  });

  it('has organisers do each thing that they can, at any seed and scale, and nothing where nobody organises', () => {
    fc.assert(
      fc.property(seeds, smallScales, (seed, scale) => {
        const deeds = deedsOf(tellStory({ seed, scale, organised: true }));
        // Whether a refund is made at the desk or in the dashboard is up to chance.
        expect(DEEDS.filter((deed) => deed !== 'refunds' && deeds[deed] === 0)).toEqual([]);
        expect(Object.values(deedsOf(tellStory({ seed, scale }))).every((count) => count === 0)).toBe(true);
      }),
      { numRuns: 12 },
    );
    expect(deedsOf(tellStory({ seed: 2023, scale: 1, organised: true })).refunds).toBeGreaterThan(40);
  });

  it('tells every step after those that it needs, and names nobody twice', () => {
    fc.assert(
      fc.property(seeds, smallScales, (seed, scale) => {
        const { registrations, gifts } = tellStory({ seed, scale });
        const open = new Map<string, number>();
        let before = 0;
        for (const step of registrations) {
          expect(step.atMs).toBeGreaterThanOrEqual(before);
          before = step.atMs;
          if (step.team.kind === 'join') expect(step.atMs).toBeGreaterThan(open.get(step.team.key) ?? Infinity);
          if (step.team.kind === 'new') open.set(step.team.key, step.atMs);
          open.set(step.key, step.atMs);
        }
        expect(new Set(registrations.map((step) => step.key)).size).toBe(registrations.length);
        const valid = new Set(registrations.filter(isValidPlace).map((step) => step.key));
        for (const gift of gifts) {
          if (gift.target.kind === 'edition') continue;
          expect(gift.atMs).toBeGreaterThan(open.get(gift.target.key) ?? Infinity);
          if (gift.target.kind === 'walker') expect(valid.has(gift.target.key)).toBe(true);
        }
      }),
      runs,
    );
  });

  it('names a guardian for exactly those who are under age on the day of the walk', () => {
    fc.assert(
      fc.property(seeds, smallScales, (seed, scale) => {
        const year = Number(RULES_2023.walkOn.slice(0, 4)) - RULES_2023.ageOfConsent;
        const bornAfterMeansUnderAge = `${String(year)}${RULES_2023.walkOn.slice(4)}`;
        for (const step of tellStory({ seed, scale }).registrations) {
          expect(step.birthDate).toMatch(/^\d{4}-\d\d-\d\d$/);
          expect(step.guardian !== null).toBe(step.birthDate > bornAfterMeansUnderAge);
        }
      }),
      runs,
    );
  });

  it('is the same for the same seed, and another for another', () => {
    expect(tellStory({ seed: 7, scale: 0.02 })).toEqual(tellStory({ seed: 7, scale: 0.02 }));
    expect(tellStory({ seed: 7, scale: 0.02 }).gifts).not.toEqual(tellStory({ seed: 8, scale: 0.02 }).gifts);
  });

  it('gives every walker and donor an address that can reach nobody', () => {
    const { registrations, gifts } = tellStory({ seed: 3, scale: 0.2 });
    for (const { email } of [...registrations, ...gifts.map((gift) => gift.donor)]) {
      expect(email).toMatch(/^[A-Za-z0-9.]+@(example\.org|[a-z]+\.example)$/);
    }
  });

  it('refuses a scale or a seed that is out of bounds', () => {
    expect(() => tellStory({ seed: 1, scale: 0 })).toThrow(RangeError);
    expect(() => tellStory({ seed: 1, scale: 1_000 })).toThrow(RangeError);
    expect(() => tellStory({ seed: 0.5, scale: 1 })).toThrow(RangeError);
    expect(FIGURES_2023.central + FIGURES_2023.ownRoute).toBe(2_142);
  });
});
