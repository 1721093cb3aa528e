import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { migrate } from '../../src/cli/migrate.js';
import { dataSourceOptions } from '../../src/platform/database/data-source-options.js';
import {
  storeCaptain,
  storeDonation,
  storeEdition,
  type StoredEdition,
  type StoredWalker,
} from '../factories/edition.js';
import { ReleaseBefore } from '../factories/release-before.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory } from '../factories/stripe-events.js';
import { emptyDatabase, type TestDatabase } from '../support/services.js';
import { until } from '../support/until.js';

/** What the first release had is below this; what came after has to bear it beside itself (ADR 46). */
const AFTER_THE_FIRST_RELEASE = 1000000000200;
const GIFT_MINOR = 4_000;

/** Brings the schema to what the release before had. @returns how many migrations are left */
async function migrateToTheReleaseBefore(databaseUrl: string): Promise<number> {
  const options = dataSourceOptions(databaseUrl, 2);
  const all = options.migrations as readonly { readonly name: string }[];
  const before = all.filter(({ name }) => Number(/\d+$/.exec(name)?.[0]) < AFTER_THE_FIRST_RELEASE);
  const source = await new DataSource({ ...options, migrations: [...before] } as DataSourceOptions).initialize();
  try {
    await source.runMigrations();
  } finally {
    await source.destroy();
  }
  return all.length - before.length;
}

describe('What the release before has left, and a process of it that runs on', () => {
  let database: TestDatabase;
  let before: ReleaseBefore;
  let edition: StoredEdition;
  let captain: StoredWalker;
  let left: number;
  let [paidMinor, refunded, gifts] = [0, 0, 0];

  beforeAll(async () => {
    database = await emptyDatabase();
    left = await migrateToTheReleaseBefore(database.databaseUrl);
    before = await ReleaseBefore.start(database.databaseUrl);
    edition = await storeEdition(before);
    captain = await storeCaptain(before, edition);
  }, 60_000);

  afterAll(async () => {
    await before.end();
    await database.drop();
  });

  const counted = (): boolean => {
    gifts += 1;
    const goesBack = gifts % 3 === 0;
    if (goesBack) refunded += 1;
    else paidMinor += GIFT_MINOR;
    return goesBack;
  };

  /** By the release before; every third goes back. */
  const giveBefore = (): Promise<void> => before.gift(edition, captain, GIFT_MINOR, counted());

  /** The same by its events, in this release. */
  const giveAfter = async (by: RunningApp): Promise<void> => {
    const id = await storeDonation(by.database, edition, { to: captain, amountMinor: GIFT_MINOR });
    const story = new PaymentStory({ donation_id: id }, GIFT_MINOR);
    await by.process(await by.record([story.intent('succeeded'), story.chargeSucceeded()]));
    if (counted()) await by.process(await by.record([story.refund(`re_${id}`, GIFT_MINOR, 'succeeded')]));
  };

  const raised = async (by: RunningApp): Promise<unknown> => {
    const [row] = await by.database.rows(
      `SELECT raised_minor::int AS raised, gifts FROM total WHERE scope = 'edition' AND scope_id = $1`,
      [edition.id],
    );
    return row;
  };

  it('read, write and book on while the schema is brought to this release, and every figure is exact', async () => {
    for (let index = 0; index < 6; index += 1) await giveBefore();
    const migrated = new AbortController();
    let between = 0;
    const goingOn = (async () => {
      while (!migrated.signal.aborted) {
        await giveBefore();
        // What people do beside giving goes on as well, by the statements of the release before.
        const another = await storeCaptain(before, edition, 'Noor Claes');
        const [seen] = await before.rows<{ name: string }>(
          `SELECT w.public_name AS name FROM walker w JOIN fundraising_page p ON p.walker_id = w.id WHERE w.id = $1`,
          [another.walkerId],
        );
        expect(seen).toEqual({ name: 'Noor Claes' });
        between += 1;
      }
    })();
    const ran = await migrate(database.databaseUrl).finally(() => {
      migrated.abort();
    });
    await goingOn;
    expect(ran).toHaveLength(left);
    expect(between).toBeGreaterThan(0);
    for (let index = 0; index < 3; index += 1) await giveBefore();

    const after = await RunningApp.start({ databaseUrl: database.databaseUrl }, { role: 'web' });
    try {
      await giveAfter(after);
      await giveBefore();
      expect(await raised(after)).toEqual({ raised: paidMinor, gifts: gifts - refunded });
      // What is kept since, the release before did not keep; a release ends with this (docs/operations.md).
      expect(await after.rebuildTotals()).toMatchObject({ donors: 0, headcounts: 0, hours: 0 });
      const nothing = { totals: 0, donors: 0, supporters: 0, headcounts: 0, hours: 0 };
      expect(await after.rebuildTotals()).toEqual(nothing);
      expect(await raised(after)).toEqual({ raised: paidMinor, gifts: gifts - refunded });
      expect(await after.proveLedger()).toMatchObject({ ok: true });
      const [parked] = await after.database.rows<{ count: number }>(
        `SELECT count(*)::int AS count FROM stripe_event WHERE state <> 'processed'`,
      );
      expect(parked).toEqual({ count: 0 });
    } finally {
      await after.close();
    }
    // Brought to this release, it is like one that began with it.
    expect(await migrate(database.databaseUrl)).toEqual([]);
  }, 120_000);
});

describe('A migration beside a transaction that has one of its tables and asks for another', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await emptyDatabase();
    await migrateToTheReleaseBefore(database.databaseUrl);
  }, 60_000);

  afterAll(() => database.drop());

  it('gives way, so that the transaction is never the one that a deadlock ends', async () => {
    const client = new Client({ connectionString: database.databaseUrl });
    await client.connect();
    try {
      // It looks for a deadlock earlier than the migration would, and so would be the one that is ended.
      await client.query(`SET deadlock_timeout = '500ms'`);
      await client.query('BEGIN');
      await client.query('LOCK TABLE offline_gift IN ROW EXCLUSIVE MODE');
      const migrating = migrate(database.databaseUrl);
      await until('a migration that has the gifts waits for those by hand', async () => {
        const { rows } = await client.query(
          `SELECT 1 FROM pg_locks w JOIN pg_locks h USING (pid, database)
            WHERE NOT w.granted AND w.relation = 'offline_gift'::regclass
              AND h.granted AND h.relation = 'donation'::regclass AND h.mode = 'AccessExclusiveLock'`,
        );
        return rows.length > 0;
      });
      await client.query('LOCK TABLE donation IN ROW EXCLUSIVE MODE');
      await client.query('COMMIT');
      expect((await migrating).length).toBeGreaterThan(0);
    } finally {
      await client.end();
    }
  }, 60_000);
});
