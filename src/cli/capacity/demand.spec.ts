import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { busiestHourOf } from './busiest-hour.js';
import {
  type Cost,
  type Costs,
  demandOf,
  firstToFill,
  machinesFor,
  mostHere,
  platformOf,
  ratesAt,
  SHARE_IN_USE,
} from './demand.js';

const us = fc.double({ min: 0.1, max: 2_000, noNaN: true });
const cost: fc.Arbitrary<Cost> = fc.record({ web: us, worker: us, postgres: us, redis: us, client: us });
const costs: fc.Arbitrary<Costs> = fc.record({ event: cost, mail: cost, page: cost, message: cost });
const habits = fc.record({
  eventsPerGift: fc.double({ min: 1, max: 8, noNaN: true }),
  mailsPerGift: fc.double({ min: 0, max: 3, noNaN: true }),
  pagesPerGift: fc.integer({ min: 1, max: 100 }),
  watchers: fc.integer({ min: 0, max: 5_000 }),
});
const moments = fc.array(fc.integer({ min: 0, max: 20 * 3_600_000 }), { minLength: 1, maxLength: 300 });
const hour = moments.map(busiestHourOf);
const times = fc.double({ min: 0.1, max: 2_000, noNaN: true });
const cores = fc.integer({ min: 1, max: 64 });

describe('What an edition needs', () => {
  it('is reckoned by the fullest hour and the fullest minute in it', () => {
    fc.assert(
      fc.property(moments, (all) => {
        const found = busiestHourOf(all);
        const inHour = (at: number): number => all.filter((ms) => Math.floor(ms / 3_600_000) === at).length;
        expect(found.gifts).toBe(Math.max(...Array.from({ length: 21 }, (_, at) => inHour(at))));
        expect(found.giftsInAMinute).toBeGreaterThanOrEqual(Math.ceil(found.gifts / 60));
        expect(found.giftsInAMinute).toBeLessThanOrEqual(found.gifts);
      }),
    );
  });

  it('is never less for a larger edition, and leaves the share that is meant to be free', () => {
    fc.assert(
      fc.property(hour, habits, costs, times, times, cores, (busiest, having, each, one, other, perMachine) => {
        const [small, large] = [Math.min(one, other), Math.max(one, other)].map((size) =>
          demandOf(ratesAt(size, busiest, having), each),
        ) as [ReturnType<typeof demandOf>, ReturnType<typeof demandOf>];
        expect(platformOf(large)).toBeGreaterThanOrEqual(platformOf(small));
        const machines = machinesFor(large, perMachine);
        expect(machines.all).toBeGreaterThanOrEqual(machinesFor(small, perMachine).all);
        const room = perMachine * SHARE_IN_USE * (1 + 1e-9);
        expect(large.web).toBeLessThanOrEqual(machines.web * room);
        expect(large.worker).toBeLessThanOrEqual(machines.worker * room);
        expect(large.postgres).toBeLessThanOrEqual(machines.postgresCores * SHARE_IN_USE * (1 + 1e-9));
        const first = firstToFill(large, perMachine);
        expect(first.share).toBeGreaterThanOrEqual(Math.max(large.web, large.worker, large.postgres / perMachine));
      }),
    );
  });

  it('has watchers told twice a second, however many gifts there are', () => {
    const rates = ratesAt(1_000, { gifts: 340, giftsInAMinute: 60 }, HABITS);
    expect(rates).toMatchObject({ gifts: 1_000, events: 4_600, watchers: 100_000, messages: 200_000 });
    expect(ratesAt(1, { gifts: 340, giftsInAMinute: 60 }, HABITS)).toMatchObject({ gifts: 1, messages: 100 });
  });

  it('fills all processors of this machine where it says that they are full', () => {
    fc.assert(
      fc.property(hour, habits, costs, cores, (busiest, having, each, perMachine) => {
        const { demand } = mostHere((size) => ratesAt(size, busiest, having, 8_000), each, perMachine);
        expect((platformOf(demand) + demand.client) / perMachine).toBeCloseTo(1, 3);
      }),
      // One gift in its hour, and steps that cost next to nothing: more than a thousand million times as large.
      { examples: [[{ gifts: 1, giftsInAMinute: 1 }, { ...HABITS, watchers: 0 }, CHEAP, 64]] },
    );
  });
});

const NEXT_TO_NOTHING: Cost = { web: 0.1, worker: 0.1, postgres: 0.1, redis: 0.1, client: 0.1 };
const CHEAP: Costs = { event: NEXT_TO_NOTHING, mail: NEXT_TO_NOTHING, page: NEXT_TO_NOTHING, message: NEXT_TO_NOTHING };
const HABITS = { eventsPerGift: 4.6, mailsPerGift: 1.2, pagesPerGift: 9, watchers: 100 };
