import type { MigrationInterface, QueryRunner } from 'typeorm';

const INDEXES: Readonly<Record<string, string>> = {
  account_search: `account USING gin (email gin_trgm_ops)`,
  walker_full_name_search: `walker USING gin (lower(first_name || ' ' || last_name) gin_trgm_ops)`,
  donation_message_search: `donation USING gin (lower(message) gin_trgm_ops) WHERE message IS NOT NULL`,
  donation_started: `donation (edition_id, created_at)`,
  donation_paid: `donation (edition_id, paid_at) WHERE paid_at IS NOT NULL`,
  donor_total_by_raised: `donor_total (edition_id, raised_minor, donor_id)`,
  team_of_edition_in_order: `team (edition_id, id)`,
  monthly_gift_of_edition: `monthly_gift (edition_id, id)`,
};

/** What the lists need to stay fast with a million rows: an index for each order, and one for each text that is searched. */
export class ListsAndExports1000000000085 implements MigrationInterface {
  readonly name = 'ListsAndExports1000000000085';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, on] of Object.entries(INDEXES)) await runner.query(`CREATE INDEX ${name} ON ${on}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(INDEXES)) await runner.query(`DROP INDEX ${name}`);
  }
}
