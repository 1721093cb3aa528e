import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { Client } from 'pg';
import readWorkbook from 'read-excel-file/node';
import { type ManyGifts, storeManyGifts } from '../../src/cli/bench/many-gifts.js';
import { launchChromium } from '../../src/cli/browser/launch-chromium.js';
import type { Edition } from '../../src/domain/edition.js';
import { ReadEditions } from '../../src/editions/index.js';
import { COUNTED_AT_ONCE, listQueryOf, LISTS, ReadList } from '../../src/lists/index.js';
import { SettleMatches } from '../../src/matching/index.js';
import { Database, type Parameter, type Queryable, Transaction } from '../../src/platform/database/database.js';
import { encodeCursor } from '../../src/platform/http/cursor.js';
import { storeEdition } from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';

const KEY = 'the-organiser-key-of-this-test';
/** A few more than are counted while somebody waits; `npm run many-gifts` asks for a million. */
const GIFTS = Number(process.env['MANY_GIFTS'] ?? COUNTED_AT_ONCE + 20);
/** What is for each gift takes longer by so much. */
const PATIENCE_MS = 60_000 + GIFTS;
/** Tables that grow with the gifts; whatever reads one of these from end to end is slow one day. */
const GROWING = ['donation', 'donor', 'donor_total', 'supporter', 'ledger_entry', 'stripe_payment', 'stripe_fact'];
/** What a page may read of those rows: far less than there are, and no more once there are a hundred times as many. */
const FEW = 2_000;

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly Plan[];
}

/** A transaction of a stand-in for the database. */
function inTransaction<Tx>(tx: Tx) {
  return <Result>(work: (transaction: Tx) => Promise<Result>): Promise<Result> => work(tx);
}

/**
 * The reader goes through a sheet in pieces that get smaller where one took it long, each a call deeper: too deep for a
 * large sheet on a busy machine. While the clock stands still, its pieces grow.
 */
async function readWorkbookWhole(file: Buffer): ReturnType<typeof readWorkbook> {
  const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now());
  try {
    return await readWorkbook(file, { trim: false });
  } finally {
    clock.mockRestore();
  }
}

