import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type StoredEdition, storeDonation, storeEdition } from '../../factories/edition.js';
import { RunningApp } from '../../factories/running-app.js';
import { PaymentStory } from '../../factories/stripe-events.js';
import { testDatabase, type TestDatabase } from '../../support/services.js';

let services: TestDatabase;
let app: RunningApp;
let edition: StoredEdition;
let donationId: string;

beforeAll(async () => {
  services = await testDatabase();
  app = await RunningApp.start({ databaseUrl: services.databaseUrl }, { role: 'web' });
  edition = await storeEdition(app.database);
  donationId = await storeDonation(app.database, edition);
  await app.process(await app.record([new PaymentStory({ donation_id: donationId }, 4_000).intent('succeeded')]));
});

afterAll(async () => {
  await app.close();
  await services.drop();
});

describe('the database', () => {
  it.each([
    ['to change an entry', `UPDATE ledger_entry SET amount_minor = 1`],
    ['to delete an entry', `DELETE FROM ledger_entry`],
    ['to empty the ledger', `TRUNCATE ledger_entry CASCADE`],
  ])('refuses %s', async (_what, statement) => {
    await expect(app.database.rows(statement)).rejects.toThrow(/append-only/);
    expect(await app.database.rows(`SELECT amount_minor FROM ledger_entry`)).toEqual([{ amount_minor: '4000' }]);
  });

  it('refuses a total that comes from no entry of the ledger', async () => {
    const write = (lastEntry: string): Promise<unknown> =>
      app.database.rows(
        `INSERT INTO total (scope, scope_id, edition_id, paid_minor, refunded_minor, disputed_minor, offline_minor,
           matched_minor, counted_fee_minor, on_its_way_minor, gifts, revision, last_entry_id)
         VALUES ('team', gen_random_uuid(), $1, 5, 0, 0, 0, 0, 0, 0, 1, 1, ${lastEntry})`,
        [edition.id],
      );
    await expect(write('987654321')).rejects.toThrow(/total_last_entry_fk/);
    await expect(write('NULL')).rejects.toThrow(/last_entry_id/);
  });

  it('refuses a raised amount of its own beside the parts it is made of', async () => {
    await expect(app.database.rows(`UPDATE total SET raised_minor = 1`)).rejects.toThrow(/raised_minor/);
  });

  it.each([
    ['a gift of nothing', `UPDATE donation SET amount_minor = 0`, 'donation_amount_positive'],
    ['a negative payment', `UPDATE donation SET paid_minor = -1`, 'donation_paid_not_negative'],
    [
      'a refund of more than was paid',
      `UPDATE donation SET refunded_minor = paid_minor + 1`,
      'donation_raised_not_negative',
    ],
    ['a negative total', `UPDATE total SET refunded_minor = -paid_minor - 1`, 'total_raised_not_negative'],
    ['a negative amount on its way', `UPDATE total SET on_its_way_minor = -1`, 'total_on_its_way_not_negative'],
    ['a negative number of gifts', `UPDATE total SET gifts = -1`, 'total_gifts_not_negative'],
    ['less than nothing of a donor', `UPDATE donor_total SET raised_minor = -1`, 'donor_total_raised_not_negative'],
  ])('refuses %s', async (_what, statement, constraint) => {
    await expect(app.database.rows(statement)).rejects.toThrow(new RegExp(constraint));
  });

  it('refuses an entry of nothing, and one that is nobody’s', async () => {
    const write = (amountMinor: number, subject: string | null): Promise<unknown> =>
      app.database.rows(
        `INSERT INTO ledger_entry (account, amount_minor, currency, edition_id, donation_id, gifts, cause)
         VALUES ('paid', $1, 'EUR', $2, $3, 0, 'test')`,
        [amountMinor, edition.id, subject],
      );
    await expect(write(0, donationId)).rejects.toThrow(/ledger_entry_amount_not_zero/);
    await expect(write(1, null)).rejects.toThrow(/ledger_entry_about_one/);
  });
});

describe('check-ledger', () => {
  it('finds a total that somebody changed by hand, and a rebuild puts it right with a new revision', async () => {
    const read = (): Promise<{ raised_minor: string; revision: string }[]> =>
      app.database.rows(`SELECT raised_minor, revision FROM total WHERE scope = 'edition'`);
    const [before] = await read();
    await app.database.rows(`UPDATE total SET paid_minor = paid_minor + 1`);
    await app.database.rows(`UPDATE giving_hour SET gifts = gifts + 1`);
    const proof = await app.proveLedger();
    expect(proof.ok).toBe(false);
    expect(proof.checks.find((check) => check.name === 'totals')?.differences[0]).toContain('running raised 4001');
    expect(await app.rebuildTotals()).toEqual({ totals: 1, donors: 0, supporters: 0, headcounts: 0, hours: 1 });
    expect(await read()).toEqual([{ raised_minor: '4000', revision: String(Number(before?.revision) + 1) }]);
    expect(await app.proveLedger()).toMatchObject({ ok: true });
  });

  it.each([
    ['a gift', `UPDATE donation SET refunded_minor = 1`, `UPDATE donation SET refunded_minor = 0`, 'gifts'],
    ['a donor', `UPDATE donor_total SET raised_minor = 1`, `UPDATE donor_total SET raised_minor = 4000`, 'donors'],
    [
      'a supporter',
      `INSERT INTO supporter VALUES (gen_random_uuid(), gen_random_uuid(), 5)`,
      `DELETE FROM supporter`,
      'supporters',
    ],
    ['the donors of a page', `UPDATE total SET supporters = 2`, `UPDATE total SET supporters = 0`, 'supporters'],
    ['an hour', `UPDATE giving_hour SET gifts = gifts + 1`, `UPDATE giving_hour SET gifts = gifts - 1`, 'hours'],
    ['the donors of an edition', `UPDATE total SET donors = 2`, `UPDATE total SET donors = 1`, 'donors'],
  ])('finds %s that differs from the ledger', async (_what, spoil, mend, check) => {
    await app.database.rows(spoil);
    const proof = await app.proveLedger();
    await app.database.rows(mend);
    expect(proof.checks.filter(({ differences }) => differences.length > 0).map(({ name }) => name)).toEqual([check]);
  });
});
