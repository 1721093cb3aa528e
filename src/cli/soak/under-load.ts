import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'undici';
import { forgetPeak, memoryOf } from '../bench/memory.js';
import { type BenchStage, DIST } from '../bench/stage.js';
import { postSteadily } from '../bench/steady-events.js';
import { giftsInSlices } from './exact-end.js';
import type { FloodPlan } from './flood-plan.js';
import type { Answers } from './flood-tally.js';
import type { Observer } from './minute-table.js';
import type { OnePort, OnePortWebhooks } from './one-port-webhooks.js';

const STANDS_WITHIN_MS = 120_000;
const ANSWERS_TO_STAND = 100;
const LOOK_EVERY_MS = 500;
const KEPT_MS = 600_000;

export interface Load {
  readonly plan: FloodPlan;
  /** The status whose answers say that the load has come to be what it is to be. */
  readonly stands: '200' | '503';
  readonly seconds: number;
  readonly eventsPerSecond: number;
}

/** What a load came to. */
export interface UnderLoad {
  readonly answers: Answers;
  /** What each webhook waited for its answer at the process of their own; ms, in order. */
  readonly webhooksMs: readonly number[];
  /** And those that went where the pages are. */
  readonly onePort: OnePort;
  /** How late web's event loop was; ms, the p99. */
  readonly loopMs: number;
  /** The most that web held; MB. */
  readonly peakMb: number;
  /** The most connections to the database, and the most files and connections of web, that were seen. */
  readonly connections: number;
  readonly files: number;
  /** What web wrote into its log; MB. */
  readonly loggedMb: number;
}

/** Asks as the plan says while webhooks come in, and looks at web and the database all the while. */
export async function underLoad(
  stage: BenchStage,
  observer: Observer,
  onePort: OnePortWebhooks,
  load: Load,
  signal: AbortSignal,
): Promise<UnderLoad> {
  // Opened before the crowd comes, and kept.
  const web = new Client(stage.appUrl, { keepAliveTimeout: KEPT_MS, keepAliveMaxTimeout: KEPT_MS });
  await loopOf(web);
  const flood = fork(join(DIST, 'cli/soak/flood-program.js'), [JSON.stringify(load.plan)]);
  const ended = once(flood, 'exit');
  try {
    await untilItStands(flood, load.stands, signal);
    await forgetPeak(stage.webPid);
    await loopOf(web);
    const { size: loggedBefore } = await stat(stage.logs.web);
    await said(flood, 'begin');
    const webhooksMs: number[] = [];
    const over = new AbortController();
    let [connections, files] = [0, 0];
    const count = Math.round(load.seconds * load.eventsPerSecond);
    const [answers, onePortMs] = await Promise.all([
      sleep(load.seconds * 1_000, undefined, { signal })
        .then(() => said(flood, 'what was answered'))
        .finally(() => {
          over.abort();
        }),
      onePort.during(load.seconds, over.signal),
      postSteadily(stage.webhooks.url, giftsInSlices(stage, count, load.eventsPerSecond), {
        perSecond: load.eventsPerSecond,
        goesOn: () => !signal.aborted,
        answeredAfter: webhooksMs,
      }),
      (async () => {
        while (!over.signal.aborted) {
          connections = Math.max(connections, (await observer.books()).connections);
          files = Math.max(files, (await readdir(`/proc/${String(stage.webPid)}/fd`)).length);
          await sleep(LOOK_EVERY_MS);
        }
      })(),
    ]);
    return {
      answers,
      webhooksMs: webhooksMs.toSorted((a, b) => a - b),
      onePort: onePortMs,
      loopMs: await loopOf(web),
      peakMb: (await memoryOf(stage.webPid)).peakMb,
      connections,
      files,
      loggedMb: Math.round(((await stat(stage.logs.web)).size - loggedBefore) / 104_857.6) / 10,
    };
  } finally {
    flood.disconnect();
    await ended;
    await web.destroy();
  }
}

/** Waits for the first hundred answers that say so; on a machine that has much to do that takes its time. */
async function untilItStands(
  flood: ReturnType<typeof fork>,
  status: Load['stands'],
  signal: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + STANDS_WITHIN_MS;
  while (((await said(flood, 'what was answered')).statuses[status] ?? 0) < ANSWERS_TO_STAND) {
    if (performance.now() > deadline) throw new Error(`Hardly anybody was answered ${status}`);
    await sleep(100, undefined, { signal });
  }
}

/** How late web's event loop was since it was last asked; ms, the p99. */
async function loopOf(web: Client): Promise<number> {
  const { body } = await web.request({ method: 'GET', path: '/metrics' });
  const text = await body.text();
  const line = text.split('\n').find((it) => it.startsWith('nodejs_eventloop_lag_p99_seconds'));
  return Math.round(1_000 * Number(line?.split(' ').at(-1) ?? Number.NaN));
}

async function said(flood: ReturnType<typeof fork>, words: 'begin' | 'what was answered'): Promise<Answers> {
  flood.send(words);
  const [answers] = (await once(flood, 'message')) as [Answers];
  return answers;
}
