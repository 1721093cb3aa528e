import { Client } from 'pg';
import { THROTTLE_MS } from '../../live/index.js';
import { type BareProcess, startBareProcess } from './bare-process.js';
import type { BenchEvent } from './events.js';
import { quantile } from './figures.js';
import { memoryOf } from './memory.js';
import type { BenchStage } from './stage.js';
import { eventsFor, postSteadily } from './steady-events.js';
import { Watchers } from './watchers.js';
import { untilNothingWaits } from './webhooks.js';

/** From the POST of a webhook until the last of all watchers knows of it, ms; and what watchers cost, MB. */
export interface LiveFigures {
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** One buffer to all at a bare endpoint that keeps nothing, with the platform's pause between two messages. */
  readonly bareP50Ms: number;
  readonly bareP99Ms: number;
}

/** Resident memory of the process that holds the watchers; MB are 1,048,576 bytes. */
export interface MemoryFigures {
  readonly atRestMb: number;
  readonly watchedMb: number;
  readonly bareAtRestMb: number;
  readonly bareWatchedMb: number;
}

/** Posts at a steady rate to the platform, and then to a bare endpoint, before so many watchers. */
export async function benchLive(stage: BenchStage, watchers: number, seconds: number): Promise<LiveFigures> {
  const events = await eventsFor(stage, seconds);
  const ours = await waitsAt(stage.appUrl, watchers, events);
  await untilMailsAreSent(stage);
  const bare = await withBareProcess((endpoint) => waitsAt(endpoint.url, watchers, events));
  return {
    p50Ms: quantile(ours, 0.5),
    p99Ms: quantile(ours, 0.99),
    bareP50Ms: quantile(bare, 0.5),
    bareP99Ms: quantile(bare, 0.99),
  };
}

/** Holds so many watchers at the platform, and then at a bare endpoint. */
export async function benchWatchersMemory(stage: BenchStage, watchers: number): Promise<MemoryFigures> {
  const [atRestMb, watchedMb] = await memoryWith(stage.appUrl, stage.webPid, watchers);
  return withBareProcess(async (endpoint) => {
    const [bareAtRestMb, bareWatchedMb] = await memoryWith(endpoint.url, endpoint.pid, watchers);
    return { atRestMb, watchedMb, bareAtRestMb, bareWatchedMb };
  });
}

async function memoryWith(url: string, pid: number, watchers: number): Promise<[number, number]> {
  const before = await memoryOf(pid);
  const open = await Watchers.open(url, watchers);
  const { nowMb } = await memoryOf(pid);
  open.close();
  return [before.nowMb, nowMb];
}

/** What the events left to be done is work of ours, and not for whoever is measured next to bear. */
export async function untilMailsAreSent(stage: BenchStage): Promise<void> {
  const database = new Client({ connectionString: stage.databaseUrl });
  await database.connect();
  try {
    await untilNothingWaits(database);
  } finally {
    await database.end();
  }
}

/** Gifts are counted, not named: the n-th that all know of is held against the n-th that was sent. */
async function waitsAt(url: string, count: number, events: readonly BenchEvent[]): Promise<number[]> {
  const watchers = await Watchers.open(url, count);
  try {
    const sentAt = await postSteadily(url, events);
    await watchers.untilAllKnow(events.length);
    return watchers.lastKnewAt.map((at, gift) => at - (sentAt[gift] ?? at)).sort((a, b) => a - b);
  } finally {
    watchers.close();
  }
}

async function withBareProcess<Result>(work: (endpoint: BareProcess) => Promise<Result>): Promise<Result> {
  const endpoint = await startBareProcess(THROTTLE_MS);
  try {
    return await work(endpoint);
  } finally {
    await endpoint.close();
  }
}
