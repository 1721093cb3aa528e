import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { benchEvents } from '../bench/events.js';
import { LightClient, requestFor } from '../bench/light-client.js';
import { pathsOf } from '../bench/pages.js';
import { deliveriesOf, postAll } from '../bench/post-all.js';
import type { BenchStage } from '../bench/stage.js';
import { eventsFor, postSteadily } from '../bench/steady-events.js';
import { Watchers } from '../bench/watchers.js';
import { AMOUNT_MINOR, storeGifts, untilNothingWaits, untilRaised } from '../bench/webhooks.js';
import { type Cost, type Costs, PARTS } from './demand.js';
import type { ProcessorTime } from './processor-time.js';

/** For each second that a step is measured, about as many as are booked in a fifth of one. */
const EVENTS_A_SECOND = 500;
const PAGES_AT_ONCE = 16;
const WATCHERS = 800;
/** As often as watchers are told at the most. */
const TELLINGS = 10;

/**
 * Measures what each step costs while the machine has as much of it to do as it can: near its limit is where it matters, and
 * there what arrives together is done together.
 * @param seconds for pages and for watchers; events and mails are as many as it asks for
 */
export async function measureCosts(stage: BenchStage, time: ProcessorTime, seconds: number): Promise<Costs> {
  const database = new Client({ connectionString: stage.databaseUrl });
  await database.connect();
  try {
    // Processes that have just started are two to three times as slow.
    await eventsAndMails(stage, database, time, seconds * EVENTS_A_SECOND);
    await pages(stage, time, seconds);
    const rest = await atRest(time, seconds);
    const { event, mail } = await eventsAndMails(stage, database, time, seconds * EVENTS_A_SECOND);
    const page = await pages(stage, time, seconds);
    const message = await messages(stage, time, { seconds, rest, event });
    await untilNothingWaits(database);
    return { event, mail, page, message };
  } finally {
    await database.end();
  }
}

/** What is used in a second while nobody asks for anything. */
async function atRest(time: ProcessorTime, seconds: number): Promise<Cost> {
  const { used, seconds: lasted } = await time.during(() => sleep(seconds * 1_000));
  return each((part) => used[part] / lasted);
}

/** Events until their totals are committed, and then their mails until all are sent. */
async function eventsAndMails(
  stage: BenchStage,
  database: Client,
  time: ProcessorTime,
  count: number,
): Promise<{ readonly event: Cost; readonly mail: Cost }> {
  const events = benchEvents(count, AMOUNT_MINOR);
  const before = await storeGifts(database, events);
  const url = `${stage.appUrl}/webhooks/stripe`;
  const deliveries = deliveriesOf(url, events);
  const booked = await time.during(async () => {
    await postAll(url, deliveries);
    await untilRaised(database, before + count * AMOUNT_MINOR);
  });
  const mailed = await time.during(() => untilNothingWaits(database));
  return { event: each((part) => booked.used[part] / count), mail: each((part) => mailed.used[part] / count) };
}

/** The pages that donors come by, one after the other on each connection. */
async function pages(stage: BenchStage, time: ProcessorTime, seconds: number): Promise<Cost> {
  const questions = await pageRequests(stage);
  const client = new LightClient(stage.appUrl, PAGES_AT_ONCE);
  let asked = 0;
  const endsAt = performance.now() + seconds * 1_000;
  const lane = async (): Promise<void> => {
    while (performance.now() < endsAt) {
      const question = questions[asked % questions.length];
      if (question === undefined) break;
      await client.ask(question);
      asked += 1;
    }
  };
  try {
    const { used } = await time.during(async () => {
      await Promise.all(Array.from({ length: PAGES_AT_ONCE }, lane));
    });
    return each((part) => used[part] / asked);
  } finally {
    client.close();
  }
}

/** One page of each kind, as a stranger asks for it. */
export async function pageRequests(stage: BenchStage): Promise<Buffer[]> {
  return (await pathsOf(stage)).map(([, path]) => requestFor(`${stage.appUrl}${path}`));
}

/** What is used before many watchers, less what is used at rest and by the events of which they are told. */
async function messages(
  stage: BenchStage,
  time: ProcessorTime,
  { seconds, rest, event }: { readonly seconds: number; readonly rest: Cost; readonly event: Cost },
): Promise<Cost> {
  const watchers = await Watchers.open(stage.appUrl, WATCHERS);
  try {
    const events = await eventsFor(stage, (seconds * TELLINGS) / 200);
    const { used, seconds: lasted } = await time.during(async () => {
      await postSteadily(stage.appUrl, events, { perSecond: TELLINGS });
      await watchers.untilAllKnow(events.length);
    });
    const told = WATCHERS * Math.min(events.length, TELLINGS * lasted);
    return each((part) =>
      part === 'web' || part === 'client'
        ? Math.max(0, used[part] - rest[part] * lasted - event[part] * events.length) / told
        : 0,
    );
  } finally {
    watchers.close();
  }
}

function each(of: (part: (typeof PARTS)[number]) => number): Cost {
  return { web: of('web'), worker: of('worker'), postgres: of('postgres'), redis: of('redis'), client: of('client') };
}
