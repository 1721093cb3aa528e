import { setTimeout as sleep } from 'node:timers/promises';
import { sharedBy } from '../bench/figures.js';
import { type BenchStage, setBenchStage } from '../bench/stage.js';
import { postSteadily } from '../bench/steady-events.js';
import { Watchers } from '../bench/watchers.js';
import { giftsInSlices, LEDGER_DIFFERS, proveTheEnd } from './exact-end.js';
import { type Books, type Minute, minuteOf, Observer, tableHead, tableLine } from './minute-table.js';
import type { SoakOptions } from './options.js';
import { growthPerMinute, JUDGED_FROM_MINUTES, MOST_MB_PER_MINUTE, MOST_P99_RATIO, p99Ratio } from './steadiness.js';

const LOOK_EVERY_MS = 2_000;

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
  const { books, revision, wrong } = await proveTheEnd({ stage, observer, watchers, before, posted }, signal);
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
      revision,
      ledger: wrong.some((it) => it.startsWith(LEDGER_DIFFERS)) ? 'differs' : 'ok',
      differences: wrong.length,
      steady,
      minutes: seen,
    }),
  );
  return wrong.length === 0 && unsteady.length === 0;
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
