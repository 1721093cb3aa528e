import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import {
  type ClaimedMessage,
  type Delivery,
  type FailedMessage,
  type OutboxHandler,
  writeOutbox,
} from '../outbox/index.js';
import { Database } from '../platform/database/database.js';
import { WEBHOOK_EVENT_TYPES } from '../webhook-events/index.js';
import { readGiftPayloads } from './read-gift-payload.js';

const Noted = z.object({
  type: z.enum(WEBHOOK_EVENT_TYPES),
  editionId: z.uuid(),
  donationId: z.uuid().nullable(),
  data: z.record(z.string(), z.unknown()),
  at: z.string(),
});

/** Makes of each event that was noted one delivery for every open endpoint that wants its type. */
@Injectable()
export class FanOutEvents implements OutboxHandler {
  readonly kind = 'webhook-event';

  constructor(private readonly database: Database) {}

  /** An event that is taken twice makes no second delivery. The gift is as it stands once its change is committed. */
  async deliver(messages: readonly ClaimedMessage[]): Promise<Delivery> {
    const failed: FailedMessage[] = [];
    const events = messages.flatMap(({ id, payload }) => {
      const noted = Noted.safeParse(payload);
      if (!noted.success) {
        failed.push({ id, reason: 'Not an event of ours', final: true });
        return [];
      }
      return [{ id, ...noted.data }];
    });
    const gifts = await readGiftPayloads(
      this.database,
      events.flatMap(({ donationId }) => (donationId === null ? [] : [donationId])),
    );
    const bodies = events.map(({ type, at, data, donationId }) =>
      JSON.stringify({
        type,
        timestamp: new Date(at).toISOString(),
        data: { ...data, gift: donationId === null ? null : (gifts.get(donationId) ?? null) },
      }),
    );
    await this.database.transaction(async (tx) => {
      const wanted = await tx.rows<{ endpoint_id: string; place: string }>(
        `SELECT p.id AS endpoint_id, e.place FROM unnest($1::text[], $2::uuid[]) WITH ORDINALITY AS e (type, edition_id, place)
           JOIN webhook_endpoint p ON p.edition_id = e.edition_id AND p.closed_at IS NULL AND e.type = ANY (p.event_types)
          ORDER BY e.place, p.id`,
        [events.map(({ type }) => type), events.map(({ editionId }) => editionId)],
      );
      const of = (place: string) => Number(place) - 1;
      const made = await tx.rows<{ id: string }>(
        `INSERT INTO webhook_delivery (id, endpoint_id, event_id, event_type, body)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[])
         ON CONFLICT ON CONSTRAINT webhook_delivery_once DO NOTHING RETURNING id`,
        [
          wanted.map(() => uuidv7()),
          wanted.map((it) => it.endpoint_id),
          wanted.map(({ place }) => `evt_${events[of(place)]?.id ?? ''}`),
          wanted.map(({ place }) => events[of(place)]?.type ?? ''),
          wanted.map(({ place }) => bodies[of(place)] ?? ''),
        ],
      );
      await writeOutbox(
        tx,
        made.map(({ id }) => ({ kind: 'webhook-delivery', onceKey: `webhook:${id}`, payload: { id }, afterMs: 0 })),
      );
    });
    return { done: events.map(({ id }) => id), failed };
  }

  aboutGivenUp(): null {
    return null;
  }
}
