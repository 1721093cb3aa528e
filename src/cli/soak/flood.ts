import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { quantile, sharedBy } from '../bench/figures.js';
import { fill } from '../bench/growth.js';
import { memoryOf } from '../bench/memory.js';
import { pathsOf } from '../bench/pages.js';
import { type BenchStage, setBenchStage } from '../bench/stage.js';
import { Watchers } from '../bench/watchers.js';
import { proveTheEnd } from './exact-end.js';
import { type FloodPlan, type FloodRequest, mixedRequests } from './flood-plan.js';
import { type FloodRun, floodVerdict } from './flood-verdict.js';
import { Observer } from './minute-table.js';
import { OnePortWebhooks } from './one-port-webhooks.js';
import type { SoakOptions } from './options.js';
import { underLoad, type UnderLoad } from './under-load.js';

/** As many as ask of a machine that has enough to do. */
const FEW = 20;
/** As many as a web process has under way with nobody turned away: what it serves them is the most that it can. */
const AS_MANY_AS_IT_CAN = 150;
const RECOVERED_WITHIN_MS = 60_000;
/** So many pages in a row say that it is over. */
const WELL_IN_A_ROW = 10;
/** What the pages have to show. */
const GIFTS_BEFORE = 2_000;

/**
 * Asks first as much as makes a web process busy, then as much as it can do, and then so many times what it did, whatever is
 * answered; with forms and acts among the pages, connections that come for one request and others that never send a whole one, while
 * webhooks keep coming and watchers watch. Prints what was answered, and last one line of JSON.
 * @returns whether everybody was answered politely, webhooks went first, everything stayed within its bounds, the end is
 *   exact, and it recovered by itself
 */
export async function runFlood(
  { minutes, eventsPerSecond, watchers: count, askers, times }: SoakOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const seconds = minutes * 60;
  const stage = await setBenchStage({ logLevel: 'info', ownWebhooks: true });
  await fill(stage, GIFTS_BEFORE);
  const observer = await Observer.begin(stage);
  const onePort = new OnePortWebhooks(stage);
  try {
    const before = await observer.books();
    const requests = await askedFor(stage);
    const watchers = await Watchers.open(stage.appUrl, count);
    const quiet = { url: stage.appUrl, perSecond: null, silent: 0, newcomersPerSecond: 0, requests };
    const load = (stands: '200' | '503', plan: FloodPlan): Promise<UnderLoad> =>
      underLoad(stage, observer, onePort, { plan, stands, seconds, eventsPerSecond }, signal);
    try {
      const ease = await load('200', { ...quiet, connections: FEW });
      const full = await load('200', { ...quiet, connections: AS_MANY_AS_IT_CAN });
      const most = full.answers.servedMs.length / seconds;
      const flood = await load('503', {
        ...quiet,
        connections: askers,
        perSecond: Math.ceil(times * most),
        silent: Math.ceil(askers / 3),
        newcomersPerSecond: Math.ceil(askers / 30),
      });
      const recoveredMs = await recovered(`${stage.appUrl}/nl/2023`, signal);
      const posted = [ease, full, flood].reduce(
        (all, { webhooksMs, onePort: { keptMs, newMs } }) => all + webhooksMs.length + keptMs.length + newMs.length,
        0,
      );
      const end = await proveTheEnd({ stage, observer, watchers, before, posted }, signal);
      const { nowMb: webhooksMb } = await memoryOf(stage.webhooks.pid);
      const run: FloodRun = { seconds, silent: Math.ceil(askers / 3), ease, full, flood, recoveredMs };
      const wrong = [...end.wrong, ...floodVerdict(run)];
      const told = {
        ...toldOf(run),
        webhooksMb,
        booked: end.books.gifts - before.gifts,
        posted,
        differences: wrong.length,
      };
      for (const [name, value] of Object.entries(told)) console.log(`${name.padEnd(30)}${JSON.stringify(value)}`);
      for (const it of wrong) console.log(`WRONG    ${it}`);
      console.log(`Shared by ${sharedBy()}\n`);
      console.log(JSON.stringify(told));
      return wrong.length === 0;
    } finally {
      watchers.close();
    }
  } finally {
    onePort.close();
    await observer.end();
    await stage.stop();
  }
}

