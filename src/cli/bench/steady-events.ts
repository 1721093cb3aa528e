import { Client } from 'pg';
import { type BenchEvent, benchEvents } from './events.js';
import { LightClient } from './light-client.js';
import { CONNECTIONS, deliveryOf } from './post-all.js';
import type { BenchStage } from './stage.js';
import { AMOUNT_MINOR, storeGifts } from './webhooks.js';

/** How many events come in a second on the busiest day that is planned for. */
export const RATE_PER_SECOND = 200;

/** Stores the gifts for so many seconds of events. */
export async function eventsFor(stage: BenchStage, seconds: number): Promise<BenchEvent[]> {
  const events = benchEvents(Math.ceil(RATE_PER_SECOND * seconds), AMOUNT_MINOR);
  const database = new Client({ connectionString: stage.databaseUrl });
  await database.connect();
  try {
    await storeGifts(database, events);
  } finally {
    await database.end();
  }
  return events;
}

/** How often something is sent; what is not said is as on the busiest day. */
export interface Steadily {
  readonly perSecond?: number;
  /** Asked before each whether it is still to be sent. */
  readonly goesOn?: () => boolean;
  /** Where the moment of each is noted when it is sent, ms. */
  readonly sentAt?: number[];
  /** Where it is noted how long each waited for its answer, ms. */
  readonly answeredAfter?: number[];
}

/**
 * Posts events at a steady rate.
 * @returns when each was sent, ms
 * @throws {Error} the first answer that was not 200, once all are answered
 */
export async function postSteadily(
  url: string,
  events: Iterable<BenchEvent> | AsyncIterable<BenchEvent>,
  how: Steadily = {},
): Promise<number[]> {
  const to = new URL(`${url}/webhooks/stripe`);
  const client = new LightClient(url, CONNECTIONS);
  try {
    return await sendSteadily(events, (event) => client.ask(deliveryOf(to, event)), how);
  } finally {
    client.close();
  }
}

/**
 * Sends at a steady rate, whether or not what was sent before is answered.
 * @returns when each was sent, ms
 * @throws the first error of `send`, once all are answered; nothing more is sent then
 */
export async function sendSteadily<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  send: (item: Item) => Promise<void>,
  { perSecond = RATE_PER_SECOND, goesOn = () => true, sentAt = [], answeredAfter = [] }: Steadily = {},
): Promise<number[]> {
  const [underWay, failures]: [Set<Promise<void>>, unknown[]] = [new Set(), []];
  const startedAt = performance.now();
  let sent = 0;
  for await (const item of items) {
    if (!goesOn() || failures.length > 0) break;
    const waitMs = startedAt + (sent * 1000) / perSecond - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    sent += 1;
    const at = performance.now();
    sentAt.push(at);
    const sending = send(item)
      .then(() => answeredAfter.push(performance.now() - at))
      .catch((error: unknown) => failures.push(error))
      .then(() => {
        underWay.delete(sending);
      });
    underWay.add(sending);
  }
  await Promise.all(underWay);
  if (failures.length > 0) throw failures[0];
  return sentAt;
}
