import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import readWorkbook from 'read-excel-file/node';
import { v7 as uuidv7 } from 'uuid';
import { PRESETS } from '../../src/lists/index.js';
import { type StoredEdition, storeCaptain, type StoredWalker, storeEdition } from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { signIn } from '../factories/sign-in.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';

const KEY = 'the-organiser-key-of-this-test';
const FORMULAS = ['=1+1', '+32 3 1234', '-2', '@SUM(A1)', '\tx', '\rx', '＝1+1', '＋1', '－1', '＠A1'];
const GIFTS = 2_345;
/** Every third gift is not paid, every gift of amount 1,000 + n. */
const raisedOf = (index: number): number => (index % 3 === 0 ? 0 : 1_000 + index);
const RAISED = Array.from({ length: GIFTS }, (_, index) => raisedOf(index)).reduce((sum, amount) => sum + amount, 0);

describe('The lists of organisers', () => {
  let database: TestDatabase;
  let redis: TestServer & { readonly redisUrl: string };
  let running: RunningApp;
  let edition: StoredEdition;
  let captain: StoredWalker;
  let organiser: Visitor;

  beforeAll(async () => {
    [database, redis] = await Promise.all([testDatabase(), testRedis()]);
    running = await RunningApp.start(
      { databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl },
      { organiserKey: KEY },
    );
    edition = await storeEdition(running.database);
    captain = await storeCaptain(running.database, edition);
    await storeGifts();
    organiser = new Visitor(running);
    await organiser.get(`/organise?key=${KEY}`);
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await Promise.all([database.drop(), redis.drop()]);
  });

  async function storeGifts(): Promise<void> {
    const ids = Array.from({ length: GIFTS }, () => uuidv7());
    const names = ids.map((_, index) => FORMULAS[index] ?? `Schenker "${String(index)}"; uit Gent`);
    await running.database.rows(
      `INSERT INTO donor (id, email, name, language)
       SELECT id, 'schenker' || n || '@example.org', name, 'nl'
         FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS d (id, name, n)`,
      [ids, names],
    );
    await running.database.rows(
      `INSERT INTO donation (id, edition_id, donor_id, target, page_id, walker_id, team_id, participation_type_id,
         amount_minor, currency, name, anonymous, language, token, status, paid_minor, paid_at, message)
       SELECT id, $3, id, 'walker', $4, $5, $6, $7, 1000 + n - 1, 'EUR', name, n % 5 = 0, 'nl', 'token-' || n,
              CASE WHEN (n - 1) % 3 = 0 THEN 'started' ELSE 'paid' END,
              CASE WHEN (n - 1) % 3 = 0 THEN 0 ELSE 1000 + n - 1 END,
              CASE WHEN (n - 1) % 3 = 0 THEN NULL ELSE '2023-10-08T20:30:00Z'::timestamptz END, name
         FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS d (id, name, n)`,
      [ids, names, edition.id, captain.walkerPageId, captain.walkerId, captain.teamId, captain.typeId],
    );
  }

  /** A file as a program gets it, byte for byte. */
  async function download(path: string, visitor = organiser): Promise<{ status: number; body: Buffer }> {
    const { status, body } = await visitor.bytes(path);
    return { status, body };
  }

  /** A sheet as a program that is not ours reads it. */
  async function sheetOf(workbook: Buffer, index: number): Promise<readonly (readonly unknown[])[]> {
    const sheets = await readWorkbook(workbook, { trim: false });
    return sheets[index]?.data ?? [];
  }

  const rowsOf = (csv: Buffer, delimiter = ';'): string[][] =>
    parse(csv, { bom: true, delimiter, relax_column_count: true });

  it('show a page, how many there are and what they come to, and go on to the last row without one lost or twice', async () => {
    const seen: string[] = [];
    let address: string | undefined = '/organise/lists/donations?column=reference&language=en';
    while (address !== undefined) {
      const { status, text } = await organiser.get(address);
      expect(status).toBe(200);
      seen.push(...[...text.matchAll(/<bdi>([0-9a-f-]{36})<\/bdi>/g)].map(([, id = '']) => id));
      address = /rel="next" href="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(seen.length).toBe(GIFTS);
    expect(new Set(seen).size).toBe(GIFTS);
    const { text } = await organiser.get('/organise/lists/donations?language=en');
    expect(text).toContain(`2,345 rows · €${(RAISED / 100).toLocaleString('en', { minimumFractionDigits: 2 })}`);
  });

  it.each([
    ['status=counted', GIFTS - Math.ceil(GIFTS / 3)],
    ['least=20&most=21', 101],
    ['anonymous=yes', Math.floor(GIFTS / 5)],
    ['certificateWanted=yes', 0],
    ['q=schenker17@', 1],
    ['q=uit+gent', GIFTS - FORMULAS.length],
    ['q=15,55', 1],
    ['team=no-such-team', 0],
    ['group=own-route', 0],
    ['from=2001-01-01&until=2001-12-31', 0],
    ['q=%25', 0],
    [`q=${encodeURIComponent("'; DROP TABLE donation; --")}`, 0],
    ['least=nonsense&status=unknown&sort=unknown', GIFTS],
  ])('are narrowed by the address: %s leaves %i', async (query, count) => {
    const { status, text } = await organiser.get(`/organise/lists/donations?language=en&${query}`);
    expect(status).toBe(200);
    const summary = /role="status">(\d[\d,]*) rows?/.exec(text)?.[1];
    expect(Number(summary?.replaceAll(',', ''))).toBe(count);
    const { body } = await download(`/organise/exports/donations.csv?column=reference&${query}&language=nl`);
    expect(rowsOf(body).length).toBe(count + 2);
  });

  it('make a CSV file with the same rows, whole and said so in its last line', async () => {
    const { body } = await download('/organise/exports/donations.csv?language=nl&sort=oldest');
    expect(body.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const [header = [], ...rows] = rowsOf(body);
    expect(header.slice(0, 3)).toEqual(['Begonnen', 'Bedrag', 'Schenker']);
    const closing = rows.pop()?.[0]?.replaceAll(/[\u00A0\u202F]/g, ' ');
    expect(closing).toBe(
      `Einde van de lijst: 2.345 rijen, samen € ${(RAISED / 100).toLocaleString('nl-BE', { minimumFractionDigits: 2 })}`,
    );
    const column = header.indexOf('Opbrengst');
    const sum = rows.reduce((total, row) => total + Math.round(Number(row[column]?.replace(',', '.')) * 100), 0);
    expect(sum).toBe(RAISED);
    expect(rows[FORMULAS.length]?.[header.indexOf('Schenker')]).toBe(`Schenker "${String(FORMULAS.length)}"; uit Gent`);
  });

  it.each(['csv', 'xlsx'] as const)('let no name or message become a formula in %s', async (format) => {
    const { body } = await download(
      `/organise/exports/donations.${format}?language=nl&sort=oldest&column=donor&column=message`,
    );
    const rows: readonly (readonly unknown[])[] = format === 'csv' ? rowsOf(body) : await sheetOf(body, 0);
    for (const [index, formula] of FORMULAS.entries()) {
      expect(rows[index + 1]?.slice(0, 2)).toEqual([`'${formula}`, `'${formula}`]);
    }
  });

  it('make a workbook that another program reads: real numbers and Belgian times, a sheet about itself', async () => {
    const { body } = await download(
      '/organise/exports/donations.xlsx?language=en&sort=oldest&status=paid&column=amount&column=paidAt&column=status',
    );
    const [header, first, ...rest] = await sheetOf(body, 0);
    expect(header).toEqual(['Paid at', 'Amount', 'Status']);
    expect(first?.[1]).toBe(10.01);
    expect(first?.[2]).toBe('paid');
    // 20:30 in UTC is 22:30 on a Belgian clock.
    expect(first?.[0]).toEqual(new Date('2023-10-08T22:30:00.000Z'));
    expect(String(rest.at(-1)?.[0])).toContain('End of the list: 1,563 rows');
    const about = await sheetOf(body, 1);
    expect(about).toContainEqual(['Status', 'paid']);
    expect(about).toContainEqual(['List', 'Gifts']);
  });

  it('make JSON lines with money in minor units, the last of them count and sum', async () => {
    const { body } = await download('/organise/exports/donations.jsonl?sort=oldest');
    const lines = body
      .toString('utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.pop()).toEqual({ end: { count: GIFTS, sumMinor: RAISED } });
    expect(lines.length).toBe(GIFTS);
    expect(lines.map(({ donor }) => donor).slice(0, FORMULAS.length)).toEqual(FORMULAS);
    expect(lines[4]).toMatchObject({ amount: 1_004, raised: 1_004, status: 'paid' });
  });

  it('give nothing to who is no organiser, and to a viewer nothing that tells who somebody is', async () => {
    const stranger = new Visitor(running);
    for (const address of ['/organise/lists/donations', '/organise/exports/donations.csv']) {
      const { status, location } = await stranger.get(address);
      expect({ status, to: new URL(location ?? '', 'http://walk').searchParams.get('to') }).toEqual({
        status: 303,
        to: address,
      });
    }

    const viewer = new Visitor(running);
    await signIn(running, viewer, 'viewer@example.org');
    expect((await viewer.get('/organise/lists/donations')).status).toBe(403);
    await running.database.rows(
      `INSERT INTO organiser (account_id, edition_id, role) SELECT id, $1, 'viewer' FROM account WHERE email = $2`,
      [edition.id, 'viewer@example.org'],
    );
    const page = await viewer.get('/organise/lists/donations?language=en&column=email&column=donor&column=amount');
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('@example.org');
    const { body } = await download('/organise/exports/donations.csv?column=email&column=amount', viewer);
    expect(body.toString('utf8')).not.toContain('@example.org');
  });

  it('write every export into the audit log, which nobody can change', async () => {
    await download('/organise/exports/donations.csv?status=paid&column=email');
    const [line] = await running.database.rows<{ actor: string; after: Record<string, unknown> }>(
      `SELECT actor, after FROM audit_line WHERE action = 'export-list' ORDER BY id DESC LIMIT 1`,
    );
    expect(line).toEqual({
      actor: 'organiser key',
      after: { format: 'csv', columns: ['email'], filters: { status: 'paid' }, sort: 'newest' },
    });
    await expect(running.database.rows(`DELETE FROM audit_line`)).rejects.toThrow('append-only');
    await expect(running.database.rows(`UPDATE audit_line SET actor = 'nobody'`)).rejects.toThrow('append-only');
  });

  it.each(['donors', 'walkers', 'teams', 'registrations', 'monthly-gifts', 'monthly-charges'])(
    'show and export %s too, with all of their columns',
    async (name) => {
      const { status, text } = await organiser.get(`/organise/lists/${name}?language=fr`);
      expect(status).toBe(200);
      const columns = [...text.matchAll(/name="column" value="([^"]+)"/g)]
        .map(([, key = '']) => `column=${key}`)
        .join('&');
      const filters = [...text.matchAll(/<select id="([a-zA-Z]+)" name="\1"/g)].map(([, key = '']) => key);
      for (const format of ['csv', 'xlsx', 'jsonl']) {
        expect((await download(`/organise/exports/${name}.${format}?${columns}&language=fr`)).status).toBe(200);
      }
      for (const filter of filters.filter((key) => key !== 'sort')) {
        const choices = [
          ...(new RegExp(`<select id="${filter}".*?</select>`, 's').exec(text)?.[0] ?? '').matchAll(/value="([^"]+)"/g),
        ];
        for (const [, choice = ''] of choices) {
          const narrowed = await organiser.get(`/organise/lists/${name}?${filter}=${choice}&q=sarah`);
          expect({ filter, choice, status: narrowed.status }).toEqual({ filter, choice, status: 200 });
        }
      }
    },
  );

  it.each(PRESETS.map((preset) => [preset.name, preset] as const))(
    'have a ready-made view for %s, with each of its columns, on the screen and as a file',
    async (name, { list, asked }) => {
      const query = new URLSearchParams(asked.map(([key, value]) => [key, value])).toString();
      const page = await organiser.get('/organise/views?language=en');
      expect(page.text).toContain(
        `/organise/lists/${list}?language=en&amp;edition=2023&amp;${query.replaceAll('&', '&amp;')}`,
      );
      expect({ name, status: (await organiser.get(`/organise/lists/${list}?${query}`)).status }).toEqual({
        name,
        status: 200,
      });
      const [header = []] = rowsOf((await download(`/organise/exports/${list}.csv?${query}&language=nl`)).body);
      expect(header.length).toBe(asked.filter(([key]) => key === 'column').length);
    },
  );

  it('start everybody at the time that they chose, else at that of their type, and whoever has none behind them', async () => {
    const chose = await storeCaptain(running.database, edition, 'Chose');
    await running.database.rows(`UPDATE walker SET start_slot = '2023-10-08T06:00:00Z' WHERE id = $1`, [
      chose.walkerId,
    ]);
    const csv = async (): Promise<string[][]> => {
      const query = 'sort=slot&column=slot&column=publicName&language=nl&edition=2023';
      return rowsOf((await download(`/organise/exports/walkers.csv?${query}`)).body).slice(1);
    };
    expect((await csv())[0]).toEqual(['Chose', '2023-10-08 08:00:00']);
    await running.database.rows(`UPDATE participation_type SET starts_at = '2023-10-08T05:30:00Z' WHERE id = $1`, [
      captain.typeId,
    ]);
    const [first, second] = await csv();
    expect([first?.[1], second]).toEqual(['2023-10-08 07:30:00', ['Chose', '2023-10-08 08:00:00']]);
  });

  it('keep views under a name, for oneself or for all; only who saved one removes it', async () => {
    const asked = 'status=paid&sort=largest&column=amount&column=status&column=no-such-column&edition=2023';
    const refused = await organiser.post('/organise/views?language=en', { list: 'donations', asked, name: '' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('value="status=paid&amp;sort=largest');
    for (const [name, shared] of [
      ['Mine', ''],
      ['For <all>', 'yes'],
    ] as const) {
      const saved = await organiser.post('/organise/views', { list: 'donations', asked, name, shared });
      expect(saved.status).toBe(303);
    }
    const own = await organiser.get('/organise/views?language=en');
    expect(own.text).toContain('<bdi>Mine</bdi>');
    expect(own.text).toContain('status=paid&amp;sort=largest&amp;column=amount&amp;column=status"');

    const viewer = new Visitor(running);
    await signIn(running, viewer, 'another@example.org');
    await running.database.rows(
      `INSERT INTO organiser (account_id, edition_id, role) SELECT id, $1, 'viewer' FROM account WHERE email = $2`,
      [edition.id, 'another@example.org'],
    );
    await viewer.post('/organise/views', { list: 'donors', asked: 'column=email', name: 'A viewer’s', shared: 'yes' });
    const theirs = await viewer.get('/organise/views?language=en');
    expect(theirs.text).not.toContain('<bdi>Mine</bdi>');
    expect(theirs.text).toContain('<bdi>For &lt;all></bdi>');
    expect((await organiser.get('/organise/views?language=en')).text).not.toContain('A viewer’s');

    const rows = await running.database.rows<{ id: string; name: string; asked: string }>(
      `SELECT id, name, asked FROM saved_view ORDER BY name`,
    );
    expect(rows.find(({ name }) => name === 'A viewer’s')?.asked).not.toContain('email');
    const shared = rows.find(({ name }) => name === 'For <all>')?.id ?? '';
    await viewer.post(`/organise/views/${shared}/remove`, {});
    expect((await organiser.get('/organise/views')).text).toContain('For &lt;all>');
    await organiser.post(`/organise/views/${shared}/remove`, {});
    expect((await organiser.get('/organise/views')).text).not.toContain('For &lt;all>');
    const [line] = await running.database.rows<{ before: { name: string } }>(
      `SELECT before FROM audit_line WHERE action = 'remove-view' ORDER BY id DESC LIMIT 1`,
    );
    expect(line?.before.name).toBe('For <all>');
  });
});
