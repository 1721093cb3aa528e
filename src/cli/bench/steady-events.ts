import { Client } from 'pg';
import { Agent, request } from 'undici';
import { type BenchEvent, benchEvents, signatureOf } from './events.js';
import type { BenchStage } from './stage.js';
import { AMOUNT_MINOR, storeGifts } from './webhooks.js';

/** How many events come in a second on the busiest day that is planned for. */
export const RATE_PER_SECOND = 200;
const SECRET = 'whsec_local';
const CONNECTIONS = 64;

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

/**
 * Posts events at a steady rate, whether or not those before were answered.
 * @returns when each was sent, ms
 */
export async function postSteadily(
  url: string,
  events: readonly BenchEvent[],
  goesOn: () => boolean = () => true,
): Promise<number[]> {
  const dispatcher = new Agent({ connections: CONNECTIONS });
  const [sentAt, posts]: [number[], Promise<void>[]] = [[], []];
  const startedAt = performance.now();
  try {
    for (const [index, { body }] of events.entries()) {
      if (!goesOn()) break;
      const waitMs = startedAt + (index * 1000) / RATE_PER_SECOND - performance.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      sentAt.push(performance.now());
      posts.push(post(`${url}/webhooks/stripe`, body, dispatcher));
    }
    await Promise.all(posts);
    return sentAt;
  } finally {
    await dispatcher.close();
  }
}

async function post(url: string, body: string, dispatcher: Agent): Promise<void> {
  const response = await request(url, {
    method: 'POST',
    dispatcher,
    headers: { 'content-type': 'application/json', 'stripe-signature': signatureOf(body, SECRET) },
    body,
  });
  await response.body.dump();
  if (response.statusCode !== 200) throw new Error(`A delivery was answered ${String(response.statusCode)}`);
}
