import { Client } from 'pg';
import { createParser } from 'eventsource-parser';
import { request } from 'undici';
import { z } from 'zod';
import { THROTTLE_MS } from '../../live/index.js';
import { openBareEndpoint } from './bare-endpoint.js';
import { type BenchEvent, benchEvents, signatureOf } from './events.js';
import type { BenchStage } from './stage.js';
import { AMOUNT_MINOR, storeGifts } from './webhooks.js';

/** From the POST of a webhook to the message that includes it, over all watchers; ms. */
export interface Waits {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** The platform's, and what this machine can do: the same rate, the same watchers, the same client. */
export interface LatencyFigures extends Waits {
  readonly watchers: number;
  /** A bare endpoint that keeps nothing and tells all who watch at once, with one buffer. */
  readonly bare: Waits;
  /** The same with the platform's pause between messages, so that what the pause costs can be told apart. */
  readonly barePaused: Waits;
}

const RATE_PER_SECOND = 200;
const SECRET = 'whsec_local';
const WITHIN_MS = 30_000;
/** So many watch; each of them reads every message. */
const WATCHERS = 50;

const LiveTotal = z.object({ gifts: z.number() });

/** Posts to the platform, then to bare endpoints on the same machine. */
export async function benchLatency(stage: BenchStage, seconds: number): Promise<LatencyFigures> {
  const events = benchEvents(RATE_PER_SECOND * seconds, AMOUNT_MINOR);
  const database = new Client({ connectionString: stage.databaseUrl });
  await database.connect();
  try {
    await storeGifts(database, events);
  } finally {
    await database.end();
  }
  const waits = await waitsAt(stage.appUrl, events);
  return {
    ...waits,
    watchers: WATCHERS,
    bare: await waitsAtBareEndpoint(0, events),
    barePaused: await waitsAtBareEndpoint(THROTTLE_MS, events),
  };
}

async function waitsAtBareEndpoint(pauseMs: number, events: readonly BenchEvent[]): Promise<Waits> {
  const endpoint = await openBareEndpoint({ pauseMs });
  try {
    return await waitsAt(endpoint.url, events);
  } finally {
    await endpoint.close();
  }
}

/** Posts at a steady rate and watches the edition: the n-th message counts the gifts that it includes. */
async function waitsAt(url: string, events: readonly BenchEvent[]): Promise<Waits> {
  const controller = new AbortController();
  try {
    const watchers = await Promise.all(
      Array.from({ length: WATCHERS }, () => openWatcher(`${url}/live/editions/2023`, controller.signal)),
    );
    await until(() => watchers.every(({ begun }) => begun()));
    const sentAt: number[] = [];
    const startedAt = performance.now();
    const posts: Promise<unknown>[] = [];
    for (const [index, event] of events.entries()) {
      const waitMs = startedAt + (index * 1000) / RATE_PER_SECOND - performance.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      sentAt.push(performance.now());
      posts.push(post(url, event.body));
    }
    await Promise.all(posts);
    await until(() => watchers.every(({ seenAt }) => seenAt.length >= events.length));
    controller.abort();
    await Promise.all(watchers.map(({ ended }) => ended));
    // Gifts are counted, not named: the n-th that was seen is held against the n-th that was sent.
    const waits = watchers
      .flatMap(({ seenAt }) => seenAt.map((at, index) => at - (sentAt[index] ?? at)))
      .sort((a, b) => a - b);
    return { p50Ms: quantile(waits, 0.5), p99Ms: quantile(waits, 0.99) };
  } finally {
    controller.abort();
  }
}

/** One who watches: when each gift was first part of what they read. */
interface Watcher {
  readonly seenAt: readonly number[];
  readonly begun: () => boolean;
  readonly ended: Promise<void>;
}

async function openWatcher(url: string, signal: AbortSignal): Promise<Watcher> {
  const seenAt: number[] = [];
  let first: number | undefined;
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event !== 'total') return;
      const { gifts } = LiveTotal.parse(JSON.parse(data));
      first ??= gifts;
      while (seenAt.length < gifts - first) seenAt.push(performance.now());
    },
  });
  const stream = await fetch(url, { signal });
  return { seenAt, begun: () => first !== undefined, ended: read(stream, parser) };
}

async function post(appUrl: string, body: string): Promise<void> {
  const response = await request(`${appUrl}/webhooks/stripe`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'stripe-signature': signatureOf(body, SECRET) },
    body,
  });
  await response.body.dump();
}

async function read(stream: Response, parser: ReturnType<typeof createParser>): Promise<void> {
  const decoder = new TextDecoder();
  try {
    for await (const chunk of stream.body ?? []) parser.feed(decoder.decode(chunk, { stream: true }));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
  }
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + WITHIN_MS;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error('The messages did not come in time');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function quantile(sorted: readonly number[], share: number): number {
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;
}
