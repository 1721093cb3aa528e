import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SendMailings } from '../../src/mailings/index.js';
import { storeCaptain, storeEdition } from '../factories/edition.js';
import { idOf, type MachineAnswer, Machines } from '../factories/machines.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import type { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

type Items = readonly Readonly<Record<string, unknown>>[];

const itemsOf = ({ body }: MachineAnswer): Items => body['items'] as Items;
const TEXTS = { nl: { subject: 'Dag {naam}', body: 'Je staat op {opbrengst}.' } };

describe('A machine that writes to many', () => {
  let services: TestDatabase;
  let web: RunningApp;
  let editor: Visitor;
  let machines: Machines;
  let unnamed = '';

  beforeAll(async () => {
    services = await testDatabase();
    web = await RunningApp.start({ databaseUrl: services.databaseUrl }, { role: 'web' });
    const edition = await storeEdition(web.database);
    for (const name of ['Een', 'Twee', 'Drie']) await storeCaptain(web.database, edition, name);
    editor = await organiserAtWork(web, 'editor', { editionId: edition.id });
    machines = await Machines.of(web, await organiserAtWork(web, 'admin', { editionId: edition.id }));
    await machines.makeUsualKey('The CRM', 'editor', ['mailings', 'personal']);
    unnamed = await machines.makeKey('A dashboard', 'editor', ['mailings']);
  }, 60_000);

  afterAll(async () => {
    await web.close();
    await services.drop();
  });

  const write = (once?: string): Promise<MachineAnswer> =>
    machines.ask('post /mailings', {
      body: { segment: 'walkers', texts: TEXTS },
      ...(once === undefined ? {} : { once }),
    });
  const one = async (mailing: string) => (await machines.ask('get /mailings/{mailing}', { ids: { mailing } })).body;
  const act = (name: string, mailing: string, body?: object): Promise<MachineAnswer> =>
    machines.ask(`post /mailings/{mailing}/${name}`, { ids: { mailing }, ...(body === undefined ? {} : { body }) });
  const begin = (): Promise<number> => web.app.get(SendMailings, { strict: false }).execute(new Date());

  it('writes a draft once that its page shows, changes the version it saw, and sends it to those of the segment', async () => {
    const id = idOf(await write('the same'));
    expect(idOf(await write('the same'))).toBe(id);
    expect(itemsOf(await machines.ask('get /mailings'))).toHaveLength(1);
    expect(await one(id)).toMatchObject({
      state: 'draft',
      version: 1,
      texts: TEXTS,
      reaches: { people: 3, unwanted: 0 },
      counts: null,
      writtenBy: 'The CRM',
    });
    const page = `/organise/mailings/${id}?edition=2023&language=en`;
    expect((await editor.get(page)).text).toContain('reaches 3 addresses');
    const french = { fr: { subject: 'Bonjour', body: 'Merci {nom}.' } };
    const narrowed = { version: 1, texts: french, participationType: 'central-20' };
    expect((await act('text', id, narrowed)).status).toBe(200);
    expect((await act('text', id, narrowed)).status).toBe(409);
    expect(await one(id)).toMatchObject({ version: 2, texts: french, participationType: 'central-20' });
    expect((await act('schedule', id, { version: 1 })).status).toBe(409);
    expect((await act('schedule', id, { version: 2, sendAt: '2001-01-01T10:00:00Z' })).status).toBe(422);
    expect((await act('schedule', id, { version: 2, sendAt: '2099-01-01T10:00:00Z' })).status).toBe(200);
    expect(await one(id)).toMatchObject({ state: 'scheduled', sendAt: '2099-01-01T10:00:00.000Z' });
    expect((await act('stop', id)).status).toBe(200);
    expect((await act('schedule', id, { version: 2 })).status).toBe(200);
    expect(await begin()).toBe(1);
    expect(await one(id)).toMatchObject({ state: 'sending', reaches: null, counts: { waiting: 3, sent: 0 } });
    const lines = await web.database.rows<{ action: string; actor: string; actor_kind: string }>(
      `SELECT action, actor, actor_kind FROM audit_line WHERE subject_id = $1 ORDER BY id`,
      [id],
    );
    expect(lines).toEqual(
      ['write', 'change', 'schedule', 'stop', 'schedule'].map((action) => ({
        action: `${action}-mailing`,
        actor: 'The CRM',
        actor_kind: 'key',
      })),
    );
  });

  it('pages through what became of it at each address, which only a key for personal data sees', async () => {
    const id = idOf(await write());
    await act('schedule', id, { version: 1 });
    await begin();
    const read = async (key?: string): Promise<Items> => {
      const seen: Readonly<Record<string, unknown>>[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const query: Record<string, string> = { limit: '2', outcome: 'waiting', cursor };
        const answer: MachineAnswer = await machines.ask('get /mailings/{mailing}/results', {
          ids: { mailing: id },
          query,
          ...(key === undefined ? {} : { key }),
        });
        seen.push(...itemsOf(answer));
        cursor = answer.body['nextCursor'] as string | null;
        if (key !== undefined && cursor !== null) {
          expect(Buffer.from(cursor, 'base64url').toString()).not.toContain('@');
        }
      }
      return seen;
    };
    const named = await read();
    const emails = named.map(({ email }) => String(email));
    expect(emails).toHaveLength(3);
    expect(emails).toEqual([...new Set(emails)].sort());
    const page = (await editor.get(`/organise/mailings/${id}?edition=2023&language=en`)).text;
    for (const email of emails) expect(page).toContain(email);
    expect(await read(unnamed)).toEqual(named.map((row) => ({ ...row, email: null, name: null })));
    const other = { ids: { mailing: id }, query: { outcome: 'lost' } };
    expect((await machines.ask('get /mailings/{mailing}/results', other)).status).toBe(422);
    const [line] = await web.database.rows(
      `SELECT actor FROM audit_line WHERE action = 'read-list-by-key' AND after->>'operation' = 'readMailingResults'
          AND actor = 'A dashboard'`,
    );
    expect(line).toEqual({ actor: 'A dashboard' });
  });

  it('is told whom it can write to, and refused what the page refuses', async () => {
    const segments = itemsOf(await machines.ask('get /segments'));
    expect(segments[0]).toMatchObject({ name: 'walkers', people: 3, unwanted: 0, byType: true });
    expect(segments.map(({ name }) => name)).toContain('donors-who-agreed');
    const refused = async (body: object): Promise<unknown> => {
      const { status, body: problem } = await machines.ask('post /mailings', { body });
      return [
        status,
        (problem['errors'] as Items | undefined)?.map(({ field, code }) => `${String(field)} ${String(code)}`),
      ];
    };
    const walkers = { segment: 'walkers', texts: TEXTS };
    expect(await refused({ ...walkers, segment: 'everybody' })).toEqual([422, ['segment CHOICE_INVALID']]);
    expect(await refused({ ...walkers, texts: {} })).toEqual([422, ['subject-nl REQUIRED']]);
    expect(await refused({ ...walkers, texts: { nl: { subject: 'Dag', body: 'Dag {voornaam}' } } })).toEqual([
      422,
      ['body-nl PLACEHOLDER_UNKNOWN'],
    ]);
    expect(await refused({ ...walkers, participationType: 'swimming' })).toEqual([422, ['narrowing CHOICE_INVALID']]);
    expect(await refused({ ...walkers, sendAt: null })).toEqual([422, ['sendAt UNKNOWN_FIELD']]);
    for (const name of ['text', 'schedule']) {
      expect((await act(name, 'nowhere', { version: 1, ...(name === 'text' ? { texts: TEXTS } : {}) })).status).toBe(
        404,
      );
    }
  });
});
