import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Actor, writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import { DomainError, InputInvalidError } from '../domain/errors.js';
import { writeOutbox } from '../outbox/index.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import { Sealing } from '../platform/secrets/sealing.js';
import type { WebhookEventType } from '../webhook-events/index.js';
import { endpointUrl } from './safe-address.js';

/** Endpoints that an edition has open at the most; each costs a call for every event. */
const MOST_OPEN = 10;
const MOST_LISTED = 100;
const SECRET_BYTES = 32;

/** An endpoint as an admin asks for it. */
export interface EndpointOrder {
  /** From the form: sent twice, it is one endpoint. */
  readonly id: string;
  readonly url: string;
  readonly eventTypes: readonly WebhookEventType[];
}

/** An endpoint as it is listed; its secret is not shown again. */
export interface WebhookEndpoint extends EndpointOrder {
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly closedAt: Date | null;
}

/** A delivery as it is listed. */
export interface WebhookDelivery {
  readonly id: string;
  readonly url: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly state: 'waiting' | 'delivered' | 'failed';
  readonly tries: number;
  /** Of HTTP; `null` when nothing came back. */
  readonly status: number | null;
  readonly createdAt: Date;
  readonly triedAt: Date | null;
}

/** A delivery with what was sent and what came back. */
export interface WholeDelivery extends WebhookDelivery {
  readonly body: string;
  readonly answer: string | null;
}

interface DeliveryRow {
  id: string;
  url: string;
  event_id: string;
  event_type: string;
  state: WebhookDelivery['state'];
  tries: number;
  status: number | null;
  created_at: Date;
  tried_at: Date | null;
  body: string;
  answer: string | null;
}

/** Where other programs are told what happens, and how that went. */
@Injectable()
export class WebhookEndpoints {
  private readonly local: boolean;

  constructor(
    private readonly database: Database,
    private readonly sealing: Sealing,
    @Inject(CONFIG) config: Config,
  ) {
    this.local = isLocal(config);
  }

  /** The open ones first, the latest first among them. */
  async list(edition: Edition): Promise<WebhookEndpoint[]> {
    const rows = await this.database.rows<{
      id: string;
      url: string;
      event_types: WebhookEventType[];
      created_by: string;
      created_at: Date;
      closed_at: Date | null;
    }>(
      `SELECT id, url, event_types, created_by, created_at, closed_at FROM webhook_endpoint
        WHERE edition_id = $1 ORDER BY closed_at IS NOT NULL, id DESC LIMIT $2`,
      [edition.id, MOST_LISTED],
    );
    return rows.map((row) => ({
      id: row.id,
      url: row.url,
      eventTypes: row.event_types,
      createdBy: row.created_by,
      createdAt: row.created_at,
      closedAt: row.closed_at,
    }));
  }

