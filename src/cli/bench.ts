import { startBareProcess } from './bench/bare-process.js';
import { benchExport } from './bench/export.js';
import { type Figure, figureOf, printFigures, sharedBy } from './bench/figures.js';
import { benchSizes, fill } from './bench/growth.js';
import { benchLive, benchWatchersMemory } from './bench/live.js';
import { benchPages } from './bench/pages.js';
import { type BenchStage, setBenchStage } from './bench/stage.js';
import { benchStart } from './bench/start-again.js';
import { benchWebhooks } from './bench/webhooks.js';
import { readArguments } from './read-arguments.js';

/**
 * Measures what the platform does beside what this machine, or a peer, does in the same run.
 * `--only webhooks|live|memory|pages|growth|export|start`, `--events N`, `--runs N`, `--seconds N`, `--rows N`,
 * `--watchers N`, `--profile FOLDER` (where web and worker leave what their time went to). Prints a table and, last, one
 * line of JSON. No figure is a test; wrong totals are an error.
 */
const { values } = readArguments({
  options: {
    only: { type: 'string' },
    events: { type: 'string', default: '10000' },
    runs: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '10' },
    rows: { type: 'string', default: '1000000' },
    watchers: { type: 'string', default: '5000' },
    profile: { type: 'string' },
  },
});

function wholeNumber(name: 'events' | 'runs' | 'seconds' | 'rows' | 'watchers', most: number): number {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  console.error(`--${name} is a whole number from 1 to ${String(most)}`);
  process.exit(2);
}

const [events, runs, seconds] = [wholeNumber('events', 200_000), wholeNumber('runs', 20), wholeNumber('seconds', 120)];
const [rows, watchers] = [wholeNumber('rows', 5_000_000), wholeNumber('watchers', 9_000)];
/** The gifts of the 2023 edition, and a hundred times as many. */
const [GIFTS_2023, GIFTS_GROWN] = [12_096, 1_200_000];
const atLeast = (least: number) => (_: unknown, ratio: { readonly median: number } | null) =>
  (ratio?.median ?? 0) >= least;

async function inTurn<Result>(work: (run: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let run = 0; run < runs; run += 1) results.push(await work(run));
  return results;
}

/** As often as asked for, after once that does not count: processes that have just started are two to three times as slow. */
async function onceWarm<Result>(work: () => Promise<Result>): Promise<Result[]> {
  await work();
  return inTurn(work);
}

async function onStage<Result>(work: (stage: BenchStage) => Promise<Result>): Promise<Result> {
  const stage = await setBenchStage({ profileDir: values.profile });
  try {
    return await work(stage);
  } finally {
    await stage.stop();
  }
}

async function webhooks(): Promise<Figure[]> {
  const told = await onStage(async (stage) => {
    const endpoint = await startBareProcess();
    try {
      return await onceWarm(() => benchWebhooks(stage, endpoint, events));
    } finally {
      await endpoint.close();
    }
  });
  const rates = told.map((it) => it.eventsPerSecond);
  const unit = 'events/s';
  const what = 'POST of a signed webhook → committed totals';
  return [
    figureOf(
      { what, unit, beside: 'stripe-sync-engine in process, 50 at once', reach: '1.5 ×' },
      rates,
      told.map((it) => it.syncEnginePerSecond),
      atLeast(1.5),
    ),
    figureOf(
      { what, unit, beside: 'a bare endpoint that verifies the signature', reach: '0.35 ×' },
      rates,
      told.map((it) => it.endpointPerSecond),
      atLeast(0.35),
    ),
    figureOf(
      { what: 'the worker alone on a full inbox', unit, beside: 'the same rows by plain SQL', reach: '0.5 ×' },
      told.map((it) => it.workerPerSecond),
      told.map((it) => it.plainSqlPerSecond),
      atLeast(0.5),
    ),
  ];
}

async function live(): Promise<Figure[]> {
  const told = await onStage((stage) => onceWarm(() => benchLive(stage, watchers, seconds)));
  return [
    figureOf(
      {
        what: `POST → the last of ${String(watchers)} watchers at 200 events/s, p99`,
        unit: 'ms',
        beside: 'one buffer to as many from a bare endpoint, p99',
        reach: 'under 250 ms and under 3 ×',
      },
      told.map((it) => it.p99Ms),
      told.map((it) => it.bareP99Ms),
      (ours, ratio) => ours.median < 250 && (ratio?.median ?? 9) < 3,
    ),
  ];
}

