import { fork } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { quantile, sharedBy } from '../bench/figures.js';
import { fill } from '../bench/growth.js';
import { forgetPeak, memoryOf } from '../bench/memory.js';
import { pathsOf } from '../bench/pages.js';
import { type BenchStage, DIST, setBenchStage } from '../bench/stage.js';
import { postSteadily } from '../bench/steady-events.js';
import { Watchers } from '../bench/watchers.js';
import { giftsInSlices, proveTheEnd } from './exact-end.js';
import type { Answers } from './flood-program.js';
import { Observer } from './minute-table.js';
import type { SoakOptions } from './options.js';

/** As many as a machine is asked by that has enough to do. */
const FEW = 20;
/** An answer that takes longer is a hang; ms. A page waits for others of its kind, and for nothing else. */
const HANGS_AFTER_MS = 60_000;
/** What web may take at the most while it is flooded, above what it takes with enough to do; MB. */
const MOST_MORE_MB = 256;
/** Connections to the database: the pools of web and worker, those for webhooks of both, and the one that looks. */
const MOST_DATABASE_CONNECTIONS = 10 + 10 + 2 + 2 + 1;
const STANDS_WITHIN_MS = 60_000;
const ANSWERS_TO_STAND = 100;
const RECOVERED_WITHIN_MS = 60_000;
/** So many pages in a row say that it is over. */
const WELL_IN_A_ROW = 10;
/** What the pages have to show. */
const GIFTS_BEFORE = 2_000;
/** From so many seconds on it is told by who waited how long; before that a process warms up. */
const JUDGED_FROM_SECONDS = 20;
const POLITE = new Set(['200', '304', '429', '503']);

/**
 * Asks for pages and of the API by ten times as many at once as a web process lets in, while webhooks keep coming and
 * watchers watch. Prints what was answered, and last one line of JSON.
 * @returns whether everybody was answered politely, no webhook was refused or waited longer than pages, everything stayed
 *   within its bounds, the end is exact, and it recovered by itself
 */
export async function runFlood(
  { minutes, eventsPerSecond, watchers: count, askers }: SoakOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const seconds = minutes * 60;
  const stage = await setBenchStage({ logLevel: 'info' });
  await fill(stage, GIFTS_BEFORE);
  const observer = await Observer.begin(stage);
  try {
    const before = await observer.books();
    const paths = [...(await pathsOf(stage)).map(([, path]) => path), '/fr/2023', '/api/v1/editions/2023/totals'];
    // Each is shown once, so that there is something to show when there is no time for it.
    for (const path of paths) await (await request(`${stage.appUrl}${path}`)).body.dump({ limit: 10_000_000 });
    const watchers = await Watchers.open(stage.appUrl, count);
    try {
      const ease = await underLoad(
        stage,
        observer,
        { stands: '200', connections: FEW, paths, seconds, eventsPerSecond },
        signal,
      );
      const flood = await underLoad(
        stage,
        observer,
        { stands: '503', connections: askers, paths, seconds, eventsPerSecond },
        signal,
      );
      const recoveredMs = await recovered(`${stage.appUrl}/nl/2023`, signal);
      const posted = ease.webhooksMs.length + flood.webhooksMs.length;
      const end = await proveTheEnd({ stage, observer, watchers, before, posted }, signal);
      const p99 = (sorted: readonly number[]): number => quantile(sorted, 0.99);
      const { statuses, ...answers } = flood.answers;
      const impolite = Object.entries(statuses).filter(([status]) => !POLITE.has(status));
      const wrong = [
        ...end.wrong,
        ...impolite.map(([status, times]) => `${String(times)} answers were ${status}`),
        ...(answers.withoutRetryAfter === 0
          ? []
          : [`${String(answers.withoutRetryAfter)} did not say when to come back`]),
        ...(answers.cutOff === 0 ? [] : [`${String(answers.cutOff)} were cut off`]),
        ...(answers.longestMs <= HANGS_AFTER_MS ? [] : [`somebody waited ${String(Math.round(answers.longestMs))} ms`]),
        ...(answers.ofBefore > 0 ? [] : ['no front page was shown as it was last']),
        ...(seconds < JUDGED_FROM_SECONDS || quantile(flood.webhooksMs, 0.5) <= quantile(answers.servedMs, 0.5)
          ? []
          : ['webhooks waited longer than pages']),
        ...(flood.peakMb - ease.peakMb <= MOST_MORE_MB ? [] : [`web took ${String(flood.peakMb)} MB`]),
        ...(flood.connections <= MOST_DATABASE_CONNECTIONS
          ? []
          : [`${String(flood.connections)} connections to the database`]),
        ...(recoveredMs === null ? ['it did not recover'] : []),
      ];
      const told = {
        seconds,
        askedPerSecond: sum(statuses) / seconds,
        servedPerSecond: (statuses['200'] ?? 0) / seconds,
        servedAtEasePerSecond: sum(ease.answers.statuses) / seconds,
        statuses,
        ofBefore: answers.ofBefore,
        cutOff: answers.cutOff,
        longestMs: Math.round(answers.longestMs),
        servedP50Ms: quantile(answers.servedMs, 0.5),
        servedP99Ms: p99(answers.servedMs),
        webhooks: flood.webhooksMs.length,
        webhookP50Ms: quantile(flood.webhooksMs, 0.5),
        webhookP99Ms: p99(flood.webhooksMs),
        webhookP50AtEaseMs: quantile(ease.webhooksMs, 0.5),
        webhookP99AtEaseMs: p99(ease.webhooksMs),
        webhookInsideMs: flood.insideMs,
        webhookInsideAtEaseMs: ease.insideMs,
        loopMs: flood.loopMs,
        loopAtEaseMs: ease.loopMs,
        peakMb: flood.peakMb,
        peakAtEaseMb: ease.peakMb,
        databaseConnections: flood.connections,
        loggedMb: flood.loggedMb,
        recoveredMs,
        booked: end.books.gifts - before.gifts,
        differences: wrong.length,
      };
      for (const [name, value] of Object.entries(told)) console.log(`${name.padEnd(24)}${JSON.stringify(value)}`);
      for (const it of wrong) console.log(`WRONG    ${it}`);
      console.log(`Shared by ${sharedBy()}\n`);
      console.log(JSON.stringify(told));
      return wrong.length === 0;
    } finally {
      watchers.close();
    }
  } finally {
    await observer.end();
    await stage.stop();
  }
}

