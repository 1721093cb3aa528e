import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Parameter, Transaction } from '../../../src/platform/database/database.js';
import { storeDonation, storeEdition } from '../../factories/edition.js';
import { RunningApp } from '../../factories/running-app.js';
import { PaymentStory, stripeId } from '../../factories/stripe-events.js';
import { testDatabase, type TestDatabase } from '../../support/services.js';

/** 8 October 2023, on the morning of the walk; seconds. */
const BEGINS = 1_696_748_400;
const AMOUNT = 4_000;

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly Plan[];
}

interface PlanRow {
  readonly 'QUERY PLAN': readonly { readonly Plan: Plan }[];
}

/** What a plan reads from end to end: a table, or an index without a key to look for in it. */
function scannedBy(plan: Plan): string[] {
  const { 'Node Type': node, 'Index Name': index, 'Index Cond': condition } = plan;
  const whole = node === 'Seq Scan' || (index !== undefined && condition === undefined);
  return [...(whole ? [plan['Relation Name'] ?? index ?? 'a table'] : []), ...(plan.Plans ?? []).flatMap(scannedBy)];
}

describe('The statements of the money path', () => {
  let services: TestDatabase;
  let app: RunningApp;
  /** What Postgres means to read from end to end, by the statement for which. */
  const scans = new Map<string, readonly string[]>();

  beforeAll(async () => {
    services = await testDatabase();
    app = await RunningApp.start({ databaseUrl: services.databaseUrl }, { role: 'web' });
    // oxlint-disable-next-line typescript/unbound-method -- it is called with its transaction below
    const original = Transaction.prototype.prepared;
    jest.spyOn(Transaction.prototype, 'prepared').mockImplementation(async function <Row>(
      this: Transaction,
      sql: string,
      parameters: readonly Parameter[],
    ): Promise<Row[]> {
      // As Postgres plans it for these values, and as it plans it once for all.
      const custom = await this.rows<PlanRow>(`EXPLAIN (FORMAT JSON) ${sql}`, parameters);
      const generic = await this.rows<PlanRow>(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${sql}`);
      scans.set(
        sql,
        [...custom, ...generic].flatMap((row) => row['QUERY PLAN'].flatMap(({ Plan: plan }) => scannedBy(plan))),
      );
      return original.call(this, sql, parameters) as Promise<Row[]>;
    });
  });

  afterAll(async () => {
    jest.restoreAllMocks();
    await app.close();
    await services.drop();
  });

  it('read no table from end to end, also where the planner takes it for empty', async () => {
    await bookAndRefund('2023');
    expect(scans.size).toBeGreaterThan(10);
    expect([...scans].filter(([, tables]) => tables.length > 0)).toEqual([]);
  });

  it('read no table from end to end once there are many payments, and join none by sorting it', async () => {
    await app.database.rows(
      `INSERT INTO stripe_payment (payment_intent_id) SELECT 'pi_many_' || n FROM generate_series(1, 20000) n`,
    );
    await app.database.rows(
      `INSERT INTO stripe_fact (object_id, kind, payment_intent_id, subject_id, state, rank, final, amount_minor, currency, told_at)
       SELECT 'pi_many_' || n, 'payment-intent', 'pi_many_' || n, gen_random_uuid(), 'succeeded', 3, true, 4000, 'EUR', now()
         FROM generate_series(1, 20000) n`,
    );
    await app.database.rows('ANALYZE stripe_payment, stripe_fact');
    scans.clear();
    await bookAndRefund('2024');
    expect(scans.size).toBeGreaterThan(10);
    expect([...scans].filter(([, tables]) => tables.length > 0)).toEqual([]);
  });

  async function bookAndRefund(slug: string): Promise<void> {
    const edition = await storeEdition(app.database, { slug });
    const gift = await storeDonation(app.database, edition, { amountMinor: AMOUNT });
    const story = new PaymentStory({ donation_id: gift }, AMOUNT, BEGINS);
    await app.process(await app.record([story.session('completed', 'paid', 61), story.intent('succeeded', 60)]));
    await app.process(await app.record([story.refund(stripeId('re'), 1_000, 'succeeded', 5_000)]));
    const totals = await app.database.rows(`SELECT raised_minor FROM total WHERE scope_id = $1`, [edition.id]);
    expect(totals).toEqual([{ raised_minor: '3000' }]);
  }
});
