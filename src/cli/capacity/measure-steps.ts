import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { type BenchEvent, benchEvents } from '../bench/events.js';
import { pathsOf } from '../bench/pages.js';
import { deliveriesOf, postAll } from '../bench/post-all.js';
import type { BenchStage } from '../bench/stage.js';
import { eventsFor, postSteadily } from '../bench/steady-events.js';
import { Watchers } from '../bench/watchers.js';
import { AMOUNT_MINOR, postedPerSecond, storeGifts } from '../bench/webhooks.js';
import { cpuTimeOf, type Processes, usedBetween } from './cpu-time.js';
import { type Cost, costOf, FREE } from './parts.js';
import type { StepCosts } from './steps.js';
import { askPages, startGifts } from './visitors.js';

/** What was measured of one machine. */
export interface Measured {
  readonly costs: StepCosts;
  /** What all parts use in a second while nobody asks for anything; µs. */
  readonly idle: Cost;
  /** In tables and indexes, its event among them. */
  readonly bytesPerGift: number;
}

/** How often each step is done to be measured. */
export interface Sizes {
  readonly events: number;
  readonly pages: number;
  readonly gifts: number;
  readonly watchers: number;
}

const IDLE_MS = 3_000;
/** A process that has just started is several times as slow; so much of each step is done before it is measured. */
const WARM_SHARE = 0.25;
/** Each of these is a message to all who watch. */
const MESSAGES_PER_SECOND = 5;
const MESSAGE_SECONDS = 10;

/** Does each step by itself many times over and reads what processor time it took. */
export async function measureSteps(stage: BenchStage, processes: Processes, sizes: Sizes): Promise<Measured> {
  const database = new Client({ connectionString: stage.databaseUrl });
  await database.connect();
  try {
    const idle = await used(processes, FREE, IDLE_MS / 1_000, () => sleep(IDLE_MS));
    const measure = async (count: number, work: (count: number) => Promise<void>): Promise<Cost> => {
      await work(Math.ceil(count * WARM_SHARE));
      return used(processes, idle, count, () => work(count));
    };
    const paths = (await pathsOf(stage)).map(([, path]) => path);
    const started = await measure(sizes.gifts, (count) => startGifts(stage.appUrl, count));
    const kept = await measure(sizes.events, (count) => postKept(stage, keptEvents(count)));
    const sizeBefore = await sizeOf(database);
    const booked = await measureBooked(stage, database, processes, idle, sizes.events);
    const bytesPerGift = ((await sizeOf(database)) - sizeBefore) / (sizes.events * (1 + WARM_SHARE));
    const rendered = await measure(sizes.pages, (count) => askPages(stage.appUrl, paths, count, 'each its own'));
    const shared = await measure(sizes.pages, (count) => askPages(stage.appUrl, paths, count, 'the same'));
    const message = await measureMessages(stage, processes, idle, booked, sizes.watchers);
    return {
      costs: {
        'gift started': started,
        'event that books a gift, its mail with it': booked,
        'event that is only kept': kept,
        'page rendered': rendered,
        'page shared with others': shared,
        'message to one who watches': message,
      },
      idle,
      bytesPerGift,
    };
  } finally {
    await database.end();
  }
}

/** Events of a type that nothing here acts on. */
export function keptEvents(count: number): BenchEvent[] {
  return benchEvents(count, AMOUNT_MINOR).map((event) => ({
    ...event,
    body: event.body.replace('payment_intent.succeeded', 'customer.tax_id.created'),
  }));
}

async function postKept(stage: BenchStage, events: readonly BenchEvent[]): Promise<void> {
  const url = `${stage.appUrl}/webhooks/stripe`;
  await postAll(url, deliveriesOf(url, events));
}

async function measureBooked(
  stage: BenchStage,
  database: Client,
  processes: Processes,
  idle: Cost,
  count: number,
): Promise<Cost> {
  const book = async (many: number): Promise<() => Promise<void>> => {
    const events = benchEvents(many, AMOUNT_MINOR);
    const before = await storeGifts(database, events);
    return async () => {
      await postedPerSecond(stage, database, events, before);
    };
  };
  await (
    await book(Math.ceil(count * WARM_SHARE))
  )();
  return used(processes, idle, count, await book(count));
}

/**
 * Many watch while a few gifts are booked; what those cost is taken off. A message is written once for all who watch, so that only
 * the process that holds their connections has work with each of them.
 */
async function measureMessages(
  stage: BenchStage,
  processes: Processes,
  idle: Cost,
  booked: Cost,
  count: number,
): Promise<Cost> {
  const events = (await eventsFor(stage, MESSAGE_SECONDS)).slice(0, MESSAGES_PER_SECOND * MESSAGE_SECONDS);
  const watchers = await Watchers.open(stage.appUrl, count);
  try {
    const heardBefore = watchers.messages;
    const whole = await used(processes, idle, 1, async () => {
      await postSteadily(stage.appUrl, events, { perSecond: MESSAGES_PER_SECOND });
      await watchers.untilAllKnow(events.length);
    });
    const messages = watchers.messages - heardBefore;
    return { ...FREE, web: Math.max(0, whole.web - booked.web * events.length) / messages };
  } finally {
    watchers.close();
  }
}

/** What a piece of work takes from each part, once of so many; what the parts use anyhow is taken off. */
async function used(processes: Processes, idle: Cost, count: number, work: () => Promise<void>): Promise<Cost> {
  const [startedAt, before] = [performance.now(), await cpuTimeOf(processes)];
  await work();
  const whole = usedBetween(before, await cpuTimeOf(processes));
  const seconds = (performance.now() - startedAt) / 1_000;
  return costOf((part) => Math.max(0, whole[part] - idle[part] * seconds) / count);
}

async function sizeOf(database: Client): Promise<number> {
  const { rows } = await database.query<{ size: string }>('SELECT pg_database_size(current_database()) AS size');
  return Number(rows[0]?.size ?? 0);
}
