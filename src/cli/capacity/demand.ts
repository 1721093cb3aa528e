import type { BusiestHour } from './busiest-hour.js';

export const PARTS = ['web', 'worker', 'postgres', 'redis', 'client'] as const;
/** What takes processor time; `client` is the measurement itself, which shares the machine in a real run and no other. */
export type Part = (typeof PARTS)[number];

/** µs of a processor. */
export type Cost = Readonly<Record<Part, number>>;

/** What a step costs, as measured here. */
export interface Costs {
  /** An event of Stripe's, from its POST to the committed totals. */
  readonly event: Cost;
  readonly mail: Cost;
  /** A public page for somebody without a cookie. */
  readonly page: Cost;
  /** A message to one who watches. */
  readonly message: Cost;
}

/** What comes with a gift. */
export interface Habits {
  readonly eventsPerGift: number;
  readonly mailsPerGift: number;
  readonly pagesPerGift: number;
  /** Who watches an edition as large as that of 2023 at the same time. */
  readonly watchers: number;
}

/** How often each step is taken in a second. */
export interface Rates {
  readonly gifts: number;
  readonly events: number;
  readonly mails: number;
  readonly pages: number;
  readonly watchers: number;
  readonly messages: number;
}

/** Processors that each part is busy on, in the mean of a second. */
export type Demand = Readonly<Record<Part, number>>;

/**
 * How often in a second those who watch are to be told at the least. They are told more often, up to ten times, while that takes
 * no more than half of a process (`live/live-hub.ts`); it needs no machine.
 */
const TELLINGS = 2;
/** What of a processor is to be used in the busiest minute: the rest is for what nobody foresaw. */
export const SHARE_IN_USE = 0.6;

/**
 * What comes in, in the busiest minute of an edition so many times as large.
 * @param mostWatchers where what watches in a real run can be no more
 */
export function ratesAt(times: number, hour: BusiestHour, habits: Habits, mostWatchers = Infinity): Rates {
  const gifts = (times * hour.giftsInAMinute) / 60;
  const watchers = Math.min(mostWatchers, times * habits.watchers);
  return {
    gifts,
    events: gifts * habits.eventsPerGift,
    mails: gifts * habits.mailsPerGift,
    pages: gifts * habits.pagesPerGift,
    watchers,
    // A gift changes the total that is watched once.
    messages: watchers * Math.min(TELLINGS, gifts),
  };
}

/** What that takes. */
export function demandOf(rates: Rates, costs: Costs): Demand {
  const of = (part: Part): number =>
    (rates.events * costs.event[part] +
      rates.mails * costs.mail[part] +
      rates.pages * costs.page[part] +
      rates.messages * costs.message[part]) /
    1_000_000;
  return { web: of('web'), worker: of('worker'), postgres: of('postgres'), redis: of('redis'), client: of('client') };
}

/** What the platform itself takes of it. */
export function platformOf({ web, worker, postgres, redis }: Demand): number {
  return web + worker + postgres + redis;
}

/** Machines of so many processors each. */
export interface Machines {
  /** All on one; the others are 1 then as well, the same one. */
  readonly one: boolean;
  readonly web: number;
  readonly worker: number;
  /** Processors that the one machine of Postgres has to have: it is one, however much is asked of it. */
  readonly postgresCores: number;
  /** All together, that of Postgres counted as one. */
  readonly all: number;
}

/** How many machines a demand needs, of which each has so many processors. Redis lives with the workers. */
export function machinesFor(demand: Demand, cores: number): Machines {
  const room = cores * SHARE_IN_USE;
  const postgresCores = Math.max(cores, Math.ceil(demand.postgres / SHARE_IN_USE));
  if (platformOf(demand) <= room) return { one: true, web: 1, worker: 1, postgresCores, all: 1 };
  const [web, worker] = [Math.ceil(demand.web / room), Math.ceil((demand.worker + demand.redis) / room)];
  return { one: false, web, worker, postgresCores, all: web + worker + 1 };
}

/** What fills first when an edition grows, beginning with one process of each and one machine of so many processors. */
export function firstToFill(demand: Demand, cores: number): { readonly part: Part; readonly share: number } {
  // Node works on one processor; Postgres on all of its machine's; Redis on one.
  const shares = [
    { part: 'web', share: demand.web },
    { part: 'worker', share: demand.worker },
    { part: 'postgres', share: demand.postgres / cores },
    { part: 'redis', share: demand.redis },
  ] as const;
  return shares.reduce((most, it) => (it.share > most.share ? it : most));
}

/**
 * What comes in when all processors of this machine are full, with what measures it on it. As in a real run, every event pays a
 * gift and has its mail.
 */
export function mostHere(
  rates: (times: number) => Rates,
  costs: Costs,
  cores: number,
): { readonly times: number; readonly demand: Demand } {
  const demandAt = (times: number): Demand => {
    const at = rates(times);
    return demandOf({ ...at, mails: at.events }, costs);
  };
  const isFull = (times: number): boolean => {
    const demand = demandAt(times);
    return platformOf(demand) + demand.client >= cores;
  };
  let [below, above] = [0, 1];
  // A step that costs next to nothing fills a machine late, and one that costs nothing never.
  while (!isFull(above) && above < Number.MAX_SAFE_INTEGER) above *= 2;
  for (let step = 0; step < 40; step += 1) {
    const middle = (below + above) / 2;
    if (isFull(middle)) above = middle;
    else below = middle;
  }
  return { times: below, demand: demandAt(below) };
}
