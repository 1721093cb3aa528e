import { Client } from 'pg';
import { Agent, request } from 'undici';
import { encodeCursor } from '../../platform/http/cursor.js';
import { PROJECT_DIR, runProgram } from '../../local-services/index.js';
import { benchEvents } from './events.js';
import { cookieOf } from './export.js';
import { storeManyGifts } from './many-gifts.js';
import { type BenchStage, DIST, setBenchStage } from './stage.js';
import { AMOUNT_MINOR, postedPerSecond, storeGifts } from './webhooks.js';

/** What was measured at one size; ms, and events per second. */
export type SizeFigures = Readonly<Record<string, readonly number[]>>;

const WITHIN_MS = 900_000;
const EVENTS = 5_000;
/** Longer than anything that is kept for a while is kept. */
const FORGET_MS = 11_000;

/** Stores so many gifts on a stage of their own, and measures what organisers and visitors look at, and the money path. */
export async function benchSize(gifts: number, runs: number): Promise<SizeFigures> {
  const stage = await setBenchStage();
  try {
    await fill(stage, gifts);
    return await figuresOf(stage, runs);
  } finally {
    await stage.stop();
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

async function figuresOf(stage: BenchStage, runs: number): Promise<SizeFigures> {
  const database = new Client({ connectionString: stage.databaseUrl });
  const dispatcher = new Agent({ headersTimeout: WITHIN_MS, bodyTimeout: WITHIN_MS });
  await database.connect();
  try {
    const cookie = await cookieOf(stage, dispatcher);
    const { rows } = await database.query<{ id: string }>(`SELECT id FROM donation ORDER BY id LIMIT 1 OFFSET 50`);
    const last = encodeCursor([rows[0]?.id ?? '']);
    const pages: Readonly<Record<string, string>> = {
      "the list's last page": `/organise/lists/donations?language=en&cursor=${last}`,
      'a search in the list': '/organise/lists/donations?language=en&q=schenker+77+van',
      'a search in everything': '/organise/find?language=en&q=schenker.77%40',
      'the leaderboard': '/nl/2023/leaderboard',
      'the control room': '/organise?language=en',
    };
    const figures: Record<string, number[]> = {};
    for (let run = -1; run < runs; run += 1) {
      if (run > 0) await new Promise((resolve) => setTimeout(resolve, FORGET_MS));
      for (const [what, path] of Object.entries(pages)) {
        const startedAt = performance.now();
        const { statusCode, body } = await request(`${stage.appUrl}${path}`, { dispatcher, headers: { cookie } });
        await body.text();
        if (statusCode !== 200) throw new Error(`${path} was answered ${String(statusCode)}`);
        // The first warms the process up.
        if (run >= 0) (figures[what] ??= []).push(performance.now() - startedAt);
      }
    }
    for (let run = 0; run < runs; run += 1) {
      const events = benchEvents(EVENTS, AMOUNT_MINOR);
      const before = await storeGifts(database, events);
      (figures['the pipeline'] ??= []).push(await postedPerSecond(stage, database, events, before));
    }
    return figures;
  } finally {
    await dispatcher.close();
    await database.end();
  }
}
