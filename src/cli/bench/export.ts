import { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { Agent, request } from 'undici';
import { DIST, type BenchStage } from './stage.js';
import { storeManyGifts } from './many-gifts.js';
import { forgetPeak, memoryOf, peakOfChildren } from './memory.js';
import { PROJECT_DIR, runProgram } from '../../local-services/index.js';

/** What exports come to, beside Postgres' own COPY in the same turns. MB are 1,048,576 bytes. */
export interface ExportFigures {
  readonly rows: number;
  readonly csvSeconds: readonly number[];
  readonly copySeconds: readonly number[];
  /** The highest resident memory of the process that makes the file. */
  readonly csvPeaksMb: readonly number[];
  readonly workbookRows: number;
  readonly workbookSeconds: readonly number[];
  readonly workbookPeaksMb: readonly number[];
  /** How much more memory the web process, which passes the file on, had at the most than before. */
  readonly passingOnMb: readonly number[];
}

const WITHIN_MS = 600_000;

/** The columns that the list shows when nobody chose, of the same rows in the same order, with nothing done to them. */
const SAME_ROWS = `SELECT d.created_at, d.name, donor.email, w.public_name, t.name, d.status, d.amount_minor, d.raised_minor
  FROM donation d JOIN donor ON donor.id = d.donor_id LEFT JOIN walker w ON w.id = d.walker_id
  LEFT JOIN team t ON t.id = d.team_id WHERE d.edition_id = '{edition}' ORDER BY d.id DESC`;

/**
 * Stores many gifts, and measures the download of all of them as an organiser asks for it.
 * @throws {Error} when a file is not whole, or the ledger is not right
 */
export async function benchExport(stage: BenchStage, count: number, runs: number): Promise<ExportFigures> {
  const database = new Client({ connectionString: stage.databaseUrl });
  await database.connect();
  const dispatcher = new Agent({ headersTimeout: WITHIN_MS, bodyTimeout: WITHIN_MS });
  try {
    const stored = await storeManyGifts(database, count);
    for (const args of [['rebuild-totals.js'], ['check-ledger.js', '--without-stripe']]) {
      await runProgram(process.execPath, [`${DIST}/cli/${args[0] ?? ''}`, ...args.slice(1)], {
        timeoutMs: WITHIN_MS,
        cwd: PROJECT_DIR,
        env: stage.env,
      });
    }
    const raised = await database.query<{ id: string; raised: string; gifts: string }>(
      `SELECT e.id, s.raised_minor AS raised, s.gifts FROM edition e JOIN total s ON s.scope = 'edition' AND s.scope_id = e.id
        ORDER BY e.walk_on DESC, e.id DESC LIMIT 1`,
    );
    const { id = '', raised: sum = '0', gifts = '0' } = raised.rows[0] ?? {};
    if (Number(sum) !== stored.sumMinor || Number(gifts) !== stored.count)
      throw new Error('The totals are not the sum');
    const organiser = new Organiser(stage, dispatcher, await cookieOf(stage, dispatcher));

    const [csvSeconds, copySeconds, csvPeaksMb]: [number[], number[], number[]] = [[], [], []];
    const [workbookSeconds, workbookPeaksMb, passingOnMb]: [number[], number[], number[]] = [[], [], []];
    let workbookRows = 0;
    for (let run = 0; run < runs; run += 1) {
      copySeconds.push(await copyAlone(database, SAME_ROWS.replace('{edition}', id)));
      await forgetPeak(stage.webPid);
      const before = await memoryOf(stage.webPid);
      csvPeaksMb.push(
        await peakOfChildren(stage.webPid, async () => {
          const file = await organiser.download(`/organise/exports/donations.csv?language=en`);
          if (file.lines !== stored.count + 2)
            throw new Error(`${String(file.lines)} lines for ${String(stored.count)} gifts`);
          csvSeconds.push(file.seconds);
        }),
      );
      workbookRows = Math.floor(stored.count / 10);
      workbookPeaksMb.push(
        await peakOfChildren(stage.webPid, async () => {
          const { seconds } = await organiser.download(`/organise/exports/donations.xlsx?language=en&anonymous=yes`);
          workbookSeconds.push(seconds);
        }),
      );
      passingOnMb.push((await memoryOf(stage.webPid)).peakMb - before.nowMb);
    }
    const ofCsv = { rows: stored.count, csvSeconds, copySeconds, csvPeaksMb };
    return { ...ofCsv, workbookRows, workbookSeconds, workbookPeaksMb, passingOnMb };
  } finally {
    await dispatcher.close();
    await database.end();
  }
}

/** Somebody who has the organisers' key, and downloads. */
class Organiser {
  constructor(
    private readonly stage: BenchStage,
    private readonly dispatcher: Agent,
    private readonly cookie: string,
  ) {}

  /** Reads a file to its end and keeps nothing of it. */
  async download(path: string): Promise<{ readonly seconds: number; readonly lines: number }> {
    const startedAt = performance.now();
    const { statusCode, body } = await this.ask(path);
    if (statusCode !== 200) throw new Error(`${path} was answered with ${String(statusCode)}`);
    let lines = 0;
    for await (const piece of body) {
      const bytes = piece as Buffer;
      for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines += 1;
    }
    return { seconds: secondsSince(startedAt), lines };
  }

  private ask(path: string) {
    return request(`${this.stage.appUrl}${path}`, { dispatcher: this.dispatcher, headers: { cookie: this.cookie } });
  }
}

/** Lets an organiser in by the key of the stage. */
export async function cookieOf({ appUrl, organiserKey }: BenchStage, dispatcher: Agent): Promise<string> {
  const { headers, body } = await request(`${appUrl}/organise?key=${organiserKey}`, { dispatcher });
  await body.dump();
  const [cookie = ''] = [headers['set-cookie']].flat();
  return cookie.split(';', 1)[0] ?? '';
}

async function copyAlone(database: Client, select: string): Promise<number> {
  const startedAt = performance.now();
  const stream = database.query(copyTo(`COPY (${select}) TO STDOUT`));
  for await (const piece of stream) void piece;
  return secondsSince(startedAt);
}

function secondsSince(startedAt: number): number {
  return Math.round(performance.now() - startedAt) / 1_000;
}
