import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { AccountId } from '../../src/domain/ids.js';
import { ReadEditions } from '../../src/editions/index.js';
import { DecideOfflineGift } from '../../src/offline-gifts/index.js';
import { MoveGift } from '../../src/gift-desk/index.js';
import { storeCaptain, type StoredEdition, type StoredWalker, storeEdition } from '../factories/edition.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

/** An envelope with 118.05: one of 50, three of 20, four of 2 and one of 5 cents. */
const ENVELOPE = {
  method: 'cash',
  offlineAmount: '118,05',
  'pieces-5000': '1',
  'pieces-2000': '3',
  'pieces-200': '4',
  'pieces-5': '1',
  counterOne: 'Fatima El Amrani',
  counterTwo: 'Jan De Smet',
  anonymous: 'yes',
  language: 'nl',
  receivedOn: '2023-10-08',
  reference: 'Envelope 12',
};

describe('Offline gifts', () => {
  let database: TestDatabase;
  let running: RunningApp;
  let edition: StoredEdition;
  let ravi: StoredWalker;
  const people = new Map<string, Visitor>();

  beforeAll(async () => {
    database = await testDatabase();
    running = await RunningApp.start({ databaseUrl: database.databaseUrl }, { role: 'web' });
    edition = await storeEdition(running.database);
    ravi = await storeCaptain(running.database, edition, 'Ravi Singh');
    await storeCaptain(running.database, edition, 'Ravindra Singh');
    for (const [name, role] of [
      ['viewer', 'viewer'],
      ['editor', 'editor'],
      ['finance', 'finance'],
      ['treasurer', 'finance'],
    ] as const) {
      const email = `${name}@example.org`;
      people.set(name, await organiserAtWork(running, role, { email, editionId: edition.id }));
    }
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await database.drop();
  });

  function person(name: string): Visitor {
    const visitor = people.get(name);
    if (visitor === undefined) throw new Error(`Nobody called ${name}`);
    return visitor;
  }

  async function enter(who: string, fields: Readonly<Record<string, string>> = {}): Promise<string> {
    const entry = uuidv7();
    const answer = await person(who).post('/organise/offline-gifts/new?language=en', {
      ...ENVELOPE,
      edition: '2023',
      entry,
      ...fields,
    });
    if (answer.status !== 303) throw new Error(`Entering was answered with ${String(answer.status)}`);
    return entry;
  }

  async function decide(
    who: string,
    entry: string,
    deed: 'verify' | 'reject' | 'reverse',
    reason = '',
  ): Promise<number> {
    const answer = await person(who).post(`/organise/offline-gifts/${entry}/${deed}?language=en`, {
      edition: '2023',
      reason,
    });
    return answer.status;
  }

  async function raised(scope: 'edition' | 'page' | 'team' | 'participation-type', id: string): Promise<number> {
    const [row] = await running.database.rows<{ raised_minor: string }>(
      `SELECT raised_minor FROM total WHERE scope = $1 AND scope_id = $2`,
      [scope, id],
    );
    return Number(row?.raised_minor ?? 0);
  }

  async function giftOf(entry: string) {
    const [gift] = await running.database.rows<{ id: string; token: string; status: string; raised_minor: string }>(
      `SELECT d.id, d.token, d.status, d.raised_minor FROM offline_gift o JOIN donation d ON d.id = o.donation_id
        WHERE o.id = $1`,
      [entry],
    );
    if (gift === undefined) throw new Error('No gift');
    return gift;
  }

  const anybody = (path: string) => new Visitor(running).get(path);

  it('count only once a second person has verified them, and then everywhere at once', async () => {
    const before = await raised('edition', edition.id);
    const entry = await enter('finance', {
      for: 'Ravi Singh',
      email: 'gerda@example.org',
      name: 'Gerda',
      anonymous: '',
    });
    expect(await raised('edition', edition.id)).toBe(before);
    expect((await anybody(`/en/2023/walkers/${ravi.walkerSlug}`)).text).not.toContain('Gerda');
    expect(await decide('editor', entry, 'verify')).toBe(403);
    expect(await decide('finance', entry, 'verify')).toBe(409);
    expect(await raised('edition', edition.id)).toBe(before);
    expect(await decide('treasurer', entry, 'verify')).toBe(303);
    expect(await decide('treasurer', entry, 'verify')).toBe(409);
    expect(await raised('edition', edition.id)).toBe(before + 11_805);
    expect(await raised('page', ravi.walkerPageId)).toBe(11_805);
    expect(await raised('team', ravi.teamId)).toBe(11_805);
    expect(await raised('participation-type', ravi.typeId)).toBe(11_805);
    expect((await anybody(`/en/2023/walkers/${ravi.walkerSlug}`)).text).toContain('Gerda');

    const { id, token } = await giftOf(entry);
    const own = await anybody(`/en/2023/gifts/${token}`);
    expect(own.status).toBe(200);
    const receipt = await new Visitor(running).bytes(`/en/2023/gifts/${token}/receipt.pdf`);
    expect([receipt.status, receipt.body.subarray(0, 5).toString()]).toEqual([200, '%PDF-']);
    const mails = await running.database.rows(
      `SELECT 1 FROM outbox_message WHERE payload ->> 'mail' = 'gift-received' AND payload ->> 'donationId' = $1`,
      [id],
    );
    expect(mails).toHaveLength(1);
    const announced = await running.database.rows(
      `SELECT 1 FROM outbox_message WHERE kind = 'totals-changed' AND payload::text LIKE '%' || $1 || '%'`,
      [ravi.walkerPageId],
    );
    expect(announced).toHaveLength(1);
    const list = await person('viewer').get(
      '/organise/lists/donations?language=en&source=offline&method=cash&column=method',
    );
    expect(list.text).toContain('118.05');
    const lines = await running.database.rows<{ action: string; actor: string }>(
      `SELECT action, actor FROM audit_line WHERE subject_id = $1 ORDER BY id`,
      [entry],
    );
    expect(lines).toEqual([
      { action: 'enter-offline-gift', actor: 'finance@example.org' },
      { action: 'verify-offline-gift', actor: 'treasurer@example.org' },
    ]);
    expect(await running.proveLedger()).toMatchObject({ ok: true });
    expect(await running.rebuildTotals()).toEqual({ totals: 0, donors: 0, supporters: 0, headcounts: 0, hours: 0 });
  });

  it('ask for the notes and coins that make the amount, and for two different names', async () => {
    const wrong = await person('editor').post('/organise/offline-gifts/new?language=en', {
      ...ENVELOPE,
      edition: '2023',
      entry: uuidv7(),
      'pieces-2000': '2',
      counterTwo: 'fatima el amrani',
      receivedOn: '2999-01-01',
    });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('What was counted is not the amount');
    expect(wrong.text).toContain('This must be somebody else');
    expect(wrong.text).toContain('This date is in the future');
    // Nothing typed is lost, and the sum that was counted is told.
    expect(wrong.text).toContain('Envelope 12');
    expect(wrong.text).toContain('Counted: €98.05');
  });

  it('ask which of several people a name means, and take the choice', async () => {
    const form = { ...ENVELOPE, edition: '2023', entry: uuidv7(), for: 'Ravi' };
    const several = await person('editor').post('/organise/offline-gifts/new?language=en', form);
    expect(several.status).toBe(422);
    expect(several.text).toContain(`value="walker/${ravi.walkerSlug}"`);
    const chosen = await person('editor').post('/organise/offline-gifts/new?language=en', {
      ...form,
      to: `walker/${ravi.walkerSlug}`,
    });
    expect(chosen.status).toBe(303);
    const nobody = await person('editor').post('/organise/offline-gifts/new?language=en', {
      ...form,
      entry: uuidv7(),
      for: 'Xqzwy',
    });
    expect(nobody.text).toContain('We find no walker or team of this name');
  });

  it('are entered once, however often the form is sent, and by editors at least', async () => {
    const entry = await enter('editor');
    expect(await enter('editor', { entry })).not.toBe('');
    const rows = await running.database.rows(`SELECT 1 FROM offline_gift WHERE id = $1`, [entry]);
    expect(rows).toHaveLength(1);
    await expect(enter('viewer')).rejects.toThrow('403');
  });

  it('are rejected for a reason, and never count then', async () => {
    const before = await raised('edition', edition.id);
    const entry = await enter('editor', { method: 'cheque' });
    expect(await decide('finance', entry, 'reject')).toBe(422);
    expect(await decide('finance', entry, 'reject', 'The cheque is not signed')).toBe(303);
    expect(await decide('finance', entry, 'verify')).toBe(409);
    expect(await raised('edition', edition.id)).toBe(before);
    expect((await person('viewer').get(`/organise/offline-gifts/${entry}?language=en`)).text).toContain(
      'The cheque is not signed',
    );
  });

  it('are reversed by new entries where they stand now, moved or not', async () => {
    const before = await raised('edition', edition.id);
    const entry = await enter('editor', { method: 'cheque', for: 'Ravi Singh', company: 'Bakkerij Maes' });
    expect(await decide('finance', entry, 'verify')).toBe(303);
    const { id, token } = await giftOf(entry);
    const page = await raised('page', ravi.walkerPageId);
    await running.app
      .get(MoveGift, { strict: false })
      .execute(await running.app.get(ReadEditions, { strict: false }).bySlug('2023'), {
        donationId: id,
        to: { kind: 'edition' },
        reason: 'test',
        tellDonor: false,
        actor: { kind: 'system', name: 'test' },
      });
    expect(await raised('page', ravi.walkerPageId)).toBe(page - 11_805);
    expect(await decide('finance', entry, 'reverse', 'The cheque bounced')).toBe(303);
    expect(await decide('finance', entry, 'reverse', 'The cheque bounced')).toBe(409);
    expect(await raised('edition', edition.id)).toBe(before);
    expect(await giftOf(entry)).toMatchObject({ status: 'failed', raised_minor: '0' });
    expect((await anybody(`/en/2023/gifts/${token}`)).text).toContain('does not count after all');
    expect(await running.proveLedger()).toMatchObject({ ok: true });
    expect(await running.rebuildTotals()).toEqual({ totals: 0, donors: 0, supporters: 0, headcounts: 0, hours: 0 });
  });

  it('count once when two people verify at the same moment', async () => {
    const before = await raised('edition', edition.id);
    const entry = await enter('editor', { for: 'Ravi Singh' });
    const decided = await Promise.all([
      decide('finance', entry, 'verify'),
      decide('treasurer', entry, 'verify'),
      decide('finance', entry, 'verify'),
    ]);
    expect(decided.filter((status) => status === 303)).toHaveLength(1);
    expect(await raised('edition', edition.id)).toBe(before + 11_805);
    expect(await running.proveLedger()).toMatchObject({ ok: true });
  });

  it('may be verified by who entered them where nobody else could', async () => {
    const lonely = await storeEdition(running.database, { slug: '2024' });
    const [account] = await running.database.rows<{ id: AccountId }>(
      `SELECT id FROM account WHERE email = 'treasurer@example.org'`,
    );
    await running.database.rows(`INSERT INTO organiser (account_id, edition_id, role) VALUES ($1, $2, 'finance')`, [
      account?.id ?? null,
      lonely.id,
    ]);
    const entry = uuidv7();
    await person('treasurer').post('/organise/offline-gifts/new', { ...ENVELOPE, edition: '2024', entry });
    const walk = await running.app.get(ReadEditions, { strict: false }).bySlug('2024');
    await running.app
      .get(DecideOfflineGift, { strict: false })
      .verify(walk, entry, { kind: 'organiser', name: 'treasurer@example.org' });
    expect(await raised('edition', lonely.id)).toBe(11_805);
  });
});
