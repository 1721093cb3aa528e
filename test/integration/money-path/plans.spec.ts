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
  readonly Plans?: readonly Plan[];
}

function scannedBy(plan: Plan): string[] {
  const own = plan['Node Type'] === 'Seq Scan' ? [plan['Relation Name'] ?? 'a table'] : [];
  return [...own, ...(plan.Plans ?? []).flatMap(scannedBy)];
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
      const [row] = await this.rows<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>(
        `EXPLAIN (FORMAT JSON) ${sql}`,
        parameters,
      );
      scans.set(
        sql,
        (row?.['QUERY PLAN'] ?? []).flatMap(({ Plan: plan }) => scannedBy(plan)),
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
    const edition = await storeEdition(app.database);
    const gift = await storeDonation(app.database, edition, { amountMinor: AMOUNT });
    const story = new PaymentStory({ donation_id: gift }, AMOUNT, BEGINS);
    await app.process(await app.record([story.session('completed', 'paid', 61), story.intent('succeeded', 60)]));
    await app.process(await app.record([story.refund(stripeId('re'), 1_000, 'succeeded', 5_000)]));
    const [total] = await app.database.rows(`SELECT raised_minor FROM total WHERE scope = 'edition'`);
    expect(total).toEqual({ raised_minor: '3000' });
    expect(scans.size).toBeGreaterThan(10);
    expect([...scans].filter(([, tables]) => tables.length > 0)).toEqual([]);
  });
});