describe('Lists and exports of very many gifts', () => {
  let database: TestDatabase;
  let redis: TestServer & { readonly redisUrl: string };
  let running: RunningApp;
  let client: Client;
  let organiser: Visitor;
  let edition: Edition;
  let stored: ManyGifts;

  beforeAll(async () => {
    [database, redis] = await Promise.all([testDatabase(), testRedis()]);
    running = await RunningApp.start(
      { databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl },
      { organiserKey: KEY },
    );
    await storeEdition(running.database);
    client = new Client({ connectionString: database.databaseUrl });
    await client.connect();
    stored = await storeManyGifts(client, GIFTS);
    await running.rebuildTotals();
    await client.query('ANALYZE');
    // Some thousand rows are read as fast whole; what counts is whether there is another way once they are millions.
    await client.query('SET enable_seqscan = off');
    const latest = await running.app.get(ReadEditions, { strict: false }).latest();
    if (latest === null) throw new Error('No edition was stored');
    edition = latest;
    organiser = new Visitor(running);
    await organiser.get(`/organise?key=${KEY}`);
  }, 60_000 + PATIENCE_MS);

  afterAll(async () => {
    await client.end();
    await running.close();
    await Promise.all([database.drop(), redis.drop()]);
  }, PATIENCE_MS);

  async function ledgerSum(condition = 'true'): Promise<{ count: number; sumMinor: number }> {
    const { rows } = await client.query<{ count: string; sum: string }>(
      `SELECT count(*) AS count, coalesce(sum(e.amount_minor), 0) AS sum
         FROM ledger_entry e JOIN donation d ON d.id = e.donation_id WHERE ${condition}`,
    );
    return { count: Number(rows[0]?.count), sumMinor: Number(rows[0]?.sum) };
  }

  async function file(path: string): Promise<Buffer> {
    const { status, body } = await organiser.bytes(`/organise/exports/${path}`);
    expect(status).toBe(200);
    return body;
  }

  it(
    'stand on a ledger that proves itself',
    async () => {
      expect((await running.proveLedger()).ok).toBe(true);
      expect(await ledgerSum()).toEqual(stored);
    },
    PATIENCE_MS,
  );

  it('are counted and added up for whoever asks for it, and at once where few are left of them', async () => {
    const words = ({ count, sumMinor }: ManyGifts): string =>
      `${count.toLocaleString('en')} rows · €${(sumMinor / 100).toLocaleString('en', { minimumFractionDigits: 2 })}`;
    const { text: first } = await organiser.get('/organise/lists/donations?language=en');
    expect(first).toContain('more than 20,000 rows');
    const asked = /href="([^"]*count=all)" data-count=/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const { text: counted } = await organiser.get(asked);
    expect(counted).toContain(words(stored));
    expect(JSON.parse(await organiser.status(asked))).toEqual({ status: words(stored) });
    const { text: narrowed } = await organiser.get('/organise/lists/donations?language=en&walker=wandelaar-17');
    const ofOne = `d.walker_id = (SELECT id FROM walker WHERE slug = 'wandelaar-17')`;
    expect(narrowed).toContain(words(await ledgerSum(ofOne)));
  });

  it('count themselves in a browser once their first page is there, and offer to again where that fails', async () => {
    const url = await running.listening();
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.goto(`${url}/organise?key=${KEY}&language=en`);
      await page.route('**/*count=all*', (route) => route.abort());
      await page.goto(`${url}/organise/lists/donations?language=en`);
      await page.waitForSelector('a[data-count]:text-is("Count them all")');
      await page.unroute('**/*count=all*');
      await page.reload();
      await page.waitForSelector(`[role=status]:text("${stored.count.toLocaleString('en')} rows")`);
      expect(await page.locator('a[data-count]').count()).toBe(0);
    } finally {
      await browser.close();
    }
  }, 60_000);

  it(
    'leave as CSV that another program reads: as many and as much as the ledger, and no formula among them',
    async () => {
      const rows: string[][] = parse(await file('donations.csv?language=en&column=donor&column=raised'), {
        bom: true,
        relax_column_count: true,
      });
      const cells = rows.slice(1, -1);
      expect(cells.length).toBe(GIFTS);
      expect(cells.reduce((sum, [, raised]) => sum + Math.round(Number(raised) * 100), 0)).toBe(stored.sumMinor);
      expect(cells.filter(([donor = '']) => /^[=+\-@\t\r\n＝＋－＠]/.test(donor))).toEqual([]);
      expect(cells.filter(([donor = '']) => donor.startsWith(`'`)).length).toBeGreaterThan(1_000);
    },
    PATIENCE_MS,
  );

  it.each([
    ['whole', '', 'true'],
    ['narrowed as the screen is', '&anonymous=yes', 'd.anonymous'],
  ])(
    'leave as a workbook that another program reads, %s: as many and as much as the ledger',
    async (_, asked, condition) => {
      const { count, sumMinor } = await ledgerSum(condition);
      const sheets = await readWorkbookWhole(
        await file(`donations.xlsx?language=en&column=donor&column=raised${asked}`),
      );
      const cells = (sheets[0]?.data ?? []).slice(1, 1 + count);
      expect(cells.length).toBe(count);
      expect(cells.reduce((sum, [, raised]) => sum + Math.round(Number(raised) * 100), 0)).toBe(sumMinor);
      expect(cells.filter(([donor]) => /^[=+\-@\t\r\n＝＋－＠]/.test(String(donor)))).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'leave as JSON lines with the names as they are, count and sum in the last',
    async () => {
      const lines = (await file('donations.jsonl?least=50&column=raised'))
        .toString('utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { raised?: number; end?: unknown });
      const narrowed = await ledgerSum('d.amount_minor >= 5000');
      expect(lines.pop()?.end).toEqual(narrowed);
      expect(lines.reduce((sum, { raised = 0 }) => sum + raised, 0)).toBe(narrowed.sumMinor);
    },
    PATIENCE_MS,
  );

  it.each([
    ['a slip of the finger', 'fatma el ouali', 'Fatima; El Ouali'],
    ['a name without its accents', 'emile verhaeren gent', 'Émile Verhaeren, Gent'],
    ['an amount as people write it', '€ 5,37', '5.37'],
    ['a Stripe id', 'cs_many_4', '6.48'],
    ['part of an address', 'schenker.77@', 'schenker.77@example.org'],
  ])('are found by %s', async (_, typed, shown) => {
    const { status, text } = await organiser.get(`/organise/find?language=en&q=${encodeURIComponent(typed)}`);
    expect(status).toBe(200);
    expect(text).toContain(shown);
  });

  const named = (text: string): string =>
    `d.donor_id IN (SELECT id FROM donor WHERE lower(name) LIKE '%${text}%' OR email LIKE '%${text}%')`;

  it.each([
    ['a word that most share', 'van der', named('van der')],
    ['a word that some share', 'verhaeren', named('verhaeren')],
    [
      'an address',
      'schenker.77@example.org',
      `d.donor_id = (SELECT id FROM donor WHERE email = 'schenker.77@example.org')`,
    ],
  ])('are all found by %s, on the screen and in the file', async (_, typed, condition) => {
    const { count, sumMinor } = await ledgerSum(condition);
    const asked = `q=${encodeURIComponent(typed)}&language=en`;
    const sum = (sumMinor / 100).toLocaleString('en', { minimumFractionDigits: 2 });
    expect(JSON.parse(await organiser.status(`/organise/lists/donations?${asked}&count=all`))).toEqual({
      status: `${count.toLocaleString('en')} ${count === 1 ? 'row' : 'rows'} · €${sum}`,
    });
    const lines = (await file(`donations.jsonl?${asked}&column=raised`)).toString('utf8').trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ end: { count, sumMinor } });
    expect(lines.length).toBe(count + 1);
  });

  /** The tables that a page of a list reads whole, even where Postgres was told to avoid it: no index answers for them. */
  async function tablesReadFromEndToEnd(name: string, asked: Record<string, string>, cursor: string | null) {
    const list = LISTS.find((it) => it.name === name);
    if (list === undefined) throw new Error(`No list ${name}`);
    // What is searched is found through bitmaps; an ordered walk through an index is what answers all else.
    await client.query(`SET enable_indexscan = ${'q' in asked || 'message' in asked ? 'off' : 'on'}`);
    await client.query(`SET enable_indexonlyscan = ${'q' in asked || 'message' in asked ? 'off' : 'on'}`);
    const plans: Plan[] = [];
    const explaining = {
      rows: async (sql: string, parameters: readonly Parameter[] = []) => {
        // What a list's first rows hold is looked at in its order, and ends after some hundreds.
        if (sql.startsWith('SET') || sql.includes('AS first')) return [];
        const { rows } = await client.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(`EXPLAIN (FORMAT JSON) ${sql}`, [
          ...parameters,
        ]);
        plans.push(...rows.flatMap((row) => row['QUERY PLAN'].map(({ Plan: plan }) => plan)));
        return [];
      },
    };
    const lists = new ReadList({ ...explaining, transaction: inTransaction(explaining) } as unknown as Database);
    await lists.page(list, listQueryOf(list, asked, true), edition, { limit: 50, cursor });
    // What is searched for is looked for by itself, before the list: what holds it, and what is like it.
    expect(plans.length).toBeGreaterThanOrEqual('q' in asked ? 3 : 1);
    const scanned: string[] = [];
    const look = (plan: Plan): void => {
      const ordered = /^Index(?: Only)? Scan$/.test(plan['Node Type']);
      // The first page may walk along the primary key: what it wants lies at its end.
      const whole = plan['Node Type'] === 'Seq Scan' || (ordered && Object.keys(asked).length > 0);
      if (whole && plan['Index Cond'] === undefined) scanned.push(plan['Relation Name'] ?? '');
      for (const child of plan.Plans ?? []) look(child);
    };
    plans.forEach(look);
    return scanned.filter((table) => GROWING.includes(table));
  }

  /** The statements that a page is made of, with how many rows of growing tables each read. */
  function rowsReadFor(path: string): Promise<ReadonlyMap<string, number>> {
    return rowsReadBy(async () => {
      expect((await organiser.get(path)).status).toBe(200);
    });
  }

  async function rowsReadBy(work: () => Promise<void>): Promise<ReadonlyMap<string, number>> {
    const read = new Map<string, number>();
    const spies = [watchRows(Database.prototype, read), watchRows(Transaction.prototype, read)];
    try {
      await work();
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
    return read;
  }

  /** Has Postgres count for each statement what it reads; the proof of the ledger, which reads all of it, is none of a page's. */
  function watchRows(of: Queryable, read: Map<string, number>): { mockRestore(): void } {
    // oxlint-disable-next-line typescript/unbound-method -- it is called with its database below
    const original = of.rows;
    return jest.spyOn(of, 'rows').mockImplementation(async function <Row>(
      this: Queryable,
      sql: string,
      parameters: readonly Parameter[] = [],
    ): Promise<Row[]> {
      if (/^\s*SELECT(?![^]*(?: AS difference\b| AS compared\b))/.test(sql)) {
        const rows = (await original.call(this, `EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`, parameters)) as {
          'QUERY PLAN': { Plan: Plan }[];
        }[];
        const plans = rows.flatMap((row) => row['QUERY PLAN'].map(({ Plan: plan }) => plan));
        read.set(
          sql,
          plans.reduce((sum, plan) => sum + growingRowsOf(plan), 0),
        );
      }
      return original.call(this, sql, parameters) as Promise<Row[]>;
    });
  }

  function growingRowsOf(plan: Plan): number {
    const passed = plan['Actual Rows'] ?? 0;
    const all = passed + (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Index Recheck'] ?? 0);
    const own = GROWING.includes(plan['Relation Name'] ?? '') ? all * (plan['Actual Loops'] ?? 0) : 0;
    return own + (plan.Plans ?? []).reduce((sum, child) => sum + growingRowsOf(child), 0);
  }

  const ANY_ID = '01900000-0000-7600-8000-000000000009';

  it.each([
    ['donations', {}, null],
    ['donations', {}, encodeCursor([ANY_ID])],
    ['donations', { sort: 'oldest' }, encodeCursor([ANY_ID])],
    ['donations', { sort: 'largest' }, null],
    ['donations', { sort: 'smallest' }, encodeCursor(['20400', ANY_ID])],
    ['donations', { sort: 'largest', least: '200' }, null],
    ['donations', { q: 'schenker 77 van' }, null],
    ['donations', { q: 'schenker.77@example.org' }, null],
    ['donations', { q: '40,00' }, null],
    ['donations', { q: 'cs_many_77' }, null],
    ['donations', { q: 'pi_123' }, null],
    ['donations', { q: 'ch_123' }, null],
    ['donations', { message: 'veel succes, schenker 776' }, null],
    ['donations', { walker: 'wandelaar-17' }, null],
    ['donations', { from: '2001-01-01', until: '2001-01-02' }, null],
    ['donors', {}, null],
    ['donors', {}, encodeCursor(['900', ANY_ID])],
    ['donors', { q: 'schenker 77 van' }, null],
  ] as [string, Record<string, string>, string | null][])(
    'are read by their indexes: %s %j after %s',
    async (name, asked, cursor) => {
      expect(await tablesReadFromEndToEnd(name, asked, cursor)).toEqual([]);
    },
  );

  it.each([
    ['the control room', '/organise?language=en'],
    ['the charts', '/organise/charts/by-day?language=en'],
    ['the leaderboard of teams', '/nl/2023/leaderboard'],
    ['the leaderboard of walkers by donors', '/nl/2023/leaderboard?of=walkers&by=donors'],
    ['a search in everything', '/organise/find?language=en&q=schenker.77%40'],
    ['a search for what nobody is like', '/organise/find?language=en&q=xylofoonspeler+qwzrt'],
    ['a search for what most have in common', '/organise/find?language=en&q=van+der'],
    ['a search for an address', '/organise/find?language=en&q=schenker.77%40example.org'],
  ])('are never read whole for a page: %s', async (_, path) => {
    const read = await rowsReadFor(path);
    expect(read.size).toBeGreaterThan(0);
    expect([...read].filter(([, rows]) => rows > FEW)).toEqual([]);
  });

  it('are read for a page of the list, first or last, as few as are shown, and counted no further than is said', async () => {
    const last = `&cursor=${encodeCursor(['01900000-0000-7600-8000-000000000032'])}`;
    for (const asked of ['', last, '&q=van+der', `&q=van+der${last}`]) {
      const read = [...(await rowsReadFor(`/organise/lists/donations?language=en${asked}`))];
      const counted = read.filter(([sql]) => sql.includes(') counted'));
      expect(counted.map(([, rows]) => rows <= COUNTED_AT_ONCE + 1)).toEqual([true]);
      expect(read.filter(([sql, rows]) => !sql.includes(') counted') && rows > FEW)).toEqual([]);
    }
  });

  it('are not read again with each batch for a sponsor who matches all of them', async () => {
    const id = '01900000-0000-7900-8000-000000000001';
    await client.query(
      `INSERT INTO gift_match (id, edition_id, scope, sponsor, rate_percent, cap_minor, starts_at, ends_at, created_by)
       VALUES ($1, $2, 'edition', 'Bakkerij Maes', 100, 1000000000000, '2023-01-01', '2099-12-31', 'test')`,
      [id, edition.id],
    );
    const read = await rowsReadBy(async () => {
      await running.app.get(SettleMatches, { strict: false }).execute();
    });
    expect([...read].filter(([, rows]) => rows > FEW)).toEqual([]);
    const { rows } = await client.query<{ matched: string }>(
      `SELECT matched_minor AS matched FROM gift_match WHERE id = $1`,
      [id],
    );
    expect(Number(rows[0]?.matched)).toBe(stored.sumMinor);
  });
});