  /**
   * Opens an endpoint.
   * @returns its secret (`whsec_…`), which is never shown again; `null` when this form opened one before
   * @throws {InputInvalidError} for an address that is not public and https, and for no type of event
   * @throws {DomainError} `NOT_ALLOWED` for more than ten that are open
   */
  async open(edition: Edition, order: EndpointOrder, actor: Actor): Promise<string | null> {
    const url = endpointUrl(order.url, this.local);
    if (url === null) throw new InputInvalidError([{ field: 'url', code: 'ADDRESS_INVALID' }]);
    if (order.eventTypes.length === 0) throw new InputInvalidError([{ field: 'gift.paid', code: 'REQUIRED' }]);
    const secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
    return this.database.transaction(async (tx) => {
      await tx.rows(`SELECT 1 FROM edition WHERE id = $1 FOR NO KEY UPDATE`, [edition.id]);
      const [open] = await tx.rows<{ count: number }>(
        `SELECT count(*)::int AS count FROM webhook_endpoint WHERE edition_id = $1 AND closed_at IS NULL`,
        [edition.id],
      );
      if ((open?.count ?? 0) >= MOST_OPEN) throw new DomainError('NOT_ALLOWED', 'Enough endpoints are open');
      const [made] = await tx.rows(
        `INSERT INTO webhook_endpoint (id, edition_id, url, event_types, secret_sealed, created_by)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT ON CONSTRAINT webhook_endpoint_pk DO NOTHING RETURNING id`,
        [order.id, edition.id, url.href, order.eventTypes, this.sealing.seal(secret, sealedFor(order.id)), actor.name],
      );
      if (made === undefined) return null;
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'open-webhook',
        subject: { kind: 'webhook', id: order.id },
        after: { url: url.href, eventTypes: order.eventTypes },
      });
      return secret;
    });
  }

  /** Closes an endpoint: what still waits for it is not sent. @throws {DomainError} `PAGE_NOT_FOUND` */
  async close(edition: Edition, id: string, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [row] = await tx.rows<{ id: string; url: string; closed: boolean }>(
        `SELECT id, url, closed_at IS NOT NULL AS closed FROM webhook_endpoint
          WHERE id::text = $1 AND edition_id = $2 FOR UPDATE`,
        [id, edition.id],
      );
      if (row === undefined) throw new DomainError('PAGE_NOT_FOUND', 'No such endpoint in this edition');
      if (row.closed) return;
      await tx.rows(`UPDATE webhook_endpoint SET closed_at = now(), closed_by = $2 WHERE id = $1`, [
        row.id,
        actor.name,
      ]);
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'close-webhook',
        subject: { kind: 'webhook', id: row.id },
        before: { url: row.url, open: true },
        after: { open: false },
      });
    });
  }

  /** @param before the id of the delivery that the page before ended with; `null`: the latest */
  async deliveries(edition: Edition, before: string | null, limit: number): Promise<WebhookDelivery[]> {
    const rows = await this.database.rows<DeliveryRow>(
      `SELECT d.*, p.url FROM webhook_delivery d JOIN webhook_endpoint p ON p.id = d.endpoint_id
        WHERE p.edition_id = $1 AND ($2::uuid IS NULL OR d.id < $2::uuid) ORDER BY d.id DESC LIMIT $3`,
      [edition.id, before, limit],
    );
    return rows.map(deliveryOf);
  }

  /** @throws {DomainError} `PAGE_NOT_FOUND` */
  async delivery(edition: Edition, id: string): Promise<WholeDelivery> {
    const [row] = await this.database.rows<DeliveryRow>(
      `SELECT d.*, p.url FROM webhook_delivery d JOIN webhook_endpoint p ON p.id = d.endpoint_id
        WHERE p.edition_id = $1 AND d.id::text = $2`,
      [edition.id, id],
    );
    if (row === undefined) throw new DomainError('PAGE_NOT_FOUND', 'No such delivery in this edition');
    return deliveryOf(row);
  }

  /**
   * Has a delivery sent again, byte for byte and under its own id, with all its tries. One that still waits is left alone.
   * @throws {DomainError} `PAGE_NOT_FOUND`
   */
  async replay(edition: Edition, id: string, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [row] = await tx.rows<{ id: string; state: string; tries: number }>(
        `SELECT d.id, d.state, d.tries FROM webhook_delivery d JOIN webhook_endpoint p ON p.id = d.endpoint_id
          WHERE p.edition_id = $1 AND d.id::text = $2 FOR UPDATE OF d`,
        [edition.id, id],
      );
      if (row === undefined) throw new DomainError('PAGE_NOT_FOUND', 'No such delivery in this edition');
      if (row.state === 'waiting') return;
      await tx.rows(`UPDATE webhook_delivery SET state = 'waiting' WHERE id = $1`, [row.id]);
      await writeOutbox(tx, [{ kind: 'webhook-delivery', onceKey: null, payload: { id: row.id }, afterMs: 0 }]);
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'replay-webhook',
        subject: { kind: 'webhook-delivery', id: row.id },
        before: { state: row.state, tries: row.tries },
        after: { state: 'waiting' },
      });
    });
  }
}

/** What a secret is sealed for, so that it opens for its own endpoint alone. */
export function sealedFor(endpointId: string): string {
  return `webhook endpoint ${endpointId}`;
}

/** Whether this is a machine of a developer: the stand-in takes the money, and nobody else reaches the pages. */
export function isLocal({ stripe, publicUrl }: Pick<Config, 'stripe' | 'publicUrl'>): boolean {
  return stripe.mode === 'sandbox' && ['localhost', '127.0.0.1', '[::1]'].includes(new URL(publicUrl).hostname);
}

function deliveryOf(row: DeliveryRow): WholeDelivery {
  return {
    id: row.id,
    url: row.url,
    eventId: row.event_id,
    eventType: row.event_type,
    state: row.state,
    tries: row.tries,
    status: row.status,
    createdAt: row.created_at,
    triedAt: row.tried_at,
    body: row.body,
    answer: row.answer,
  };
}
