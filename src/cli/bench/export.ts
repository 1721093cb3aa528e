import { readFile, writeFile } from 'node:fs/promises';
import { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { Agent, request } from 'undici';
import { encodeCursor } from '../../platform/http/cursor.js';
import { DIST, type BenchStage } from './stage.js';
import { storeManyGifts } from './many-gifts.js';
import { PROJECT_DIR, runProgram } from '../../local-services/index.js';

/** What exports come to, beside Postgres' own COPY in the same run. MB are 1,048,576 bytes. */
export interface ExportFigures {
  readonly rows: number;
  readonly csvSeconds: number;
  readonly copySeconds: number;
  /** Rows per second of the export over those of COPY. */
  readonly ofCopy: number;
  /** The highest resident memory of the process that exports, and what it was before. */
  readonly csvPeakMb: number;
  readonly beforeMb: number;
  readonly workbookRows: number;
  readonly workbookSeconds: number;
  readonly workbookPeakMb: number;
  /** The slower of so many asked one after the other is not told: the median. */
  readonly firstPageMs: number;
  readonly lastPageMs: number;
}

const WITHIN_MS = 600_000;
const PAGES = 9;

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
    const before = await memoryOf(stage.webPid);

    const [csv, copy, csvPeaks, workbooks, workbookPeaks]: number[][] = [[], [], [], [], []];
    let workbookRows = 0;
    for (let run = 0; run < runs; run += 1) {
      copy?.push(await copyAlone(database, SAME_ROWS.replace('{edition}', id)));
      await forgetPeak(stage.webPid);
      const file = await organiser.download('/organise/exports/donations.csv?language=en');
      if (file.lines !== stored.count + 2)
        throw new Error(`${String(file.lines)} lines for ${String(stored.count)} gifts`);
      csv?.push(file.seconds);
      csvPeaks?.push((await memoryOf(stage.webPid)).peakMb);
      await forgetPeak(stage.webPid);
      const workbook = await organiser.download('/organise/exports/donations.xlsx?language=en&anonymous=yes');
      workbookRows = Math.floor(stored.count / 10);
      workbooks?.push(workbook.seconds);
      workbookPeaks?.push((await memoryOf(stage.webPid)).peakMb);
    }
    const last = await database.query<{ id: string }>(
      `SELECT id FROM donation WHERE edition_id = $1 ORDER BY id LIMIT 1 OFFSET 50`,
      [id],
    );
    const pages = await organiser.pages(encodeCursor([last.rows[0]?.id ?? '']));
    const [csvSeconds, copySeconds] = [median(csv), median(copy)];
    return {
      rows: stored.count,
      csvSeconds,
      copySeconds,
      ofCopy: Math.round((copySeconds / csvSeconds) * 100) / 100,
      csvPeakMb: Math.max(...(csvPeaks ?? [])),
      beforeMb: before.nowMb,
      workbookRows,
      workbookSeconds: median(workbooks),
      workbookPeakMb: Math.max(...(workbookPeaks ?? [])),
      ...pages,
    };
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

  /** The first and the last page of all gifts in turn, each some times. */
  async pages(lastCursor: string): Promise<{ readonly firstPageMs: number; readonly lastPageMs: number }> {
    const [first, last]: [number[], number[]] = [[], []];
    for (let turn = 0; turn < PAGES; turn += 1) {
      first.push(await this.page(''));
      last.push(await this.page(`&cursor=${lastCursor}`));
    }
    return { firstPageMs: median(first), lastPageMs: median(last) };
  }

  private async page(more: string): Promise<number> {
    const startedAt = performance.now();
    const { statusCode, body } = await this.ask(`/organise/lists/donations?language=en${more}`);
    await body.text();
    if (statusCode !== 200) throw new Error(`A page of the list was answered with ${String(statusCode)}`);
    return Math.round((performance.now() - startedAt) * 10) / 10;
  }

  private ask(path: string) {
    return request(`${this.stage.appUrl}${path}`, { dispatcher: this.dispatcher, headers: { cookie: this.cookie } });
  }
}

async function cookieOf({ appUrl, organiserKey }: BenchStage, dispatcher: Agent): Promise<string> {
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

/** Resident memory, as Linux counts it. */
async function memoryOf(pid: number): Promise<{ readonly nowMb: number; readonly peakMb: number }> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  const kb = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
  return { nowMb: Math.round(kb('VmRSS') / 1_024), peakMb: Math.round(kb('VmHWM') / 1_024) };
}

/** Has Linux count the peak from now on (proc(5), `clear_refs`). */
function forgetPeak(pid: number): Promise<void> {
  return writeFile(`/proc/${String(pid)}/clear_refs`, '5');
}

function secondsSince(startedAt: number): number {
  return Math.round(performance.now() - startedAt) / 1_000;
}

function median(figures: readonly number[] | undefined): number {
  return [...(figures ?? [])].sort((a, b) => a - b)[Math.floor((figures ?? []).length / 2)] ?? 0;
}
