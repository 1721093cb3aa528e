import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { ProcessStripeEvents } from './process-stripe-events.js';

/** Which events to process again: those that are parked, or named ones in whatever state. */
export type ReplaySelection = { readonly parked: true } | { readonly eventIds: readonly string[] };

/** What a replay came to. */
export interface Replay {
  readonly replayed: number;
  readonly parkedAgain: readonly { readonly eventId: string; readonly error: string }[];
}

const BATCH = 250;

/**
 * Processes recorded events again. Safe at any time: an event that was processed already books nothing new, and mails
 * that were sent are not sent again.
 */
@Injectable()
export class ReplayStripeEvents {
  constructor(
    private readonly database: Database,
    private readonly processEvents: ProcessStripeEvents,
  ) {}

  async execute(selection: ReplaySelection): Promise<Replay> {
    const rows = await this.database.rows<{ id: string }>(
      `UPDATE stripe_event SET state = 'received', processed_at = NULL, error = NULL
        WHERE state <> 'received' AND ${'parked' in selection ? `state = 'parked'` : `event_id = ANY($1::text[])`}
        RETURNING id`,
      'parked' in selection ? [] : [selection.eventIds],
    );
    const ids = rows.map((row) => row.id);
    for (let from = 0; from < ids.length; from += BATCH)
      await this.processEvents.execute(ids.slice(from, from + BATCH));
    const parked = await this.database.rows<{ event_id: string; error: string }>(
      `SELECT event_id, error FROM stripe_event WHERE state = 'parked' AND id = ANY($1::bigint[]) ORDER BY id`,
      [ids],
    );
    return { replayed: ids.length, parkedAgain: parked.map((row) => ({ eventId: row.event_id, error: row.error })) };
  }
}
