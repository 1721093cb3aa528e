import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Where other programs of the organisation are told what happens to gifts and what organisers change.
 *
 * Notes for the next one who changes this:
 * - An event is an outbox message of the kind `webhook-event`, written in the transaction of the change and only where an
 *   endpoint wants its type. The worker makes of it one delivery for each endpoint, whose `body` is what is signed and sent
 *   at every try, byte for byte.
 * - `secret_sealed` is encrypted with a key that is in no table (SECRETS_KEY).
 * - A delivery waits as an outbox message of the kind `webhook-delivery`; `state` here is what people are shown.
 */
export class WebhooksOut1000000000095 implements MigrationInterface {
  readonly name = 'WebhooksOut1000000000095';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE webhook_endpoint (
        id uuid CONSTRAINT webhook_endpoint_pk PRIMARY KEY,
        edition_id uuid NOT NULL CONSTRAINT webhook_endpoint_edition_fk REFERENCES edition,
        url text NOT NULL CONSTRAINT webhook_endpoint_url_bounds CHECK (char_length(url) BETWEEN 8 AND 500),
        event_types text[] NOT NULL
          CONSTRAINT webhook_endpoint_event_types_bounds CHECK (cardinality(event_types) BETWEEN 1 AND 20),
        secret_sealed bytea NOT NULL,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        closed_by text,
        closed_at timestamptz,
        CONSTRAINT webhook_endpoint_closed_by_somebody CHECK ((closed_at IS NULL) = (closed_by IS NULL))
      )`);
    await runner.query(`CREATE INDEX webhook_endpoint_of_edition ON webhook_endpoint (edition_id, id DESC)`);
    await runner.query(`
      CREATE TABLE webhook_delivery (
        id uuid CONSTRAINT webhook_delivery_pk PRIMARY KEY,
        endpoint_id uuid NOT NULL CONSTRAINT webhook_delivery_endpoint_fk REFERENCES webhook_endpoint,
        event_id text NOT NULL,
        event_type text NOT NULL,
        body text NOT NULL,
        state text NOT NULL DEFAULT 'waiting'
          CONSTRAINT webhook_delivery_state_known CHECK (state IN ('waiting', 'delivered', 'failed')),
        tries integer NOT NULL DEFAULT 0 CONSTRAINT webhook_delivery_tries_bounds CHECK (tries >= 0),
        status integer,
        answer text CONSTRAINT webhook_delivery_answer_bounds CHECK (char_length(answer) <= 2000),
        created_at timestamptz NOT NULL DEFAULT now(),
        tried_at timestamptz,
        CONSTRAINT webhook_delivery_once UNIQUE (endpoint_id, event_id)
      )`);
    await runner.query(`CREATE INDEX webhook_delivery_latest ON webhook_delivery (endpoint_id, id DESC)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE webhook_delivery`);
    await runner.query(`DROP TABLE webhook_endpoint`);
  }
}
