import { Client } from 'pg';
import type { Queryable } from '../../src/platform/database/database.js';
import { storeDonation, type StoredEdition, type StoredWalker } from './edition.js';

/** What the first release wrote when a gift counted, of the columns that it had; it knows nothing of what came later. */
const ENTRY = `INSERT INTO ledger_entry (account, amount_minor, currency, edition_id, donation_id, registration_id,
    payment_intent_id, donor_id, page_id, team_id, participation_type_id, gifts, cause, monthly_gift_id)
  SELECT $2::text, $3::bigint, 'EUR', edition_id, id, NULL, NULL, donor_id, page_id, team_id, participation_type_id,
         $4::smallint, $5::text, NULL FROM donation WHERE id = $1::uuid RETURNING id`;
const POSITION = `UPDATE donation SET status = $2::text, paid_minor = amount_minor, refunded_minor = $3::bigint,
    paid_at = coalesce(paid_at, now()) WHERE id = $1::uuid`;
const DONOR = `INSERT INTO donor_total AS t (edition_id, donor_id, raised_minor, gifts)
  SELECT edition_id, donor_id, 0, 0 FROM donation WHERE id = $1::uuid
  ON CONFLICT ON CONSTRAINT donor_total_pk DO NOTHING`;
const DONOR_GAVE = `UPDATE donor_total t SET raised_minor = t.raised_minor + $2::bigint, gifts = t.gifts + $3::int
  FROM donation d WHERE d.id = $1::uuid AND (t.edition_id, t.donor_id) = (d.edition_id, d.donor_id)`;
const SCOPES = `(SELECT s.scope, s.scope_id, d.edition_id FROM donation d CROSS JOIN LATERAL (VALUES ('edition', d.edition_id),
    ('team', d.team_id), ('page', d.page_id), ('participation-type', d.participation_type_id)) AS s (scope, scope_id)
  WHERE d.id = $1::uuid AND s.scope_id IS NOT NULL)`;
const TOTAL = `INSERT INTO total (scope, scope_id, edition_id, paid_minor, refunded_minor, disputed_minor, offline_minor,
    matched_minor, counted_fee_minor, on_its_way_minor, gifts, donors, last_entry_id, revision)
  SELECT scope, scope_id, edition_id, 0, 0, 0, 0, 0, 0, 0, 0, CASE scope WHEN 'edition' THEN 0 END, $2::bigint, 1
    FROM ${SCOPES} s ON CONFLICT ON CONSTRAINT total_pk DO NOTHING`;
const TOTAL_MOVED = `UPDATE total t SET paid_minor = t.paid_minor + $3::bigint, refunded_minor = t.refunded_minor + $4::bigint,
    gifts = t.gifts + $5::int, donors = t.donors + $5::int, last_entry_id = greatest(t.last_entry_id, $2::bigint),
    revision = t.revision + 1, updated_at = now()
  FROM ${SCOPES} s WHERE (t.scope, t.scope_id) = (s.scope, s.scope_id)`;

/** A process of the first release: one connection, on which its statements stay prepared while the schema moves on. */
export class ReleaseBefore implements Queryable {
  private constructor(private readonly client: Client) {}

  static async start(databaseUrl: string): Promise<ReleaseBefore> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    return new ReleaseBefore(client);
  }

  async rows<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const { rows } = await this.client.query(sql, [...parameters]);
    return rows as Row[];
  }

  async transaction<Result>(work: (tx: Queryable) => Promise<Result>): Promise<Result> {
    await this.client.query('BEGIN');
    try {
      const result = await work(this);
      await this.client.query('COMMIT');
      return result;
    } catch (error) {
      await this.client.query('ROLLBACK');
      throw error;
    }
  }

  /** A gift of somebody new that is paid, and given back where so asked. */
  async gift(edition: StoredEdition, to: StoredWalker, amountMinor: number, goesBack: boolean): Promise<void> {
    const id = await storeDonation(this, edition, { to, amountMinor });
    await this.book(id, 'paid', amountMinor, 1);
    if (goesBack) await this.book(id, 'refunded', -amountMinor, -1);
  }

  end(): Promise<void> {
    return this.client.end();
  }

  private book(id: string, account: 'paid' | 'refunded', amountMinor: number, gifts: 1 | -1): Promise<void> {
    const [paidMinor, refundedMinor] = account === 'paid' ? [amountMinor, 0] : [0, amountMinor];
    return this.transaction(async () => {
      const [entry] = await this.prepared<{ id: string }>('entry', ENTRY, [id, account, amountMinor, gifts, account]);
      await this.prepared('position', POSITION, [id, account, -refundedMinor]);
      await this.prepared('donor', DONOR, [id]);
      await this.prepared('donor-gave', DONOR_GAVE, [id, amountMinor, gifts]);
      await this.prepared('total', TOTAL, [id, entry?.id]);
      await this.prepared('total-moved', TOTAL_MOVED, [id, entry?.id, paidMinor, refundedMinor, gifts]);
    });
  }

  private async prepared<Row>(name: string, text: string, values: readonly unknown[]): Promise<Row[]> {
    const { rows } = await this.client.query({ name, text, values: [...values] });
    return rows as Row[];
  }
}