/** What is asked for. Each page is shown once, so that there is something to show when there is no time for it. */
async function askedFor(stage: BenchStage): Promise<FloodRequest[]> {
  const pages = (await pathsOf(stage)).map(([, path]) => path);
  for (const path of [...pages, '/fr/2023']) {
    await (await request(`${stage.appUrl}${path}`)).body.dump({ limit: 10_000_000 });
  }
  return mixedRequests('2023', pages, pages.at(-1) ?? '');
}

/** The figures of a run. */
function toldOf({ seconds, ease, full, flood, recoveredMs }: FloodRun) {
  const { answers } = flood;
  const [most, asked] = [full.answers.servedMs.length / seconds, answers.asked / seconds];
  const waits = (sorted: readonly number[]): Readonly<Record<string, number>> => ({
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    of: sorted.length,
  });
  const round = (it: number): number => Math.round(it * 10) / 10;
  return {
    seconds,
    servedPerSecondAtMost: round(most),
    askedPerSecond: round(asked),
    timesAsMuch: round(asked / most),
    heldBackPerSecond: round(answers.heldBack / seconds),
    servedPerSecond: round(answers.servedMs.length / seconds),
    turnedAwayPerSecond: round(sum(answers.statuses, ['429', '503']) / seconds),
    statuses: answers.statuses,
    ofBefore: answers.ofBefore,
    cutOff: answers.cutOff,
    longestMs: Math.round(answers.longestMs),
    servedMs: waits(answers.servedMs),
    turnedAwayMs: waits(answers.shedMs),
    newcomersMs: waits(answers.newcomersMs),
    servedAtMostMs: waits(full.answers.servedMs),
    webhooks: flood.webhooksMs.length,
    webhooksMs: waits(flood.webhooksMs),
    webhooksAtEaseMs: waits(ease.webhooksMs),
    webhooksAtMostMs: waits(full.webhooksMs),
    onePortKeptMs: waits(flood.onePort.keptMs),
    onePortNewMs: waits(flood.onePort.newMs),
    onePortKeptAtEaseMs: waits(ease.onePort.keptMs),
    silentLetGo: answers.letGo,
    silentHeldMs: Math.round(answers.heldMs),
    loopMs: flood.loopMs,
    loopAtEaseMs: ease.loopMs,
    askersLoopMs: round(answers.loopMs),
    peakMb: flood.peakMb,
    peakAtEaseMb: ease.peakMb,
    filesAndConnections: flood.files,
    databaseConnections: flood.connections,
    loggedMb: flood.loggedMb,
    recoveredMs,
  };
}

/** How long after the flood so many pages in a row are answered as always; `null` when they never are. */
async function recovered(url: string, signal: AbortSignal): Promise<number | null> {
  // Connections that nobody has accepted yet are before this one.
  const dispatcher = new Agent({ connectTimeout: RECOVERED_WITHIN_MS });
  const overAt = performance.now();
  let [well, since] = [0, overAt];
  while (performance.now() - overAt < RECOVERED_WITHIN_MS) {
    signal.throwIfAborted();
    const { statusCode, body } = await request(url, { dispatcher });
    await body.dump({ limit: 10_000_000 });
    if (statusCode === 200) well += 1;
    else [well, since] = [0, performance.now()];
    if (well === WELL_IN_A_ROW) return Math.round(since - overAt);
    if (well === 0) await sleep(20);
  }
  return null;
}

function sum(counts: Readonly<Record<string, number>>, statuses: readonly string[]): number {
  return statuses.reduce((all, status) => all + (counts[status] ?? 0), 0);
}
