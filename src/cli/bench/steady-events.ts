import { Client } from 'pg';
import { Agent, type Dispatcher, request } from 'undici';
import { type BenchEvent, benchEvents, signatureOf } from './events.js';
import type { BenchStage } from './stage.js';
import { AMOUNT_MINOR, storeGifts } from './webhooks.js';

/** How many events come in a second on the busiest day that is planned for. */
export const RATE_PER_SECOND = 200;
const SECRET = 'whsec_local';
const CONNECTIONS = 64;
/** Whoever is not answered by then is not answered; ms. */
const WITHIN_MS = 120_000;

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

/** How events are posted; what is not said is as on the busiest day. */
export interface SteadyPosting {
  readonly perSecond?: number;
  /** Asked before each event whether it is still to be sent. */
  readonly goesOn?: () => boolean;
  /** Where the moment of each is noted when it is sent, ms. */
  readonly sentAt?: number[];
  /** Where it is noted how long each waited for its answer, ms. */
  readonly answeredAfter?: number[];
}

/**
 * Posts events at a steady rate, whether or not those before were answered.
 * @returns when each was sent, ms
 * @throws {Error} the first answer that was not 200, once all are answered
 */
export async function postSteadily(
  url: string,
  events: Iterable<BenchEvent> | AsyncIterable<BenchEvent>,
  { perSecond = RATE_PER_SECOND, goesOn = () => true, sentAt = [], answeredAfter = [] }: SteadyPosting = {},
): Promise<number[]> {
  const dispatcher = new Agent({ connections: CONNECTIONS, headersTimeout: WITHIN_MS, connectTimeout: WITHIN_MS });
  const [underWay, failures]: [Set<Promise<void>>, unknown[]] = [new Set(), []];
  const startedAt = performance.now();
  let sent = 0;
  try {
    for await (const { body } of events) {
      if (!goesOn() || failures.length > 0) break;
      const waitMs = startedAt + (sent * 1000) / perSecond - performance.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      sent += 1;
      const at = performance.now();
      sentAt.push(at);
      const posting = postEvent(`${url}/webhooks/stripe`, body, dispatcher)
        .then(() => answeredAfter.push(performance.now() - at))
        .catch((error: unknown) => failures.push(error))
        .then(() => {
          underWay.delete(posting);
        });
      underWay.add(posting);
    }
    await Promise.all(underWay);
    if (failures.length > 0) throw failures[0];
    return sentAt;
  } finally {
    await dispatcher.close();
  }
}

/** Posts one event. @throws {Error} when it is answered with anything but 200 */
export async function postEvent(url: string, body: string, dispatcher: Dispatcher): Promise<void> {
  const response = await request(url, {
    method: 'POST',
    dispatcher,
    headers: { 'content-type': 'application/json', 'stripe-signature': signatureOf(body, SECRET) },
    body,
  });
  await response.body.dump();
  if (response.statusCode !== 200) throw new Error(`A delivery was answered ${String(response.statusCode)}`);
}
