import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { PROJECT_DIR, ProgramFailedError, runProgram } from '../../local-services/index.js';
import { type BenchEvent, benchEvents } from '../bench/events.js';
import { sharedBy } from '../bench/figures.js';
import { type BenchStage, DIST, setBenchStage } from '../bench/stage.js';
import { postSteadily } from '../bench/steady-events.js';
import { Watchers } from '../bench/watchers.js';
import { AMOUNT_MINOR, storeGifts } from '../bench/webhooks.js';
import { type Books, type Minute, minuteOf, Observer, tableHead, tableLine } from './minute-table.js';
import type { SoakOptions } from './options.js';
import { growthPerMinute, JUDGED_FROM_MINUTES, MOST_MB_PER_MINUTE, MOST_P99_RATIO, p99Ratio } from './steadiness.js';

/** Gifts are stored so many seconds of events at a time, while those before are posted. */
const SLICE_SECONDS = 2;
const LOOK_EVERY_MS = 2_000;
const REST_WITHIN_MS = 600_000;
const CHECK_WITHIN_MS = 600_000;

/**
 * Posts events at an even rate before so many watchers for so long. Prints a line a minute, and last one line of JSON.
 * @returns whether the end is exact and, where the run is long enough to tell, memory and waits stayed as they were
 */
export async function runSoak(options: SoakOptions, signal: AbortSignal): Promise<boolean> {
  const stage = await setBenchStage();
  const observer = await Observer.begin(stage);
  try {
    const before = await observer.books();
    const watchers = await Watchers.open(stage.appUrl, options.watchers);
    try {
      return await soak(options, stage, observer, before, watchers, signal);
    } finally {
      watchers.close();
    }
  } finally {
    await observer.end();
    await stage.stop();
  }
}

async function soak(
  { minutes, eventsPerSecond, watchers: count }: SoakOptions,
  stage: BenchStage,
  observer: Observer,
  before: Books,
  watchers: Watchers,
  signal: AbortSignal,
): Promise<boolean> {
  const posted = Math.max(1, Math.round(minutes * 60 * eventsPerSecond));
  const sentAt: number[] = [];
  const [over, blind] = [new AbortController(), new AbortController()];
  const waits = (): number[] => watchers.lastKnewAt.map((at, gift) => at - (sentAt[gift] ?? at));
  const seen: Minute[] = [];
  console.log(tableHead());
  const posting = postSteadily(stage.appUrl, giftsInSlices(stage, posted, eventsPerSecond), {
    perSecond: eventsPerSecond,
    goesOn: () => !signal.aborted && !blind.signal.aborted,
    sentAt,
  });
  const watching = (async () => {
    const startedAt = performance.now();
    let [booksBefore, knownBefore] = [before, 0];
    while (!over.signal.aborted) {
      const endsAt = Math.min((seen.length + 1) * 60_000, minutes * 60_000);
      while (!over.signal.aborted && performance.now() - startedAt < endsAt) {
        await observer.lookAtMemory();
        await sleep(Math.min(LOOK_EVERY_MS, Math.max(1, startedAt + endsAt - performance.now())));
      }
      const books = await observer.books();
      const minute = minuteOf(seen.length + 1, booksBefore, books, waits().slice(knownBefore), observer);
      [booksBefore, knownBefore] = [books, watchers.lastKnewAt.length];
      seen.push(minute);
      console.log(tableLine(minute));
      console.log(JSON.stringify(minute));
      if (endsAt >= minutes * 60_000) return;
    }
  })();
  const ends = await Promise.allSettled([
    posting.finally(() => {
      over.abort();
    }),
    watching.catch((error: unknown) => {
      blind.abort();
      throw error;
    }),
  ]);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  signal.throwIfAborted();
  await watchers.untilAllKnow(posted);
  const books = await atRest(observer, signal);
  const ledger = await ledgerOf(stage);
  const wrong = [
    ...(books.gifts - before.gifts === posted ? [] : [`${String(books.gifts - before.gifts)} gifts are counted`]),
    ...(books.raisedMinor - before.raisedMinor === posted * AMOUNT_MINOR ? [] : ['the sum is not that of the gifts']),
    ...(books.events + books.mails === 0
      ? []
      : [`${String(books.events)} events and ${String(books.mails)} mails wait`]),
    ...worded(watchers.notAt(books.revision), 'watcher(s) are not at the last revision'),
    ...worded(watchers.wentBack, 'message(s) went back to an older revision'),
    ...(ledger.ok ? [] : [`the ledger differs: ${ledger.said}`]),
  ];
  const steady = minutes >= JUDGED_FROM_MINUTES ? steadinessOf(observer, waits()) : null;
  const unsteady = steady === null ? [] : steady.filter(({ value, most }) => value > most);
  for (const { what, value, most } of steady ?? [])
    console.log(`${value > most ? 'NOT YET ' : 'reached '} ${what}: ${value.toFixed(2)} (at most ${String(most)})`);
  for (const it of wrong) console.log(`WRONG    ${it}`);
  console.log(`Shared by ${sharedBy()}\n`);
  console.log(
    JSON.stringify({
      posted,
      watchers: count,
      booked: books.gifts - before.gifts,
      revision: books.revision,
      ledger: ledger.ok ? 'ok' : 'differs',
      differences: wrong.length,
      steady,
      minutes: seen,
    }),
  );
  return wrong.length === 0 && unsteady.length === 0;
}

