import { Client } from 'pg';
import { Agent, request } from 'undici';
import { encodeCursor } from '../../platform/http/cursor.js';
import { PROJECT_DIR, runProgram } from '../../local-services/index.js';
import { benchEvents } from './events.js';
import { cookieOf } from './export.js';
import { storeManyGifts } from './many-gifts.js';
import { seriesOf } from './figures.js';
import { type BenchStage, DIST, setBenchStage } from './stage.js';
import { AMOUNT_MINOR, postedPerSecond, storeGifts } from './webhooks.js';

/** What was measured at one size, run by run; ms, and events per second. */
export type SizeFigures = Readonly<Record<string, readonly number[]>>;

const WITHIN_MS = 900_000;
const EVENTS = 5_000;
/** Longer than anything that is kept for a while is kept. */
const FORGET_MS = 11_000;
/** Of a page in a run; a run tells the middle one. The leaderboard is kept, so that it is asked for once. */
const ASKED_IN_A_RUN = 5;

const KEPT_PAGES = ['the leaderboard'];

interface Size {
  readonly stage: BenchStage;
  readonly database: Client;
  readonly cookie: string;
  readonly pages: Readonly<Record<string, string>>;
  readonly figures: Record<string, number[]>;
}

/**
 * Stores so many gifts on stages of their own, and measures what organisers and visitors look at, and the money path: all
 * sizes in turn, since what else runs on the machine changes from one minute to the next, and while nothing that the storing left
 * behind is still at work.
 */
export async function benchSizes(gifts: readonly number[], runs: number): Promise<SizeFigures[]> {
  const dispatcher = new Agent({ headersTimeout: WITHIN_MS, bodyTimeout: WITHIN_MS });
  const sizes: Size[] = [];
  try {
    for (const count of gifts) sizes.push(await sizeOf(count, dispatcher));
    for (const size of sizes) for (const path of Object.values(size.pages)) await ask(size, path, dispatcher);
    for (let run = 0; run < runs; run += 1) {
      await new Promise((resolve) => setTimeout(resolve, FORGET_MS));
      for (const { database } of sizes) await untilNothingRuns(database);
      await measurePages(sizes, run, dispatcher);
    }
    for (let run = 0; run < runs; run += 1) {
      for (const { stage, database, figures } of inTurn(sizes, run)) {
        const events = benchEvents(EVENTS, AMOUNT_MINOR);
        const before = await storeGifts(database, events);
        (figures['the pipeline'] ??= []).push(await postedPerSecond(stage, database, events, before));
      }
    }
    return sizes.map(({ figures }) => figures);
  } finally {
    await dispatcher.close();
    for (const { database, stage } of sizes) {
      await database.end();
      await stage.stop();
    }
  }
}

/** No size always comes first. */
function inTurn(sizes: readonly Size[], run: number): readonly Size[] {
  return run % 2 === 0 ? sizes : sizes.toReversed();
}

async function measurePages(sizes: readonly Size[], run: number, dispatcher: Agent): Promise<void> {
  for (const what of Object.keys(sizes[0]?.pages ?? {})) {
    const took = new Map<Size, number[]>(sizes.map((size) => [size, []]));
    for (let time = 0; time < (KEPT_PAGES.includes(what) ? 1 : ASKED_IN_A_RUN); time += 1) {
      for (const size of inTurn(sizes, run + time)) {
        took.get(size)?.push(await ask(size, size.pages[what] ?? '', dispatcher));
      }
    }
    for (const [{ figures }, each] of took) (figures[what] ??= []).push(seriesOf(each).median);
  }
}

async function sizeOf(gifts: number, dispatcher: Agent): Promise<Size> {
  const stage = await setBenchStage();
  const database = new Client({ connectionString: stage.databaseUrl });
  try {
    await fill(stage, gifts);
    await database.connect();
    const { rows } = await database.query<{ id: string }>(`SELECT id FROM donation ORDER BY id LIMIT 1 OFFSET 50`);
    const last = encodeCursor([rows[0]?.id ?? '']);
    const pages = {
      "the list's last page": `/organise/lists/donations?language=en&cursor=${last}`,
      'a search in the list': '/organise/lists/donations?language=en&q=schenker+77+van',
      'a search in everything': '/organise/find?language=en&q=schenker.77%40',
      'a search for an address': '/organise/find?language=en&q=schenker.5001%40example.org',
      'a search for a common word': '/organise/lists/donations?language=en&q=van',
      'a search with a slip': '/organise/lists/donations?language=en&q=fatma+el+ouali',
      'the leaderboard': '/nl/2023/leaderboard',
      'the control room': '/organise?language=en',
    };
    return { stage, database, cookie: await cookieOf(stage, dispatcher), pages, figures: {} };
  } catch (error) {
    await database.end().catch(() => undefined);
    await stage.stop();
    throw error;
  }
}

async function ask({ stage, cookie }: Size, path: string, dispatcher: Agent): Promise<number> {
  const startedAt = performance.now();
  const { statusCode, body } = await request(`${stage.appUrl}${path}`, { dispatcher, headers: { cookie } });
  await body.text();
  if (statusCode !== 200) throw new Error(`${path} was answered ${String(statusCode)}`);
  return performance.now() - startedAt;
}

/** Until no proof of the ledger and no vacuum is at work. */
async function untilNothingRuns(database: Client): Promise<void> {
  const deadline = performance.now() + WITHIN_MS;
  for (;;) {
    const { rows } = await database.query<{ busy: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid()
                         AND backend_type IN ('client backend', 'autovacuum worker', 'parallel worker')) AS busy`,
    );
    if (rows[0]?.busy !== true) return;
    if (performance.now() > deadline) throw new Error('Postgres was busy for too long');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Stores so many paid gifts, with their totals. */
export async function fill(stage: BenchStage, gifts: number): Promise<void> {
  const database = new Client({ connectionString: stage.databaseUrl });
  await database.connect();
  try {
    await storeManyGifts(database, gifts);
    await runProgram(process.execPath, [`${DIST}/cli/rebuild-totals.js`], {
      timeoutMs: WITHIN_MS,
      cwd: PROJECT_DIR,
      env: stage.env,
    });
    await database.query('VACUUM (ANALYZE)');
  } finally {
    await database.end();
  }
}