async function memory(): Promise<Figure[]> {
  const told = await inTurn(() => onStage((stage) => benchWatchersMemory(stage, 2 * watchers)));
  return [
    figureOf(
      {
        what: `memory of one process with ${String(2 * watchers)} watchers`,
        unit: 'MB',
        beside: 'a bare endpoint with as many',
        reach: 'within 1.5 ×',
      },
      told.map((it) => it.watchedMb),
      told.map((it) => it.bareWatchedMb),
      (_, ratio) => (ratio?.median ?? 9) <= 1.5,
    ),
    figureOf(
      {
        what: `what ${String(2 * watchers)} watchers add to it`,
        unit: 'MB',
        beside: 'what they add to a bare endpoint',
        reach: 'within 1.5 ×',
      },
      told.map((it) => it.watchedMb - it.atRestMb),
      told.map((it) => it.bareWatchedMb - it.bareAtRestMb),
      (_, ratio) => (ratio?.median ?? 9) <= 1.5,
    ),
  ];
}

async function pages(): Promise<Figure[]> {
  const told = await onStage(async (stage) => {
    await fill(stage, GIFTS_2023);
    return onceWarm(() => benchPages(stage, Math.min(seconds, 5)));
  });
  const names = told[0]?.map(({ page }) => page) ?? [];
  return names.flatMap((page, index) => {
    const each = told.flatMap((run) => run[index] ?? []);
    return [
      figureOf(
        {
          what: `the ${page} page, 50 connections, 200 events/s`,
          unit: 'pages/s',
          beside: 'the same HTML from memory',
          reach: '0.6 ×',
        },
        each.map((it) => it.perSecond),
        each.map((it) => it.barePerSecond),
        atLeast(0.6),
      ),
      figureOf(
        { what: `the ${page} page, p99`, unit: 'ms', beside: 'the same HTML from memory', reach: 'under 50 ms' },
        each.map((it) => it.p99Ms),
        each.map((it) => it.bareP99Ms),
        (ours) => ours.median < 50,
      ),
    ];
  });
}

async function growth(): Promise<Figure[]> {
  const [few = {}, many = {}] = await benchSizes([GIFTS_2023, GIFTS_GROWN], runs);
  return Object.entries(many).map(([what, figures]) => {
    const pipeline = what === 'the pipeline';
    return figureOf(
      {
        what: `${what} at ${String(GIFTS_GROWN)} gifts`,
        unit: pipeline ? 'events/s' : 'ms',
        beside: `the same at ${String(GIFTS_2023)}`,
        reach: pipeline ? 'within 1.2 ×' : 'within 1.5 ×',
      },
      figures,
      few[what] ?? [],
      (_, ratio) => (pipeline ? (ratio?.median ?? 0) >= 1 / 1.2 : (ratio?.median ?? 9) <= 1.5),
    );
  });
}

async function exported(): Promise<Figure[]> {
  const told = await onStage((stage) => benchExport(stage, rows, runs));
  return [
    figureOf(
      {
        what: `${String(rows)} gifts as CSV`,
        unit: 'rows/s',
        beside: 'COPY … TO STDOUT of the same rows',
        reach: '0.5 ×',
      },
      told.csvSeconds.map((taken) => told.rows / taken),
      told.copySeconds.map((taken) => told.rows / taken),
      atLeast(0.5),
    ),
    figureOf(
      { what: 'memory of the process that makes it, at the most, CSV', unit: 'MB', beside: '', reach: 'under 150 MB' },
      told.csvPeaksMb,
      null,
      (ours) => ours.median < 150,
    ),
    figureOf(
      { what: `${String(told.workbookRows)} gifts as XLSX`, unit: 's', beside: '', reach: 'under 20 s' },
      told.workbookSeconds,
      null,
      (ours) => ours.median < 20,
    ),
    figureOf(
      { what: 'memory of the process that makes it, at the most, XLSX', unit: 'MB', beside: '', reach: 'under 200 MB' },
      told.workbookPeaksMb,
      null,
      (ours) => ours.median < 200,
    ),
    figureOf(
      { what: 'memory that passing both on adds to the web process', unit: 'MB', beside: '', reach: '' },
      told.passingOnMb,
      null,
      () => true,
    ),
  ];
}

async function started(): Promise<Figure[]> {
  const told = await benchStart(runs);
  return [
    figureOf(
      { what: 'npm start, not the first time, to the first page', unit: 's', beside: '', reach: 'under 10 s' },
      told.map((it) => it.seconds),
      null,
      (ours) => ours.median < 10,
    ),
    figureOf(
      { what: 'memory of web and worker at rest', unit: 'MB', beside: '', reach: 'under 250 MB' },
      told.map((it) => it.restingMb),
      null,
      (ours) => ours.median < 250,
    ),
  ];
}

const PARTS = { webhooks, live, memory, pages, growth, export: exported, start: started } as const;

if (values.only !== undefined && !(values.only in PARTS)) {
  console.error(`--only is one of ${Object.keys(PARTS).join(', ')}`);
  process.exit(2);
}
const figures: Figure[] = [];
for (const [name, part] of Object.entries(PARTS)) {
  if (values.only !== undefined && values.only !== name) continue;
  const told = await part();
  printFigures(told);
  figures.push(...told);
}
console.log(`Shared by ${sharedBy()}\n`);
console.log(JSON.stringify({ shared: sharedBy(), figures }));
