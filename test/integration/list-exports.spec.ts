import { EventEmitter, once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { ReadEditions } from '../../src/editions/index.js';
import { EXPORT_ATTEMPTS, MakeExports, MOST_FILES } from '../../src/exports/index.js';
import { DONATIONS_LIST, ExportList, FileNotMadeError, listQueryFrom } from '../../src/lists/index.js';
import { MAILS } from '../../src/notifications/mails/index.js';
import { STORAGE, type Storage } from '../../src/platform/storage/storage.js';
import { DomainError } from '../../src/domain/errors.js';
import { type StoredEdition, storeCaptain, storeEdition } from '../factories/edition.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase } from '../support/services.js';
import { until } from '../support/until.js';

const GIFTS = 12_000;
/** So wide that the file is kept in several pieces. */
const ASKED = 'sort=oldest&column=reference&column=email&column=message&column=amount&column=raised';
const ORIGIN = 'https://walk.example.org';
const ALONE = { edition: '2023', list: 'donations', format: 'csv', asked: ASKED };

const PLAIN_WORDS = {
  language: 'en',
  columns: {},
  words: {},
  yes: 'yes',
  no: 'no',
  closing: '{count}',
  closingSum: '{count} {sum}',
  about: [],
  rowsSheet: 'Rows',
  aboutSheet: 'About',
} as const;

/** The processes of this test that make files of lists, as Linux tells of them. */
async function makersOfFiles(): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const makers = await Promise.all(
    pids.map(async (pid) => {
      const [command, stat] = await Promise.all(
        ['cmdline', 'stat'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
      );
      const parent = Number(stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      return command?.includes('list-file-program.js') === true && parent === process.pid ? [Number(pid)] : [];
    }),
  );
  return makers.flat();
}

describe('Files that are made in the background', () => {
  let services: TestDatabase;
  let folder: string;
  let web: RunningApp;
  let other: RunningApp;
  let edition: StoredEdition;
  let editor: Visitor;

  beforeAll(async () => {
    services = await testDatabase();
    folder = await mkdtemp(join(tmpdir(), 'exports-'));
    const changes = { role: 'web', storage: { kind: 'disk', folder } } as const;
    web = await RunningApp.start({ databaseUrl: services.databaseUrl }, changes);
    other = await RunningApp.start({ databaseUrl: services.databaseUrl }, changes);
    edition = await storeEdition(web.database);
    const captain = await storeCaptain(web.database, edition);
    await web.database.rows(
      `WITH d AS (INSERT INTO donor (id, email, name, language)
         SELECT gen_random_uuid(), 'schenker' || n || '@example.org', 'Schenker ' || n, 'nl'
           FROM generate_series(1, $1::int) n RETURNING id, name)
       INSERT INTO donation (id, edition_id, donor_id, target, page_id, walker_id, team_id, participation_type_id,
         amount_minor, currency, name, anonymous, language, token, status, paid_minor, paid_at, message)
       SELECT id, $2, id, 'walker', $3, $4, $5, $6, 1000, 'EUR', name, false, 'nl', 'token-' || id, 'paid', 1000, now(),
              repeat('Veel moed! ', 20) FROM d`,
      [GIFTS, edition.id, captain.walkerPageId, captain.walkerId, captain.teamId, captain.typeId],
    );
    editor = await organiserAtWork(web, 'editor', { editionId: edition.id, email: 'anne@example.org' });
  }, 60_000);

  afterAll(async () => {
    await Promise.all([web.close(), other.close()]);
    await services.drop();
    await rm(folder, { recursive: true, force: true });
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await web.database.rows(`UPDATE list_export SET state = 'gone' WHERE state IN ('waiting', 'making', 'ready')`);
    await make();
    const left = await kept();
    if (left.length > 0) throw new Error(`Left behind: ${left.join(', ')}`);
  });

  const make = (app = web): Promise<number> => app.app.get(MakeExports, { strict: false }).execute(new Date());
  const storageOf = (app: RunningApp): Storage => app.app.get<Storage>(STORAGE, { strict: false });
  const kept = (): Promise<string[]> => readdir(join(folder, 'exports')).catch(() => []);
  const address = (id: string): string => `/organise/files/${id}?language=en&edition=2023`;

  async function order(visitor = editor, fields: Readonly<Record<string, string>> = ALONE): Promise<string> {
    const entry = uuidv7();
    const { status, location } = await visitor.post('/organise/files?language=en', { ...fields, entry });
    expect({ status, location }).toEqual({ status: 303, location: address(entry) });
    return entry;
  }

  const linkOn = (page: string): string =>
    /href="([^"]+\/download\?[^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';

  async function rowOf(id: string) {
    const [row] = await web.database.rows<{ state: string; attempt: number; error: string | null; rows_done: string }>(
      `SELECT state, attempt, error, rows_done FROM list_export WHERE id = $1`,
      [id],
    );
    return row;
  }

  it('hold what the direct file holds, say how much, are told by mail, and every step is in the log', async () => {
    const id = await order();
    const waiting = await editor.get(address(id));
    expect(waiting.text).toContain('The file waits for its turn');
    expect(waiting.text).toContain('http-equiv="refresh"');
    expect(await make()).toBe(1);
    const { text } = await editor.get(address(id));
    expect(text).toContain('12,000 · €120,000.00');
    expect(text).not.toContain('http-equiv="refresh"');
    const file = await editor.bytes(linkOn(text));
    const direct = await editor.bytes(`/organise/exports/donations.csv?language=en&edition=2023&${ASKED}`);
    expect(file.status).toBe(200);
    expect(file.body.equals(direct.body)).toBe(true);
    expect((await kept()).length).toBeGreaterThan(1);

    const [asked] = await web.database.rows<{ payload: Record<string, unknown> }>(
      `SELECT payload FROM outbox_message WHERE once_key = $1`,
      [`export-ready:${id}`],
    );
    const [mail] = (await MAILS.get('export-ready')?.prepare(web.database, ORIGIN, [asked?.payload])) ?? [];
    if (mail?.kind !== 'mail') throw new Error('No mail');
    expect(mail.mail.to).toBe('anne@example.org');
    expect(mail.mail.text).toContain('12.000');
    const link = new RegExp(`${ORIGIN}(\\S+/download\\S+)`).exec(mail.mail.text)?.[1] ?? '';
    expect((await editor.bytes(link)).body.equals(file.body)).toBe(true);

    const acts = await web.database.rows<{ action: string }>(
      `SELECT action FROM audit_line WHERE subject_id = $1 OR after->>'file' = $1 ORDER BY id`,
      [id],
    );
    expect(acts.map(({ action }) => action)).toEqual(['export-list', 'fetch-export', 'fetch-export']);
  });

  it.each(['xlsx', 'jsonl'])('are made as %s too', async (format) => {
    const id = await order(editor, { ...ALONE, format });
    expect(await make()).toBe(1);
    const { status, body } = await editor.bytes(linkOn((await editor.get(address(id))).text));
    expect(status).toBe(200);
    if (format === 'jsonl') expect(body.toString().trimEnd().split('\n').at(-1)).toContain('"count":12000');
    else expect(body.subarray(0, 2).toString()).toBe('PK');
  });

  it('are given to nobody by their link alone: it is signed, it ends, and the role is looked up again', async () => {
    const viewer = await organiserAtWork(web, 'viewer', { editionId: edition.id });
    const leaver = await organiserAtWork(web, 'editor', { editionId: edition.id, email: 'leaver@example.org' });
    const id = await order();
    await make();
    const link = linkOn((await editor.get(address(id))).text);
    expect((await leaver.bytes(link)).status).toBe(200);
    await web.database.rows(
      `DELETE FROM organiser WHERE account_id = (SELECT id FROM account WHERE email = 'leaver@example.org')`,
    );
    expect((await leaver.bytes(link)).status).toBe(403);
    // It names people, which a viewer is not shown; in a list of files it does not even stand.
    expect((await viewer.bytes(link)).status).toBe(403);
    expect((await viewer.get('/organise/files?edition=2023')).text).not.toContain(id);
    expect((await new Visitor(web).get(link)).location).toContain('/organise/sign-in');
    for (const forged of [
      link.replace(/until=\d+/, 'until=4000000000'),
      link.replace(/&proof=.*/, ''),
      `${link}A`,
      link.replace(id, uuidv7()),
    ]) {
      expect([404, 410]).toContain((await editor.bytes(forged)).status);
    }
    await web.database.rows(`UPDATE list_export SET expires_at = now() - interval '1 second' WHERE id = $1`, [id]);
    expect((await editor.bytes(link)).status).toBe(410);
    await make();
    expect(await kept()).toEqual([]);
    expect((await editor.get(address(id))).text).toContain('not there any more');
  });

  it('leave out for a viewer what tells who people are, whatever the form asks for', async () => {
    const viewer = await organiserAtWork(web, 'viewer', { editionId: edition.id });
    const id = await order(viewer);
    await make();
    const { body } = await viewer.bytes(linkOn((await viewer.get(address(id))).text));
    expect(body.toString()).toContain('10.00');
    expect(body.toString()).not.toContain('@example.org');
  });

  it('are made once by two workers, and again from the beginning when the first dies over them', async () => {
    const id = await order();
    const first = new EventEmitter();
    const reached = once(first, 'reached');
    // The first one stands still before its second piece, for longer than its claim lasts.
    const storage = storageOf(web);
    const put = storage.put.bind(storage);
    jest.spyOn(storage, 'put').mockImplementation(async (key, body, type) => {
      if (key.endsWith('-2')) {
        first.emit('reached');
        await once(first, 'woken');
      }
      return put(key, body, type);
    });
    const making = make();
    await reached;
    expect(await make(other)).toBe(0);
    await web.database.rows(`UPDATE list_export SET available_at = now() WHERE id = $1`, [id]);
    expect(await make(other)).toBe(1);
    const { body } = await editor.bytes(linkOn((await editor.get(address(id))).text));
    // And wakes up: it finds that the file is somebody else's by now, and leaves it alone.
    first.emit('woken');
    expect(await making).toBe(0);
    expect(await rowOf(id)).toMatchObject({ state: 'ready', attempt: 2 });
    const after = await editor.bytes(linkOn((await editor.get(address(id))).text));
    expect(after.body.equals(body)).toBe(true);
    const mails = await web.database.rows(`SELECT 1 FROM outbox_message WHERE once_key = $1`, [`export-ready:${id}`]);
    expect(mails).toHaveLength(1);
  });

  it('come from a process of their own: it ends with whoever wanted the file, and a file that it left half is no file', async () => {
    const walk = await web.app.get(ReadEditions, { strict: false }).draftBySlug(edition.slug);
    const pieces = () =>
      web.app.get(ExportList, { strict: false }).pieces({
        list: DONATIONS_LIST,
        query: listQueryFrom(DONATIONS_LIST, ASKED, true),
        edition: walk,
        format: 'csv',
        words: { ...PLAIN_WORDS, currency: walk.currency },
      });
    const unwanted = pieces();
    expect((await unwanted.next()).done).toBe(false);
    expect(await makersOfFiles()).toHaveLength(1);
    await unwanted.return(undefined);
    await until('nobody makes the file any more', async () => (await makersOfFiles()).length === 0);

    const half = pieces();
    await half.next();
    const [maker = 0] = await makersOfFiles();
    process.kill(maker, 'SIGKILL');
    await expect(
      (async () => {
        for await (const piece of half) void piece;
      })(),
    ).rejects.toThrow(FileNotMadeError);
    await until('the maker is gone', async () => (await makersOfFiles()).length === 0);
  });

  it('are tried again while the storage is away, and then put before a person, with nothing left behind', async () => {
    const id = await order();
    const put = jest
      .spyOn(storageOf(web), 'put')
      .mockRejectedValue(new DomainError('STORAGE_UNAVAILABLE', 'The disk is full'));
    for (let attempt = 1; attempt <= EXPORT_ATTEMPTS; attempt += 1) {
      expect(await make()).toBe(0);
      expect(await rowOf(id)).toMatchObject({ attempt, state: attempt < EXPORT_ATTEMPTS ? 'waiting' : 'failed' });
      await web.database.rows(`UPDATE list_export SET available_at = now() WHERE id = $1`, [id]);
    }
    expect(put).toHaveBeenCalledTimes(EXPORT_ATTEMPTS);
    const items = await web.database.rows<{ detail: unknown }>(
      `SELECT detail FROM attention_item WHERE kind = 'export-failed' AND reference = $1`,
      [id],
    );
    expect(items).toMatchObject([{ detail: { list: 'donations', format: 'csv', code: 'STORAGE_UNAVAILABLE' } }]);
    expect((await editor.get(address(id))).text).toContain('could not be made');
  });

  it('are stopped by whoever wants them no more, and are no more than an edition may have', async () => {
    const id = await order();
    jest.spyOn(storageOf(web), 'put').mockImplementationOnce(async () => {
      await editor.post(`/organise/files/${id}/remove`, { edition: '2023' });
    });
    expect(await make()).toBe(0);
    expect(await rowOf(id)).toMatchObject({ state: 'gone' });
    await until('Postgres has ended the reading', async () => {
      const busy = await web.database.rows(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE 'COPY %'`,
      );
      return busy.length === 0;
    });
    for (let index = 0; index < MOST_FILES; index += 1) await order();
    const { status, text } = await editor.post('/organise/files?language=en', { ...ALONE, entry: uuidv7() });
    expect({ status, said: text.includes('twenty files') }).toEqual({ status: 409, said: true });
  });
});
