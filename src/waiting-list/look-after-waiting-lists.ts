import { Injectable } from '@nestjs/common';
import type { ParticipationTypeId } from '../domain/ids.js';
import { OutboxBell } from '../outbox/index.js';
import { Database } from '../platform/database/database.js';
import { offerPlaces } from './offer-places.js';

const MOST_TYPES = 200;

/**
 * Offers places that came free to those who wait, and passes on what was not taken up in time. It asks what is free, not
 * why: a hold that ended, a failed payment, a capacity that was raised and an offer that ran out come to the same.
 */
@Injectable()
export class LookAfterWaitingLists {
  constructor(
    private readonly database: Database,
    private readonly bell: OutboxBell,
  ) {}

  /** @returns how many were offered places. */
  async execute(): Promise<number> {
    const types = await this.database.rows<{ id: ParticipationTypeId }>(
      `SELECT DISTINCT participation_type_id AS id FROM waiting_list_entry
        WHERE (state = 'waiting' AND opened_at IS NOT NULL) OR (state = 'offered' AND offer_expires_at <= now()) ORDER BY 1 LIMIT $1`,
      [MOST_TYPES],
    );
    let offers = 0;
    let mails = 0;
    for (const { id } of types) {
      const { offered, passed } = await this.database.transaction((tx) => offerPlaces(tx, id));
      offers += offered.length;
      mails += offered.length + passed.length;
    }
    if (mails > 0) this.bell.ring();
    return offers;
  }
}