/** Makes the gifts and their events a few seconds ahead of when they are posted, so that none wait in memory. */
async function* giftsInSlices(stage: BenchStage, count: number, perSecond: number): AsyncGenerator<BenchEvent> {
  const database = new Client({ connectionString: stage.databaseUrl });
  await database.connect();
  const stored = async (from: number): Promise<BenchEvent[]> => {
    const slice = benchEvents(Math.min(SLICE_SECONDS * perSecond, count - from), AMOUNT_MINOR);
    if (slice.length > 0) await storeGifts(database, slice);
    return slice;
  };
  try {
    let slice = await stored(0);
    for (let from = slice.length; slice.length > 0; from += slice.length) {
      const next = stored(from);
      yield* slice;
      slice = await next;
    }
  } finally {
    await database.end();
  }
}

function steadinessOf(
  { memory }: Observer,
  waits: readonly number[],
): { readonly what: string; readonly value: number; readonly most: number }[] {
  return [
    { what: 'web gains, MB a minute', value: growthPerMinute(memory.web), most: MOST_MB_PER_MINUTE },
    { what: 'worker gains, MB a minute', value: growthPerMinute(memory.worker), most: MOST_MB_PER_MINUTE },
    { what: 'p99 of the last third over that of the first', value: p99Ratio(waits), most: MOST_P99_RATIO },
  ];
}

/** Waits until no event and no mail waits any more, as long as their number falls. */
async function atRest(observer: Observer, signal: AbortSignal): Promise<Books> {
  const deadline = performance.now() + REST_WITHIN_MS;
  let books = await observer.books();
  while (books.events + books.mails > 0 && performance.now() < deadline) {
    await sleep(250, undefined, { signal });
    books = await observer.books();
  }
  return books;
}

async function ledgerOf({ env }: BenchStage): Promise<{ readonly ok: boolean; readonly said: string }> {
  try {
    const said = await runProgram(process.execPath, [join(DIST, 'cli/check-ledger.js'), '--json', '--without-stripe'], {
      timeoutMs: CHECK_WITHIN_MS,
      cwd: PROJECT_DIR,
      env,
    });
    return { ok: true, said };
  } catch (error) {
    if (error instanceof ProgramFailedError) return { ok: false, said: error.message };
    throw error;
  }
}

function worded(count: number, what: string): string[] {
  return count === 0 ? [] : [`${String(count)} ${what}`];
}
