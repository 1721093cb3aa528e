import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '../../src/domain/errors.js';
import { MergeDonors } from '../../src/donor-desk/index.js';
import { ReadEditions } from '../../src/editions/index.js';
import {
  type StoredEdition,
  storeCaptain,
  storeDonation,
  type StoredWalker,
  storeEdition,
} from '../factories/edition.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory, stripeId } from '../factories/stripe-events.js';
import type { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

const ACTOR = { kind: 'system', name: 'test' } as const;

describe('The organisers’ desk of one donor', () => {
  let database: TestDatabase;
  let running: RunningApp;
  let edition: StoredEdition;
  let captain: StoredWalker;
  let editor: Visitor;

  beforeAll(async () => {
    database = await testDatabase();
    running = await RunningApp.start({ databaseUrl: database.databaseUrl }, { role: 'web' });
    edition = await storeEdition(running.database);
    captain = await storeCaptain(running.database, edition);
    editor = await organiserAtWork(running, 'editor', { editionId: edition.id });
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await database.drop();
  });

  async function paidGift(donorEmail: string): Promise<{ id: string; donorId: string; story: PaymentStory }> {
    const id = await storeDonation(running.database, edition, { to: captain, donorEmail });
    const story = new PaymentStory({ donation_id: id }, 4_000);
    await running.process(await running.record([story.intent('succeeded')]));
    return { id, donorId: await donorOf(id), story };
  }

  async function donorOf(id: string): Promise<string> {
    const [row] = await running.database.rows<{ donor_id: string }>(`SELECT donor_id FROM donation WHERE id = $1`, [
      id,
    ]);
    return row?.donor_id ?? '';
  }

  async function figures(donorId: string): Promise<{ raised: number; gifts: number; donors: number }> {
    const [row] = await running.database.rows<{ raised: string; gifts: number; donors: number }>(
      `SELECT coalesce(sum(g.raised_minor), 0) AS raised, coalesce(sum(g.gifts), 0)::int AS gifts,
              (SELECT donors FROM total WHERE scope = 'edition' AND scope_id = $1) AS donors
         FROM donor_total g WHERE g.edition_id = $1 AND g.donor_id = $2`,
      [edition.id, donorId],
    );
    return { raised: Number(row?.raised), gifts: row?.gifts ?? 0, donors: row?.donors ?? 0 };
  }

  async function provesItself(): Promise<void> {
    expect((await running.proveLedger()).checks.flatMap(({ differences }) => differences)).toEqual([]);
    expect(await running.rebuildTotals()).toEqual({ totals: 0, donors: 0, supporters: 0, headcounts: 0, hours: 0 });
  }

  it('corrects name, mail and company with the gifts that carry them, and leaves what was written otherwise', async () => {
    const { id, donorId } = await paidGift('lotte@example.org');
    const other = await paidGift('lotte@example.org');
    await running.database.rows(`UPDATE donation SET name = 'In memory of Jef', company = 'A' WHERE id = $1`, [
      other.id,
    ]);
    await paidGift('taken@example.org');
    const address = `/organise/donors/${donorId}/correct?language=en`;
    const form = { name: 'Lotte Maas', email: 'lotte.maas@example.org', company: '', reason: 'She called' };
    expect((await editor.post(address, { ...form, email: 'taken@example.org' })).text).toContain('Merge the two');
    expect((await editor.post(address, { ...form, reason: '' })).status).toBe(422);
    expect((await editor.post(address, form)).location).toContain('done=corrected');
    const gifts = await running.database.rows(`SELECT name, company FROM donation WHERE donor_id = $1 ORDER BY id`, [
      donorId,
    ]);
    expect(gifts).toEqual([
      { name: 'Lotte Maas', company: null },
      { name: 'In memory of Jef', company: null },
    ]);
    expect((await editor.get(`/organise/donors/${donorId}?language=en`)).text).toContain('lotte.maas@example.org');
    const [line] = await running.database.rows(`SELECT action, before FROM audit_line WHERE subject_id = $1`, [
      donorId,
    ]);
    expect(line).toMatchObject({ action: 'correct-donor', before: { email: 'lotte@example.org' } });
    expect(id).not.toBe(other.id);
  });

  it('merges two donors and undoes it: exactly those gifts go back, also when the merged one gave again', async () => {
    const [kept, twin] = [await paidGift('jan@example.org'), await paidGift('jan+walk@example.org')];
    const before = await figures(kept.donorId);
    const page = await editor.get(`/organise/donors/${kept.donorId}?language=en`);
    expect(page.text).toContain('jan+walk@example.org');
    const merge = `/organise/donors/${kept.donorId}/merge?language=en`;
    expect((await editor.post(merge, { other: kept.donorId, reason: 'x' })).status).toBe(409);
    expect((await editor.post(merge, { other: twin.donorId, reason: 'One Jan' })).location).toContain('done=merged');
    expect(await figures(kept.donorId)).toEqual({ raised: 8_000, gifts: 2, donors: before.donors - 1 });
    await provesItself();
    // Money of a merged gift, and a new gift by the old address.
    await running.process(await running.record([twin.story.refund(stripeId('re'), 1_000, 'succeeded', 300)]));
    expect(await figures(kept.donorId)).toMatchObject({ raised: 7_000 });
    const again = await paidGift('jan+walk@example.org');
    expect(again.donorId).toBe(twin.donorId);
    const [{ id: mergeId } = { id: '' }] = await running.database.rows<{ id: string }>(
      `SELECT id FROM donor_merge WHERE into_donor_id = $1`,
      [kept.donorId],
    );
    const undo = `/organise/donors/${kept.donorId}/merges/${mergeId}/undo?language=en`;
    expect((await editor.post(undo, { reason: 'Two cousins' })).location).toContain('done=undone');
    expect((await editor.post(undo, { reason: 'Again' })).status).toBe(409);
    expect(await figures(kept.donorId)).toMatchObject({ raised: 4_000, gifts: 1 });
    expect(await figures(twin.donorId)).toMatchObject({ raised: 7_000, gifts: 2 });
    await provesItself();
  });

  it('keeps every gift and every sum through any merges and undoings', async () => {
    const walk = await running.app.get(ReadEditions, { strict: false }).bySlug(edition.slug);
    const merger = running.app.get(MergeDonors, { strict: false });
    const refusals = new Set(['DONORS_ARE_ONE', 'DONOR_NOT_FOUND', 'DONOR_MERGE_UNDONE', 'DONOR_MERGE_OVERTAKEN']);
    const allowed = (error: unknown): void => {
      if (!(error instanceof DomainError) || !refusals.has(error.code)) throw error;
    };
    const step = fc.oneof(
      fc.record({ do: fc.constant('merge' as const), from: fc.nat(2), into: fc.nat(2) }),
      fc.record({ do: fc.constant('undo' as const), which: fc.nat(3) }),
      fc.record({ do: fc.constant('give' as const), who: fc.nat(2) }),
    );
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        round += 1;
        const mails = [0, 1, 2].map((who) => `d${String(round)}-${String(who)}@example.org`);
        const first = [];
        for (const mail of mails) first.push(await paidGift(mail));
        const ids = first.map(({ donorId }) => donorId);
        // The model: who has which gift, and what each merge took.
        const owner = new Map(first.map(({ id, donorId }) => [id, donorId]));
        const merges: { id: string; from: string; into: string; gifts: string[]; undone: boolean }[] = [];
        for (const it of steps) {
          if (it.do === 'give') {
            const gift = await paidGift(mails[it.who] ?? '');
            expect(gift.donorId).toBe(ids[it.who]);
            owner.set(gift.id, gift.donorId);
          } else if (it.do === 'merge') {
            const [from = '', into = ''] = [ids[it.from], ids[it.into]];
            const gifts = [...owner].flatMap(([gift, donor]) => (donor === from ? [gift] : []));
            const count = await merger
              .execute(walk, { fromId: from, intoId: into, reason: 'test', actor: ACTOR })
              .catch(allowed);
            if (count === undefined) continue;
            expect(count.gifts).toBe(gifts.length);
            const [row] = await running.database.rows<{ id: string }>(
              `SELECT id FROM donor_merge WHERE from_donor_id = $1 ORDER BY id DESC LIMIT 1`,
              [from],
            );
            merges.push({ id: row?.id ?? '', from, into, gifts, undone: false });
            for (const gift of gifts) owner.set(gift, into);
          } else {
            const merge = merges[it.which];
            if (merge === undefined) continue;
            const done = await merger.undo(walk, merge.id, 'test', ACTOR).catch(allowed);
            const could = !merge.undone && merge.gifts.every((gift) => owner.get(gift) === merge.into);
            expect(done).toBe(could ? merge.from : undefined);
            if (!could) continue;
            merge.undone = true;
            for (const gift of merge.gifts) owner.set(gift, merge.from);
          }
        }
        for (const [gift, donor] of owner) expect(await donorOf(gift)).toBe(donor);
        for (const id of ids) {
          const gifts = [...owner.values()].filter((donor) => donor === id).length;
          expect(await figures(id)).toMatchObject({ raised: 4_000 * gifts, gifts });
        }
        await provesItself();
      }),
      { numRuns: 15 },
    );
  }, 60_000);
});
