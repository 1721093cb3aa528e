import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type StoredEdition, storeEdition } from '../factories/edition.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

describe('The link to the big screen', () => {
  let services: TestDatabase;
  let app: RunningApp;
  let edition: StoredEdition;
  let editor: Visitor;

  beforeAll(async () => {
    services = await testDatabase();
    app = await RunningApp.start({ databaseUrl: services.databaseUrl }, { role: 'web' });
    edition = await storeEdition(app.database);
    editor = await organiserAtWork(app, 'editor', { editionId: edition.id });
  }, 60_000);

  afterAll(async () => {
    await app.close();
    await services.drop();
  });

  const linkFor = async (organiser: Visitor): Promise<string> => {
    const { text } = await organiser.get('/organise?language=en');
    return (/href="(\/screen\/2023\?[^"]+)"/.exec(text)?.[1] ?? '').replaceAll('&amp;', '&');
  };

  const opens = async (path: string, visitor = new Visitor(app)): Promise<boolean> => {
    const { status } = await visitor.get(path);
    expect([200, 401, 403]).toContain(status);
    return status === 200;
  };

  it('opens it for whoever has it, and for organisers of the edition without it', async () => {
    const link = await linkFor(editor);
    expect(await opens(link)).toBe(true);
    expect(await opens('/screen/2023')).toBe(false);
    expect(await opens('/screen/2023', editor)).toBe(true);
    expect(await opens('/screen/2023', await organiserAtWork(app, null))).toBe(false);
    expect(await opens(link.replace(/until=\d+/, 'until=99999999999'))).toBe(false);
    expect(await opens(link.replace(/proof=.{4}/, 'proof=AAAA'))).toBe(false);
    const other = await storeEdition(app.database, { slug: '2022' });
    expect(await opens(link.replace('2023', '2022'))).toBe(false);
    expect(await opens('/screen/2022', editor)).toBe(false);
    expect(await opens('/screen/2022', await organiserAtWork(app, 'viewer', { editionId: other.id }))).toBe(true);
  });

  it('can be taken back by whoever edits the edition, after which a new one opens', async () => {
    const link = await linkFor(editor);
    const viewer = await organiserAtWork(app, 'viewer', { editionId: edition.id });
    expect((await viewer.post('/organise/screen-links/end', { edition: '2023' })).status).toBe(403);
    expect(await opens(link)).toBe(true);
    expect((await editor.post('/organise/screen-links/end', { edition: '2023' })).status).toBe(303);
    expect(await opens(link)).toBe(false);
    const fresh = await linkFor(editor);
    expect(fresh).not.toBe(link);
    expect(await opens(fresh)).toBe(true);
    const lines = await app.database.rows(`SELECT action FROM audit_line`);
    expect(lines).toEqual([{ action: 'end-screen-links' }]);
  });
});
