import type { Client } from 'pg';

/** What a gift that is paid leaves behind, in the order in which it is written. */
const TABLES = ['stripe_event', 'donation', 'total', 'stripe_payment', 'stripe_fact', 'ledger_entry', 'donor_total'];
const BATCH = 250;

/**
 * Events per second of Postgres alone: the rows that the worker has just written for these gifts, written again to tables
 * of the same columns and the same indexes, batch by batch, by somebody who has nothing to read, decide or check. What it
 * has no need of are foreign keys and parameters; both are to the platform's cost.
 */
export async function plainSqlPerSecond(database: Client, donationIds: readonly string[]): Promise<number> {
  const columns = new Map<string, string>();
  await database.query('CREATE SCHEMA plain');
  try {
    for (const table of TABLES) {
      await database.query(`CREATE TABLE plain.${table} (LIKE public.${table} INCLUDING ALL)`);
      const { rows } = await database.query<{ names: string }>(
        `SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) AS names FROM information_schema.columns
          WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER'`,
        [table],
      );
      columns.set(table, rows[0]?.names ?? '');
    }
    const copy = (table: string, alias: string): string =>
      `INSERT INTO plain.${table} (${columns.get(table) ?? ''}) OVERRIDING SYSTEM VALUE SELECT ${(
        columns.get(table) ?? ''
      )
        .split(', ')
        .map((name) => `${alias}.${name}`)
        .join(', ')}`;
    // What was there before the worker began: the inbox, unpaid gifts, the edition's total.
    await database.query(
      `${copy('stripe_event', 'e')} FROM stripe_event e WHERE e.event_id = ANY (SELECT 'evt_bench_' || unnest($1::text[]))`,
      [donationIds],
    );
    await database.query(`UPDATE plain.stripe_event SET state = 'received', processed_at = NULL`);
    await database.query(`${copy('donation', 'd')} FROM donation d WHERE d.id = ANY($1::uuid[])`, [donationIds]);
    await database.query(`UPDATE plain.donation SET status = 'started', paid_minor = 0, paid_at = NULL`);
    await database.query(`${copy('total', 't')} FROM total t`);
    await database.query('ANALYZE');

    const startedAt = performance.now();
    for (let from = 0; from < donationIds.length; from += BATCH) {
      const ids = [donationIds.slice(from, from + BATCH)];
      await database.query('BEGIN');
      await database.query(
        `${copy('stripe_payment', 'p')} FROM stripe_payment p WHERE p.donation_id = ANY($1::uuid[]) ON CONFLICT DO NOTHING`,
        ids,
      );
      await database.query(
        `${copy('stripe_fact', 'f')} FROM stripe_fact f WHERE f.subject_id = ANY($1::uuid[])
         ON CONFLICT (object_id) DO UPDATE SET state = excluded.state`,
        ids,
      );
      await database.query(
        `${copy('ledger_entry', 'l')} FROM ledger_entry l WHERE l.donation_id = ANY($1::uuid[])`,
        ids,
      );
      await database.query(
        `${copy('donor_total', 't')} FROM donor_total t WHERE t.donor_id = ANY (SELECT donor_id FROM donation WHERE id = ANY($1::uuid[]))
         ON CONFLICT (edition_id, donor_id) DO UPDATE SET raised_minor = plain.donor_total.raised_minor + excluded.raised_minor`,
        ids,
      );
      await database.query(`UPDATE plain.total SET paid_minor = paid_minor + 1, revision = revision + 1`);
      await database.query(
        `UPDATE plain.donation p SET status = d.status, paid_minor = d.paid_minor, paid_at = d.paid_at
           FROM donation d WHERE d.id = p.id AND p.id = ANY($1::uuid[])`,
        ids,
      );
      await database.query(
        `UPDATE plain.stripe_event SET state = 'processed', processed_at = now()
          WHERE event_id = ANY (SELECT 'evt_bench_' || unnest($1::text[]))`,
        ids,
      );
      await database.query('COMMIT');
    }
    return donationIds.length / ((performance.now() - startedAt) / 1000);
  } finally {
    await database.query('ROLLBACK');
    await database.query('DROP SCHEMA plain CASCADE');
  }
}
