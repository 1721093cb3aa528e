import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { ReadEditions } from '../../src/editions/index.js';
import { MoveGift } from '../../src/gift-desk/index.js';
import { Matches, SettleMatches } from '../../src/matching/index.js';
import {
  storeCaptain,
  storeDonation,
  type StoredEdition,
  type StoredWalker,
  storeEdition,
} from '../factories/edition.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory, stripeId } from '../factories/stripe-events.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

const ACTOR = { kind: 'system', name: 'test' } as const;

describe('A sponsor who matches gifts', () => {
  let database: TestDatabase;
  let running: RunningApp;
  let edition: StoredEdition;
  let captains: readonly [StoredWalker, StoredWalker];
  let finance: Visitor;
  const today = new Date().toISOString().slice(0, 10);

  beforeAll(async () => {
    database = await testDatabase();
    running = await RunningApp.start({ databaseUrl: database.databaseUrl }, { role: 'web' });
    edition = await storeEdition(running.database);
    captains = [
      await storeCaptain(running.database, edition, 'Sarah Peeters'),
      await storeCaptain(running.database, edition, 'Ravi Singh'),
    ];
    finance = await organiserAtWork(running, 'finance', { editionId: edition.id });
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await database.drop();
  });

  const settle = (): Promise<number> => running.app.get(SettleMatches, { strict: false }).execute();

  async function gift(to: StoredWalker, amountMinor: number): Promise<{ id: string; story: PaymentStory }> {
    const id = await storeDonation(running.database, edition, { to, amountMinor });
    // Now: the period of a match is about real days.
    const story = new PaymentStory({ donation_id: id }, amountMinor);
    await running.process(await running.record([story.intent('succeeded')]));
    await running.database.rows(`UPDATE donation SET paid_at = now() WHERE id = $1`, [id]);
    return { id, story };
  }

  async function begin(fields: Readonly<Record<string, string>>): Promise<string> {
    const entry = uuidv7();
    const { status } = await finance.post('/organise/matches?language=en', {
      edition: '2023',
      entry,
      sponsor: 'Bakkerij Maes',
      ratePercent: '100',
      cap: '50',
      firstDay: '2023-01-01',
      lastDay: '2099-12-31',
      ...fields,
    });
    expect(status).toBe(303);
    return entry;
  }

  async function close(id: string): Promise<void> {
    const { status } = await finance.post(`/organise/matches/${id}/close`, { edition: '2023' });
    expect(status).toBe(303);
  }

  async function matched(scope: 'edition' | 'team' | 'page', id: string): Promise<number> {
    const [row] = await running.database.rows<{ matched_minor: string }>(
      `SELECT matched_minor FROM total WHERE scope = $1 AND scope_id = $2`,
      [scope, id],
    );
    return Number(row?.matched_minor ?? 0);
  }

  async function provesItself(): Promise<void> {
    const proof = await running.proveLedger();
    expect(proof.checks.flatMap(({ differences }) => differences)).toEqual([]);
    expect(await running.rebuildTotals()).toEqual({ totals: 0, donors: 0, supporters: 0, headcounts: 0, hours: 0 });
  }

  it('adds to every gift of the team up to the cap, follows refunds, and is read on its page', async () => {
    const [sarah] = captains;
    const before = await matched('team', sarah.teamId);
    const wholeBefore = await matched('edition', edition.id);
    const match = await begin({ for: `Team ${sarah.teamSlug.slice(5)}` });
    const { story } = await gift(sarah, 4_000);
    await settle();
    expect(await matched('team', sarah.teamId)).toBe(before + 4_000);
    // Settling again books nothing.
    expect(await settle()).toBe(0);
    const page = await new Visitor(running).get(`/en/2023/walkers/${sarah.walkerSlug}`);
    expect(page.text).toContain('Bakkerij Maes doubles every gift until');
    expect((await new Visitor(running).get('/en/2023')).text).not.toContain('Bakkerij Maes doubles');
    await gift(sarah, 4_000);
    await settle();
    expect(await matched('team', sarah.teamId)).toBe(before + 5_000);
    expect(await matched('edition', edition.id)).toBe(wholeBefore + 5_000);
    // Used up: the page promises nothing any more.
    const usedUp = await new Visitor(running).get(`/en/2023/walkers/${sarah.walkerSlug}`);
    expect(usedUp.text).not.toContain('Bakkerij Maes doubles');
    await running.process(await running.record([story.refund(stripeId('re'), 4_000, 'succeeded', 300)]));
    await settle();
    expect(await matched('team', sarah.teamId)).toBe(before + 4_000);
    await close(match);
    await gift(sarah, 4_000);
    await settle();
    expect(await matched('team', sarah.teamId)).toBe(before + 4_000);
    const again = await finance.post(`/organise/matches/${match}/close`, { edition: '2023' });
    expect(again.status).toBe(409);
    const lines = await running.database.rows<{ action: string }>(
      `SELECT action FROM audit_line WHERE subject_kind = 'match' AND subject_id = $1 ORDER BY id`,
      [match],
    );
    expect(lines.map(({ action }) => action)).toEqual(['begin-match', 'close-match']);
    await provesItself();
  });

  it('matches no gift before the first or after the last day', async () => {
    const [, ravi] = captains;
    const before = await matched('page', ravi.walkerPageId);
    await begin({ for: 'Ravi Singh', firstDay: '2023-01-01', lastDay: '2023-01-31' });
    await begin({ for: 'Ravi Singh', firstDay: '2098-01-01', lastDay: '2098-01-31' });
    await gift(ravi, 2_500);
    await settle();
    expect(await matched('page', ravi.walkerPageId)).toBe(before);
  });

  it('refuses what is no rate, no cap or no period, beside the field', async () => {
    const answer = await finance.post('/organise/matches?language=en', {
      edition: '2023',
      entry: uuidv7(),
      sponsor: 'Bakkerij Maes',
      ratePercent: '0',
      cap: 'much',
      firstDay: today,
      lastDay: '2020-01-01',
    });
    expect(answer.status).toBe(422);
    for (const field of ['ratePercent', 'cap', 'lastDay']) expect(answer.text).toContain(`id="${field}-fault"`);
    expect(answer.text).toContain('Bakkerij Maes');
  });

  it('ends at min(cap, rate × what is left), whatever gifts, refunds and moves came, settled by many at once', async () => {
    const walk = await running.app.get(ReadEditions, { strict: false }).bySlug('2023');
    const mover = running.app.get(MoveGift, { strict: false });
    const matches = running.app.get(Matches, { strict: false });
    const [sarah, ravi] = captains;
    const step = fc.oneof(
      fc.record({ do: fc.constant('give' as const), amount: fc.integer({ min: 100, max: 9_999 }) }),
      fc.record({ do: fc.constant('refund' as const), which: fc.nat(5), amount: fc.integer({ min: 1, max: 5_000 }) }),
      fc.record({ do: fc.constant('away' as const), which: fc.nat(5) }),
      fc.record({ do: fc.constant('settle' as const) }),
    );
    const terms = fc.record({ rate: fc.integer({ min: 1, max: 300 }), cap: fc.integer({ min: 1, max: 30_000 }) });
    await fc.assert(
      fc.asyncProperty(terms, fc.array(step, { minLength: 1, maxLength: 8 }), async ({ rate, cap }, steps) => {
        const before = await matched('page', sarah.walkerPageId);
        const [gone] = await running.database.rows<{ sum: string }>(
          `SELECT coalesce(sum(raised_minor), 0) AS sum FROM donation WHERE page_id = $1`,
          [sarah.walkerPageId],
        );
        const id = uuidv7();
        await matches.begin(
          walk,
          {
            id,
            to: { kind: 'walker', slug: sarah.walkerSlug },
            sponsor: 'Model',
            ratePercent: rate,
            capMinor: cap as Parameters<Matches['begin']>[1]['capMinor'],
            firstDay: '2023-01-01',
            lastDay: '2099-12-31',
          },
          ACTOR,
        );
        const gifts: { id: string; story: PaymentStory; left: number; away: boolean }[] = [];
        let at = 100;
        for (const it of steps) {
          at += 100;
          if (it.do === 'give') gifts.push({ ...(await gift(sarah, it.amount)), left: it.amount, away: false });
          else if (it.do === 'settle') await Promise.all([settle(), settle()]);
          else {
            const one = gifts[it.which];
            if (one === undefined) continue;
            if (it.do === 'refund' && it.amount <= one.left) {
              one.left -= it.amount;
              await running.process(
                await running.record([one.story.refund(stripeId('re'), it.amount, 'succeeded', at)]),
              );
            } else if (it.do === 'away' && !one.away) {
              one.away = true;
              await mover.execute(walk, {
                donationId: one.id,
                to: { kind: 'walker', slug: ravi.walkerSlug },
                reason: 'test',
                tellDonor: false,
                actor: ACTOR,
              });
            }
          }
        }
        await Promise.all([settle(), settle(), settle()]);
        const given =
          Number(gone?.sum ?? 0) + gifts.filter(({ away }) => !away).reduce((sum, { left }) => sum + left, 0);
        const expected = Math.min(cap, Math.floor((given * rate) / 100));
        const [stored] = await running.database.rows<{ matched_minor: string }>(
          `SELECT matched_minor FROM gift_match WHERE id = $1`,
          [id],
        );
        expect(Number(stored?.matched_minor)).toBe(expected);
        await provesItself();
        // The next model begins with a page of its own: what is there counts for it from the start.
        await running.database.rows(`UPDATE gift_match SET ends_at = starts_at, seen_revision = NULL WHERE id = $1`, [
          id,
        ]);
        await settle();
        expect(await matched('page', sarah.walkerPageId)).toBe(before);
      }),
      { numRuns: 20 },
    );
  }, 90_000);

  it('counts for the whole walk exactly the gifts of its period, whatever hours and minutes those were given at', async () => {
    const walk = await storeEdition(running.database, { slug: '2024' });
    const paid = fc.record({ minute: fc.integer({ min: 0, max: 240 }), amount: fc.integer({ min: 1, max: 9_999 }) });
    const minutes = fc.tuple(fc.integer({ min: 0, max: 240 }), fc.integer({ min: 0, max: 240 }));
    const at = (minute: number): string => new Date(Date.UTC(2024, 2, 1, 8, minute)).toISOString();
    await fc.assert(
      fc.asyncProperty(fc.array(paid, { maxLength: 12 }), minutes, async (gifts, [one, other]) => {
        const [from, until] = [Math.min(one, other), Math.max(one, other)];
        for (const { minute, amount } of gifts) {
          const id = await storeDonation(running.database, walk, { amountMinor: amount });
          const story = new PaymentStory({ donation_id: id }, amount);
          await running.process(await running.record([story.intent('succeeded')]));
          await running.database.rows(`UPDATE donation SET paid_at = $2 WHERE id = $1`, [id, at(minute)]);
        }
        const id = uuidv7();
        await running.database.rows(
          `INSERT INTO gift_match (id, edition_id, scope, sponsor, rate_percent, cap_minor, starts_at, ends_at, created_by)
           VALUES ($1, $2, 'edition', 'Model', 100, 100000000, $3, $4, 'test')`,
          [id, walk.id, at(from), at(until)],
        );
        await settle();
        const [stored] = await running.database.rows<{ matched_minor: string }>(
          `SELECT matched_minor FROM gift_match WHERE id = $1`,
          [id],
        );
        const within = gifts.filter(({ minute }) => minute >= from && minute < until);
        expect(Number(stored?.matched_minor)).toBe(within.reduce((sum, { amount }) => sum + amount, 0));
        // The next begins with no gifts and no match.
        await running.database.rows(`UPDATE gift_match SET ends_at = starts_at, seen_revision = NULL WHERE id = $1`, [
          id,
        ]);
        await running.database.rows(`UPDATE donation SET paid_at = '2024-01-01' WHERE edition_id = $1`, [walk.id]);
        await settle();
      }),
      {
        numRuns: 25,
        examples: [
          [[{ minute: 60, amount: 7 }], [60, 60]],
          [[{ minute: 60, amount: 7 }], [60, 120]],
        ],
      },
    );
    await provesItself();
  }, 60_000);
});
