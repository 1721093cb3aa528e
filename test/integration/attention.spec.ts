import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ReadAttention, ResolveAttentionItem } from '../../src/attention/index.js';
import { type StoredEdition, storeDonation, storeEdition } from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';

const KEY = 'the-organiser-key-of-this-test';

describe('What needs a person', () => {
  let database: TestDatabase;
  let redis: TestServer & { readonly redisUrl: string };
  let running: RunningApp;
  let edition: StoredEdition;
  let organiser: Visitor;
  let item: string;
  let donationId: string;

  beforeAll(async () => {
    [database, redis] = await Promise.all([testDatabase(), testRedis()]);
    running = await RunningApp.start(
      { databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl },
      { organiserKey: KEY, role: 'web' },
    );
    edition = await storeEdition(running.database);
    donationId = await storeDonation(running.database, edition);
    organiser = new Visitor(running);
    await organiser.get(`/organise?key=${KEY}`);
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await Promise.all([database.drop(), redis.drop()]);
  });

  beforeEach(async () => {
    await running.database.rows(`DELETE FROM attention_item`);
    const [row] = await running.database.rows<{ id: string }>(
      `INSERT INTO attention_item (kind, reference, edition_id, donation_id, detail)
       VALUES ('payment-paid-twice', 'pi_twice', $1, $2, '{"found": "<b>40</b>", "mysterious": [1]}') RETURNING id`,
      [edition.id, donationId],
    );
    item = row?.id ?? '';
  });

  const close = (note: string, by = organiser) =>
    by.post(`/organise/attention/${item}?language=en`, { edition: edition.slug, note });

  const stored = async (): Promise<unknown> => {
    const [row] = await running.database.rows(
      `SELECT resolved_at IS NOT NULL AS resolved, resolved_by, note FROM attention_item WHERE id = $1`,
      [item],
    );
    return row;
  };

  it('leads from the control room to all that is known of it, and to its gift', async () => {
    const home = await organiser.get('/organise?language=en');
    expect(home.text).toContain(`/organise/attention/${item}?language=en&amp;edition=${edition.slug}`);
    const { status, text } = await organiser.get(`/organise/attention/${item}?language=en&edition=${edition.slug}`);
    expect(status).toBe(200);
    expect(text).toContain('Paid twice');
    expect(text).toContain('Give the other one back in Stripe');
    expect(text).toContain('pi_twice');
    expect(text).toContain('&lt;b>40');
    expect(text).toMatch(/mysterious[^]*\[1\]/);
    expect(text).toContain(`/organise/gifts/${donationId}?`);
  });

  it('is put away with who, when and what they found, and leaves the list', async () => {
    const closed = await close('Gave one of both back\nin Stripe');
    expect([closed.status, closed.location]).toEqual([303, '/organise?language=en#attention']);
    expect(await stored()).toEqual({
      resolved: true,
      resolved_by: 'organiser key',
      note: 'Gave one of both back\nin Stripe',
    });
    expect((await organiser.get('/organise?language=en')).text).not.toContain(`/organise/attention/${item}?`);
    const lines = await running.database.rows(
      `SELECT actor_kind, actor, reason, before FROM audit_line WHERE subject_kind = 'attention-item' AND subject_id = $1`,
      [item],
    );
    expect(lines).toEqual([
      {
        actor_kind: 'key',
        actor: 'organiser key',
        reason: 'Gave one of both back\nin Stripe',
        before: { kind: 'payment-paid-twice', reference: 'pi_twice' },
      },
    ]);
    expect((await close('Once more')).status).toBe(409);
  });

  it('is not put away without a word, and what was typed comes back', async () => {
    const empty = await close('  ');
    expect([empty.status, empty.text.includes('id="note-fault"')]).toEqual([422, true]);
    const long = await close('x'.repeat(1_001));
    expect([long.status, long.text.includes('x'.repeat(1_001))]).toEqual([422, true]);
    expect(await stored()).toEqual({ resolved: false, resolved_by: null, note: null });
  });

  it('is shown to organisers only, and put away by them only', async () => {
    const somebody = new Visitor(running);
    expect((await somebody.get(`/organise/attention/${item}?edition=${edition.slug}`)).location).toContain(
      '/organise/sign-in',
    );
    expect((await close('Not mine', somebody)).location).toContain('/organise/sign-in');
    expect(await stored()).toMatchObject({ resolved: false });
  });

  it('of another edition, or under a number that is none, is not there to be put away', async () => {
    const other = await storeEdition(running.database, { slug: `other-${item}` });
    await running.database.rows(`UPDATE attention_item SET edition_id = $2 WHERE id = $1`, [item, other.id]);
    expect((await close('Not of this edition')).status).toBe(409);
    for (const odd of ['0', '-1', 'x', '9'.repeat(30), "1'--"]) {
      const { status } = await organiser.get(`/organise/attention/${encodeURIComponent(odd)}?edition=${edition.slug}`);
      expect([odd, status]).toEqual([odd, 409]);
    }
  });

  it('is listed from the longest waiting, a page at a time, and put away once from the command line too', async () => {
    await running.database.rows(
      `INSERT INTO attention_item (kind, reference, detail)
       SELECT 'mail-failed', n::text, '{}' FROM generate_series(1, 4) AS n`,
    );
    const attention = running.app.get(ReadAttention, { strict: false });
    const first = await attention.open({ editionId: null, limit: 3, after: null });
    expect(first.map(({ reference }) => reference)).toEqual(['pi_twice', '1', '2']);
    const second = await attention.open({ editionId: null, limit: 3, after: first[2]?.id ?? null });
    expect(second.map(({ reference }) => reference)).toEqual(['3', '4']);
    const resolve = running.app.get(ResolveAttentionItem, { strict: false });
    const word = {
      itemId: item,
      editionId: null,
      note: 'Seen',
      actor: { kind: 'system', name: 'command line' },
    } as const;
    const outcomes = await Promise.allSettled([resolve.execute(word), resolve.execute(word)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});
