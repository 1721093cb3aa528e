import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { ExportSchedules, MakeExports } from '../../src/exports/index.js';
import { MAILS } from '../../src/notifications/mails/index.js';
import { SendMails } from '../../src/notifications/index.js';
import { CONFIG } from '../../src/platform/config/config.js';
import type { MailTransport } from '../../src/platform/mail/mail-transport.js';
import { METRICS } from '../../src/platform/metrics/metrics.js';
import { type StoredEdition, storeDonation, storeEdition } from '../factories/edition.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory } from '../factories/stripe-events.js';
import type { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase } from '../support/services.js';
import { TinyStore } from '../support/tiny-store.js';

const PAGE = '/organise/export-schedules?language=en&edition=2023';
const BY_MAIL = { view: 'preset:crm', format: 'csv', rhythm: 'daily', hour: '6', goesTo: 'mail' };

describe('Planned files', () => {
  let services: TestDatabase;
  let store: TinyStore;
  let web: RunningApp;
  let other: RunningApp;
  let edition: StoredEdition;

  beforeAll(async () => {
    [services, store] = [await testDatabase(), new TinyStore()];
    const storage = {
      kind: 's3',
      endpoint: await store.listen(),
      region: 'eu-west-1',
      bucket: 'walk',
      accessKeyId: 'key',
      secretAccessKey: 'secret',
    } as const;
    web = await RunningApp.start({ databaseUrl: services.databaseUrl }, { role: 'web', storage });
    other = await RunningApp.start({ databaseUrl: services.databaseUrl }, { role: 'web', storage });
    edition = await storeEdition(web.database);
    const id = await storeDonation(web.database, edition, { donorEmail: 'lotte@example.org' });
    await web.process(await web.record([new PaymentStory({ donation_id: id }, 4_000).intent('succeeded')]));
  }, 60_000);

  afterAll(async () => {
    await Promise.all([web.close(), other.close()]);
    await Promise.all([services.drop(), store.close()]);
  });

  const run = (app = web, now = new Date()): Promise<number> =>
    app.app.get(ExportSchedules, { strict: false }).run(now);
  const make = (): Promise<number> => web.app.get(MakeExports, { strict: false }).execute(new Date());

  async function plan(visitor: Visitor, fields: Readonly<Record<string, string>> = BY_MAIL): Promise<string> {
    const entry = uuidv7();
    for (const _ of [1, 2]) {
      const { status, location } = await visitor.post('/organise/export-schedules?language=en', {
        edition: '2023',
        ...fields,
        entry,
      });
      expect({ status, location }).toEqual({ status: 303, location: PAGE });
    }
    return entry;
  }

  async function rowOf(id: string) {
    const [row] = await web.database.rows<{
      next_at: Date;
      last_file_id: string | null;
      last_error: string | null;
      stopped: boolean;
    }>(
      `SELECT next_at, last_file_id, last_error, stopped_at IS NOT NULL AS stopped FROM export_schedule WHERE id = $1`,
      [id],
    );
    if (row === undefined) throw new Error('No such plan');
    return row;
  }

  async function due(id: string): Promise<void> {
    await web.database.rows(`UPDATE export_schedule SET next_at = now() - interval '3 days' WHERE id = $1`, [id]);
  }

  it('are made once when their time has come, by whichever worker, with a link by mail and every step in the log', async () => {
    const editor = await organiserAtWork(web, 'editor', { editionId: edition.id, email: 'anne@example.org' });
    const id = await plan(editor);
    expect((await editor.get(PAGE)).text).toContain('every day at 06:00');
    expect(await run()).toBe(0);
    await due(id);
    const begun = await Promise.all([run(web), run(other)]);
    expect(begun.reduce((sum, count) => sum + count, 0)).toBe(1);
    const { next_at, last_file_id } = await rowOf(id);
    expect(next_at.getTime()).toBeGreaterThan(Date.now());
    expect(await make()).toBe(1);
    const [asked] = await web.database.rows<{ payload: Record<string, unknown> }>(
      `SELECT payload FROM outbox_message WHERE once_key = $1`,
      [`export-ready:${last_file_id ?? ''}`],
    );
    const [mail] =
      (await MAILS.get('export-ready')?.prepare(web.database, 'https://x.example.org', [asked?.payload])) ?? [];
    if (mail?.kind !== 'mail') throw new Error('No mail');
    expect(mail.mail.to).toBe('anne@example.org');
    const link = /https:\/\/x\.example\.org(\S+\/download\S+)/.exec(mail.mail.text)?.[1] ?? '';
    expect((await editor.bytes(link)).body.toString()).toContain('lotte@example.org');
    await editor.post(`/organise/export-schedules/${id}/stop?language=en`, { edition: '2023' });
    await due(id);
    expect(await run()).toBe(0);
    const lines = await web.database.rows<{ action: string; actor: string }>(
      `SELECT action, actor FROM audit_line WHERE subject_id = $1 OR after->>'plan' = $1 ORDER BY id`,
      [id],
    );
    const admin = await organiserAtWork(web, 'admin', { editionId: edition.id });
    expect((await admin.get('/organise/files?language=en&edition=2023')).text).toContain('Who exported what');
    const log = (await admin.get('/organise/log?language=en&edition=2023&action=exports')).text;
    expect(log).toContain('exported a list');
    expect(log).toContain('fetched a file');
    expect(log).toContain('planned a file of a list');
    expect(lines).toEqual(
      ['plan-export', 'export-list', 'stop-planned-export'].map((action) => ({ action, actor: 'anne@example.org' })),
    );
  });

  it('end with the role of who planned them, and tell nobody who people are to whoever may see it no more', async () => {
    const leaver = await organiserAtWork(web, 'editor', { editionId: edition.id, email: 'leaver@example.org' });
    const lowered = await organiserAtWork(web, 'editor', { editionId: edition.id, email: 'lowered@example.org' });
    const [gone, less] = [await plan(leaver), await plan(lowered)];
    const account = `(SELECT id FROM account WHERE email = $1)`;
    await web.database.rows(`DELETE FROM organiser WHERE account_id = ${account}`, ['leaver@example.org']);
    await web.database.rows(`UPDATE organiser SET role = 'viewer' WHERE account_id = ${account}`, [
      'lowered@example.org',
    ]);
    for (const id of [gone, less]) await due(id);
    expect(await run()).toBe(1);
    expect(await rowOf(gone)).toMatchObject({ stopped: true, last_error: 'NOT_ALLOWED', last_file_id: null });
    const [file] = await web.database.rows<{ personal: boolean; asked: string }>(
      `SELECT personal, asked FROM list_export WHERE id = $1`,
      [(await rowOf(less)).last_file_id],
    );
    expect(file?.personal).toBe(false);
    expect(file?.asked).not.toContain('email');
    const viewer = await organiserAtWork(web, 'viewer', { editionId: edition.id });
    expect((await viewer.get(PAGE)).text).not.toContain('lowered@example.org');
    expect((await viewer.post(`/organise/export-schedules/${less}/stop`, { edition: '2023' })).status).toBe(404);
  });

  it('lie whole in the bucket where that was asked for, and no mail is sent', async () => {
    const editor = await organiserAtWork(web, 'editor', { editionId: edition.id });
    const id = await plan(editor, { ...BY_MAIL, format: 'jsonl', rhythm: '1', goesTo: 's3' });
    expect((await rowOf(id)).next_at.getUTCDay()).toBe(1);
    await due(id);
    await run();
    await make();
    const kept = [...store.objects].filter(([key]) => key.startsWith('/walk/scheduled/2023/donations-'));
    expect(kept).toHaveLength(1);
    const [[key, { body }] = ['', { body: Buffer.alloc(0) }]] = kept;
    expect(key).toMatch(/\.jsonl$/);
    expect(body.toString().trimEnd().split('\n').at(-1)).toContain('"count":1');
    const mails = await web.database.rows(`SELECT 1 FROM outbox_message WHERE once_key = $1`, [
      `export-ready:${(await rowOf(id)).last_file_id ?? ''}`,
    ]);
    expect(mails).toEqual([]);
  });

  it('are refused field by field, and are at most twenty', async () => {
    const editor = await organiserAtWork(web, 'editor', { editionId: edition.id });
    const answer = await editor.post('/organise/export-schedules?language=en', {
      ...BY_MAIL,
      edition: '2023',
      entry: uuidv7(),
      view: 'saved:nobody',
    });
    expect(answer.status).toBe(422);
    await web.database.rows(`UPDATE export_schedule SET stopped_at = now()`);
    for (let n = 0; n < 20; n += 1) await plan(editor);
    const more = await editor.post('/organise/export-schedules?language=en', {
      ...BY_MAIL,
      edition: '2023',
      entry: uuidv7(),
    });
    expect(more.status).toBe(422);
  });

  it('leave what their links are signed with in no log and on no list of what needs a person', async () => {
    const told: unknown[] = [];
    const logger = { warn: (fields: unknown) => told.push(fields) } as unknown as Logger;
    const mails = new SendMails(
      web.database,
      {} as unknown as MailTransport,
      web.app.get(CONFIG, { strict: false }),
      logger,
      web.app.get(METRICS, { strict: false }),
    );
    const payload = { mail: 'export-ready', exportId: uuidv7(), link: 'until=1&proof=secret' };
    await mails.deliver([{ id: '1', payload, attempts: 1 } as unknown as Parameters<SendMails['deliver']>[0][number]]);
    told.push(mails.aboutGivenUp({ id: '1', payload, reason: 'gone' }));
    expect(told).toHaveLength(2);
    expect(JSON.stringify(told)).toContain(payload.exportId);
    expect(JSON.stringify(told)).not.toContain('secret');
  });
});
