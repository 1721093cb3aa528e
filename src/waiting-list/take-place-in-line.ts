import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import type { ParticipationTypeId } from '../domain/ids.js';
import { OutboxBell } from '../outbox/index.js';
import { Database } from '../platform/database/database.js';
import { isToken } from '../platform/http/token.js';
import { lockTypes } from '../registration/index.js';
import { offerPlaces } from './offer-places.js';

/** Puts somebody at the end of the line when they open the link of their mail: so it is theirs, and not a stranger's. */
@Injectable()
export class TakePlaceInLine {
  constructor(
    private readonly database: Database,
    private readonly bell: OutboxBell,
  ) {}

  /**
   * Who comes while there are places, and nobody before them, is offered some at once. A second time, or behind a link
   * that is none, nothing happens.
   */
  async execute(edition: Edition, token: string): Promise<void> {
    if (!isToken(token)) return;
    await this.database.transaction(async (tx) => {
      const [entry] = await tx.rows<{ type_id: ParticipationTypeId }>(
        `SELECT participation_type_id AS type_id FROM waiting_list_entry WHERE edition_id = $1 AND token = $2`,
        [edition.id, token],
      );
      if (entry === undefined) return;
      // The line has the order in which people took this lock.
      await lockTypes(tx, [entry.type_id]);
      const opened = await tx.rows(
        `UPDATE waiting_list_entry SET opened_at = now(), sequence = DEFAULT
          WHERE token = $1 AND state = 'waiting' AND opened_at IS NULL RETURNING id`,
        [token],
      );
      if (opened.length === 0) return;
      await offerPlaces(tx, entry.type_id);
      tx.onceCommitted(() => {
        this.bell.ring();
      });
    });
  }
}
