import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { benchLatency, type LatencyFigures, type Waits } from './bench/latency.js';
import { benchExport, type ExportFigures } from './bench/export.js';
import { setBenchStage } from './bench/stage.js';
import { benchWebhooks, type WebhookFigures } from './bench/webhooks.js';

/**
 * Measures what the platform does beside what this machine can do, in one run. `--only webhooks|latency|export`,
 * `--events N`, `--runs N`, `--seconds N`, `--rows N`. Prints a table and, last, one line of JSON. No figure is a test; wrong totals are an error.
 */
const PARTS = ['webhooks', 'latency', 'export'] as const;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    events: { type: 'string', default: '10000' },
    runs: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '15' },
    rows: { type: 'string', default: '1000000' },
  },
});

function wholeNumber(name: 'events' | 'runs' | 'seconds' | 'rows', most: number): number {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  console.error(`--${name} is a whole number from 1 to ${String(most)}`);
  process.exit(2);
}

function median(figures: readonly number[]): number {
  return [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;
}

if (values.only !== undefined && !(PARTS as readonly string[]).includes(values.only)) {
  console.error(`--only is one of ${PARTS.join(', ')}`);
  process.exit(2);
}
const [events, runs, seconds] = [wholeNumber('events', 200_000), wholeNumber('runs', 20), wholeNumber('seconds', 120)];
const rows = wholeNumber('rows', 5_000_000);
const asked = (part: (typeof PARTS)[number]): boolean => values.only === undefined || values.only === part;
const stage = await setBenchStage();
const webhooks: WebhookFigures[] = [];
let latency: LatencyFigures | null = null;
let exported: ExportFigures | null = null;
try {
  if (asked('webhooks')) {
    for (let run = 0; run < runs; run += 1) webhooks.push(await benchWebhooks(stage, events));
  }
  if (asked('latency')) latency = await benchLatency(stage, seconds);
  if (asked('export')) exported = await benchExport(stage, rows, runs);
} finally {
  await stage.stop();
}

const shared = `client, web, worker, Postgres and Redis on ${String(cpus().length)} cores; load ${loadavg()[0]?.toFixed(1) ?? '?'}`;
const result: Record<string, unknown> = { shared };
if (webhooks.length > 0) {
  const rates = webhooks.map((figures) => figures.eventsPerSecond);
  const [rate, postgres, endpoint] = [
    median(rates),
    median(webhooks.map((figures) => figures.postgresPerSecond)),
    median(webhooks.map((figures) => figures.endpointPerSecond)),
  ];
  result['webhooks'] = {
    events,
    runs,
    eventsPerSecond: rate,
    min: Math.min(...rates),
    max: Math.max(...rates),
    postgres,
    endpoint,
  };
  console.log(
    `POST → committed totals   ${String(rate)} events/s (aim 1500; ${String(Math.min(...rates))} to ${String(Math.max(...rates))})`,
  );
  console.log(
    `  Postgres alone          ${String(postgres)} events/s in plain batched inserts: ${(rate / postgres).toFixed(2)} of it`,
  );
  console.log(
    `  signature alone         ${String(endpoint)} events/s at a bare endpoint: ${(rate / endpoint).toFixed(2)} of it`,
  );
}
if (latency !== null) {
  result['latency'] = latency;
  const line = (what: string, { p50Ms, p99Ms }: Waits, note: string): void => {
    console.log(
      `${what.padEnd(29)}p50 ${p50Ms.toFixed(1).padStart(6)} ms, p99 ${p99Ms.toFixed(1).padStart(6)} ms ${note}`,
    );
  };
  const { bare, barePaused, watchers } = latency;
  line('POST → SSE at 200 events/s', latency, `at ${String(watchers)} watchers (aim p99 250)`);
  line('  one buffer to all, paused', barePaused, 'a bare endpoint with our pause of 100 ms between messages');
  line('  one buffer to all, at once', bare, 'a bare endpoint without it');
  console.log(
    `  the pause alone costs      p50 ${(barePaused.p50Ms - bare.p50Ms).toFixed(1).padStart(6)} ms, p99 ${(barePaused.p99Ms - bare.p99Ms).toFixed(1).padStart(6)} ms; inbox, queue and ledger the rest`,
  );
}
if (exported !== null) {
  result['export'] = exported;
  const { rows: exportedRows, csvSeconds, copySeconds, ofCopy, csvPeakMb, beforeMb, workbookRows } = exported;
  const rate = (within: number): string => String(Math.round(exportedRows / within));
  console.log(
    `${String(exportedRows)} gifts as CSV        ${rate(csvSeconds)} rows/s; Postgres' own COPY of the same rows ${rate(copySeconds)}: ${String(ofCopy)} of it (aim 0.5)`,
  );
  console.log(`  memory                  ${String(csvPeakMb)} MB at the most, ${String(beforeMb)} MB before (aim 150)`);
  console.log(
    `${String(workbookRows)} gifts as XLSX        ${exported.workbookSeconds.toFixed(1)} s (aim 20), ${String(exported.workbookPeakMb)} MB at the most (aim 200)`,
  );
  console.log(`First and last page       ${String(exported.firstPageMs)} ms and ${String(exported.lastPageMs)} ms`);
}
console.log(`Shared by ${shared}\n`);
console.log(JSON.stringify(result));
