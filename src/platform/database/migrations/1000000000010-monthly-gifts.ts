import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Monthly gifts to the organisation: subscriptions at Stripe, and what they were charged.
 *
 * Notes for the next one who changes this:
 * - Nothing here is in the ledger of the walk, nor in any total: monthly gifts are counted apart.
 * - `monthly_charge` is one row per invoice, made by the first event that names it; it is also the lock on which the
 *   events of one invoice queue. A payment can be told before its invoice, so the gift may not be known yet. A row whose
 *   gift stays unknown belongs to another product of the same Stripe account.
 * - `told_at`, `rank` and `final` belong to the latest fact, which the other columns of the same row are from. What came
 *   before it is not needed: of two facts the same one is always the later (`later-fact.ts`).
 * - `end_asked_at` is the donor's own word; `state` is only ever what Stripe's facts come to.
 * - An edition without `monthly_amounts_minor` does not offer monthly gifts.
 */
export class MonthlyGifts1000000000010 implements MigrationInterface {
  readonly name = 'MonthlyGifts1000000000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE edition ADD COLUMN monthly_amounts_minor integer[] NOT NULL DEFAULT '{1000,1500,2500}'
        CONSTRAINT edition_monthly_amounts_bounds CHECK (cardinality(monthly_amounts_minor) <= 5
          AND 100 <= ALL (monthly_amounts_minor) AND 100000 >= ALL (monthly_amounts_minor))`);
    await runner.query(`
      CREATE TABLE monthly_gift (
        id uuid CONSTRAINT monthly_gift_pk PRIMARY KEY,
        edition_id uuid NOT NULL CONSTRAINT monthly_gift_edition_fk REFERENCES edition,
        donor_id uuid NOT NULL CONSTRAINT monthly_gift_donor_fk REFERENCES donor,
        name text NOT NULL CONSTRAINT monthly_gift_name_bounds CHECK (char_length(name) BETWEEN 1 AND 100),
        language text NOT NULL CONSTRAINT monthly_gift_language_known CHECK (language IN ('nl', 'fr', 'en')),
        amount_minor integer NOT NULL CONSTRAINT monthly_gift_amount_bounds CHECK (amount_minor BETWEEN 100 AND 100000),
        currency char(3) NOT NULL,
        token text NOT NULL CONSTRAINT monthly_gift_token_unique UNIQUE,
        checkout_url text,
        state text NOT NULL DEFAULT 'started'
          CONSTRAINT monthly_gift_state_known CHECK (state IN ('started', 'pending', 'active', 'failing', 'ended')),
        subscription_id text CONSTRAINT monthly_gift_subscription_unique UNIQUE,
        period_ends_at timestamptz,
        ends_at timestamptz,
        ended_at timestamptz,
        end_reason text CONSTRAINT monthly_gift_end_reason_known CHECK (end_reason IN ('asked', 'payment-failed', 'never-paid')),
        told_at timestamptz,
        rank smallint,
        final boolean NOT NULL DEFAULT false,
        end_asked_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT monthly_gift_told_whole CHECK (num_nonnulls(subscription_id, told_at, rank) IN (0, 3)),
        CONSTRAINT monthly_gift_ended_whole CHECK (num_nonnulls(ended_at, end_reason) = CASE WHEN final THEN 2 ELSE 0 END),
        CONSTRAINT monthly_gift_ended_is_final CHECK ((state = 'ended') = final)
      )`);
    await runner.query(`CREATE INDEX monthly_gift_of_donor ON monthly_gift (donor_id)`);
    await runner.query(`
      CREATE TABLE monthly_charge (
        invoice_id text CONSTRAINT monthly_charge_pk PRIMARY KEY,
        monthly_gift_id uuid CONSTRAINT monthly_charge_gift_fk REFERENCES monthly_gift,
        payment_intent_id text,
        state text NOT NULL DEFAULT 'unknown'
          CONSTRAINT monthly_charge_state_known CHECK (state IN ('unknown', 'open', 'failed', 'paid', 'void', 'uncollectible')),
        amount_minor bigint NOT NULL DEFAULT 0
          CONSTRAINT monthly_charge_amount_not_negative CHECK (amount_minor >= 0),
        currency char(3) NOT NULL DEFAULT 'EUR',
        attempts integer NOT NULL DEFAULT 0 CONSTRAINT monthly_charge_attempts_not_negative CHECK (attempts >= 0),
        next_attempt_at timestamptz,
        pay_url text,
        period_starts_at timestamptz,
        told_at timestamptz,
        rank smallint,
        final boolean NOT NULL DEFAULT false,
        refunded_minor bigint NOT NULL DEFAULT 0
          CONSTRAINT monthly_charge_refunded_not_negative CHECK (refunded_minor >= 0),
        disputed_minor bigint NOT NULL DEFAULT 0
          CONSTRAINT monthly_charge_disputed_not_negative CHECK (disputed_minor >= 0),
        CONSTRAINT monthly_charge_told_whole CHECK (num_nonnulls(told_at, rank) = CASE WHEN state = 'unknown' THEN 0 ELSE 2 END),
        CONSTRAINT monthly_charge_takes_back_what_came CHECK (refunded_minor + disputed_minor
          <= CASE WHEN state = 'paid' THEN amount_minor ELSE 0 END)
      )`);
    await runner.query(
      `CREATE INDEX monthly_charge_of_gift ON monthly_charge (monthly_gift_id) WHERE monthly_gift_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX monthly_charge_payment ON monthly_charge (payment_intent_id) WHERE payment_intent_id IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE monthly_charge`);
    await runner.query(`DROP TABLE monthly_gift`);
    await runner.query(`ALTER TABLE edition DROP COLUMN monthly_amounts_minor`);
  }
}
