import type { EditionId } from '../domain/ids.js';
import type { PreparingQueryable } from '../platform/database/database.js';

/** Everything that another program can be told. */
export const WEBHOOK_EVENT_TYPES = [
  'gift.paid',
  'gift.pending',
  'gift.refunded',
  'gift.disputed',
  'gift.verified',
  'gift.reversed',
  'gift.moved',
  'gift.split',
  'gift.matched',
  'gift.changed',
  'organiser.changed',
] as const;
export type WebhookEventType = (typeof WEBHOOK_EVENT_TYPES)[number];

/** What happened, as far as the change itself knows it; what it is about is read when it is written out. */
export interface WebhookEvent {
  readonly type: WebhookEventType;
  readonly editionId: EditionId;
  /** The gift that it is about; `null` for what is about no single gift. */
  readonly donationId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Notes events in the transaction of the change, for the worker to tell. Nothing is written for what no open endpoint
 * wants, so that an edition without endpoints pays one look at an empty table.
 */
export async function noteWebhookEvents(
  transaction: PreparingQueryable,
  events: readonly WebhookEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await transaction.prepared(
    `INSERT INTO outbox_message (kind, payload)
     SELECT 'webhook-event', jsonb_build_object('type', e.type, 'editionId', e.edition_id, 'donationId', e.donation_id,
              'data', e.data, 'at', now())
       FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::jsonb[]) WITH ORDINALITY
              AS e (type, edition_id, donation_id, data, place)
      WHERE EXISTS (SELECT 1 FROM webhook_endpoint p
                     WHERE p.edition_id = e.edition_id AND p.closed_at IS NULL AND e.type = ANY (p.event_types))
      ORDER BY e.place`,
    [
      events.map(({ type }) => type),
      events.map(({ editionId }) => editionId),
      events.map(({ donationId }) => donationId),
      events.map(({ data }) => JSON.stringify(data)),
    ],
  );
}
