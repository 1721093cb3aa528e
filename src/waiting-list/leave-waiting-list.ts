import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { ParticipationTypeId } from '../domain/ids.js';
import { OutboxBell } from '../outbox/index.js';
import { Database } from '../platform/database/database.js';
import { isToken } from '../platform/http/token.js';
import { lockTypes } from '../registration/index.js';
import { offerPlaces } from './offer-places.js';

/** Lets somebody leave the line; what they were offered goes to the next at once. */
@Injectable()
export class LeaveWaitingList {
  constructor(
    private readonly database: Database,
    private readonly bell: OutboxBell,
  ) {}

  /** Leaving twice, or after having taken the place, changes nothing. @throws {DomainError} `WAITING_LIST_ENTRY_NOT_FOUND` */
  async execute(edition: Edition, token: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [entry] = isToken(token)
        ? await tx.rows<{ type_id: ParticipationTypeId }>(
            `SELECT participation_type_id AS type_id FROM waiting_list_entry WHERE edition_id = $1 AND token = $2`,
            [edition.id, token],
          )
        : [];
      if (entry === undefined) throw new DomainError('WAITING_LIST_ENTRY_NOT_FOUND', 'No entry behind this link');
      await lockTypes(tx, [entry.type_id]);
      await tx.rows(
        `UPDATE waiting_list_entry SET state = 'left' WHERE token = $1 AND state IN ('waiting', 'offered', 'passed')`,
        [token],
      );
      await offerPlaces(tx, entry.type_id);
      tx.onceCommitted(() => {
        this.bell.ring();
      });
    });
  }
}