interface Load {
  /** The status whose answers say that the load has come to be what it is to be. */
  readonly stands: '200' | '503';
  readonly connections: number;
  readonly paths: readonly string[];
  readonly seconds: number;
  readonly eventsPerSecond: number;
}

interface UnderLoad {
  readonly answers: Answers;
  /** What each webhook waited for its answer; ms, in order. */
  readonly webhooksMs: readonly number[];
  /** What web itself needed for a webhook on average, from its head to its answer; ms. */
  readonly insideMs: number;
  /** How late web's event loop was; ms, the p99. */
  readonly loopMs: number;
  /** The most that web held; MB. */
  readonly peakMb: number;
  /** The most connections to the database that were seen. */
  readonly connections: number;
  /** What web wrote into its log; MB. */
  readonly loggedMb: number;
}

async function underLoad(stage: BenchStage, observer: Observer, load: Load, signal: AbortSignal): Promise<UnderLoad> {
  await forgetPeak(stage.webPid);
  const before = await metricsOf(stage);
  const { size: loggedBefore } = await stat(stage.logs.web);
  const flood = fork(join(DIST, 'cli/soak/flood-program.js'), [stage.appUrl, String(load.connections), ...load.paths]);
  const ended = once(flood, 'exit');
  try {
    await untilItStands(flood, load.stands, signal);
    const webhooksMs: number[] = [];
    const over = new AbortController();
    let connections = 0;
    const count = Math.round(load.seconds * load.eventsPerSecond);
    const [answers] = await Promise.all([
      sleep(load.seconds * 1_000, undefined, { signal }).then(() => said(flood)),
      postSteadily(stage.appUrl, giftsInSlices(stage, count, load.eventsPerSecond), {
        perSecond: load.eventsPerSecond,
        goesOn: () => !signal.aborted,
        answeredAfter: webhooksMs,
      }).finally(() => {
        over.abort();
      }),
      (async () => {
        do {
          connections = Math.max(connections, (await observer.books()).connections);
          await sleep(500);
        } while (!over.signal.aborted);
      })(),
    ]);
    const { size } = await stat(stage.logs.web);
    const after = await metricsOf(stage);
    return {
      insideMs: Math.round((1_000 * (after.seconds - before.seconds)) / (after.webhooks - before.webhooks)),
      loopMs: Math.round(1_000 * after.loopSeconds),
      answers,
      webhooksMs: webhooksMs.toSorted((a, b) => a - b),
      peakMb: (await memoryOf(stage.webPid)).peakMb,
      connections,
      loggedMb: Math.round((size - loggedBefore) / 104_857.6) / 10,
    };
  } finally {
    flood.disconnect();
    await ended;
  }
}

/** Waits for the first hundred answers that say so; on a machine that has much to do that takes its time. */
async function untilItStands(
  flood: ReturnType<typeof fork>,
  status: Load['stands'],
  signal: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + STANDS_WITHIN_MS;
  while (((await said(flood)).statuses[status] ?? 0) < ANSWERS_TO_STAND) {
    if (performance.now() > deadline) throw new Error(`Hardly anybody was answered ${status}`);
    await sleep(100, undefined, { signal });
  }
}

/** What web says of itself. */
async function metricsOf({ appUrl }: BenchStage): Promise<{
  readonly webhooks: number;
  readonly seconds: number;
  readonly loopSeconds: number;
}> {
  const text = await (await request(`${appUrl}/metrics`)).body.text();
  const of = (name: string): number =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(name))
        ?.split(' ')
        .at(-1) ?? 0,
    );
  const labels = '{method="POST",route="/webhooks/stripe",status="2xx"}';
  return {
    webhooks: of(`http_request_seconds_count${labels}`),
    seconds: of(`http_request_seconds_sum${labels}`),
    loopSeconds: of('nodejs_eventloop_lag_p99_seconds'),
  };
}

async function said(flood: ReturnType<typeof fork>): Promise<Answers> {
  flood.send('what was answered');
  const [answers] = (await once(flood, 'message')) as [Answers];
  return answers;
}

/** How long after the flood so many pages in a row are answered as always; `null` when they never are. */
async function recovered(url: string, signal: AbortSignal): Promise<number | null> {
  const overAt = performance.now();
  let [well, since] = [0, overAt];
  while (performance.now() - overAt < RECOVERED_WITHIN_MS) {
    signal.throwIfAborted();
    const { statusCode, body } = await request(url);
    await body.dump({ limit: 10_000_000 });
    if (statusCode === 200) well += 1;
    else [well, since] = [0, performance.now()];
    if (well === WELL_IN_A_ROW) return Math.round(since - overAt);
    if (well === 0) await sleep(20);
  }
  return null;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}
