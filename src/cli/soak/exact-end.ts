import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { request } from 'undici';
import { z } from 'zod';
import { PROJECT_DIR, ProgramFailedError, runProgram } from '../../local-services/index.js';
import { type BenchEvent, benchEvents } from '../bench/events.js';
import { type BenchStage, DIST } from '../bench/stage.js';
import type { Watchers } from '../bench/watchers.js';
import { AMOUNT_MINOR, storeGifts } from '../bench/webhooks.js';
import type { Books, Observer } from './minute-table.js';

/** Gifts are stored so many seconds of events at a time, while those before are posted. */
const SLICE_SECONDS = 2;
const REST_WITHIN_MS = 600_000;
const SHOWN_WITHIN_MS = 30_000;
const CHECK_WITHIN_MS = 600_000;

const Total = z.object({ revision: z.number() });

/** How a difference begins that the proof of the ledger found. */
export const LEDGER_DIFFERS = 'the ledger differs';

/** Makes the gifts and their events a few seconds ahead of when they are posted, so that none wait in memory. */
export async function* giftsInSlices(stage: BenchStage, count: number, perSecond: number): AsyncGenerator<BenchEvent> {
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

/**
 * Waits until all have come to rest, and holds the end against what was posted.
 * @returns the books at the end, and what is wrong, in words
 */
export async function proveTheEnd(
  run: {
    readonly stage: BenchStage;
    readonly observer: Observer;
    readonly watchers: Watchers;
    readonly before: Books;
    readonly posted: number;
  },
  signal: AbortSignal,
): Promise<{ readonly books: Books; readonly revision: number; readonly wrong: readonly string[] }> {
  const { stage, observer, watchers, before, posted } = run;
  await watchers.untilAllKnow(posted);
  const books = await atRest(observer, signal);
  const revision = await shownRevision(stage);
  const shownBy = performance.now() + SHOWN_WITHIN_MS;
  while (watchers.notAt(revision) > 0 && performance.now() < shownBy) await sleep(50, undefined, { signal });
  const ledger = await ledgerOf(stage);
  const counted = books.gifts - before.gifts;
  return {
    books,
    revision,
    wrong: [
      ...(counted === posted ? [] : [`${String(counted)} gifts are counted, and ${String(posted)} were paid`]),
      ...(books.raisedMinor - before.raisedMinor === posted * AMOUNT_MINOR ? [] : ['the sum is not that of the gifts']),
      ...worded(books.events, 'event(s) wait'),
      ...worded(books.mails, 'mail(s) wait'),
      ...worded(watchers.notAt(revision), 'watcher(s) are not at the last revision'),
      ...worded(watchers.wentBack, 'message(s) went back to an older revision'),
      ...(ledger.ok ? [] : [`${LEDGER_DIFFERS}: ${ledger.said}`]),
    ],
  };
}

/** The revision of the edition's total as everybody may ask for it. */
async function shownRevision({ appUrl }: BenchStage): Promise<number> {
  const { body } = await request(`${appUrl}/api/v1/editions/2023/totals`);
  return Total.parse(await body.json()).revision;
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
