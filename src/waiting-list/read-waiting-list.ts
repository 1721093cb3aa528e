import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import { Database } from '../platform/database/database.js';
import { isToken } from '../platform/http/token.js';

/** Where somebody stands in line, behind the link of their own mail. */
export interface OwnWaitingPlace {
  readonly state: 'waiting' | 'offered' | 'accepted' | 'passed' | 'left';
  readonly name: string;
  readonly email: string;
  /** They opened this link before, and so they are in line. */
  readonly opened: boolean;
  readonly places: number;
  readonly participationTypeCode: string;
  /** 1 is the next; `null` for who does not wait (any more). */
  readonly position: number | null;
  readonly offerExpiresAt: Date | null;
}

/** Reads waiting lists, for those who stand in them. */
@Injectable()
export class ReadWaitingList {
  constructor(private readonly database: Database) {}

  /** @throws {DomainError} `WAITING_LIST_ENTRY_NOT_FOUND` */
  async byToken(edition: Edition, token: string): Promise<OwnWaitingPlace> {
    const [row] = isToken(token)
      ? await this.database.rows<OwnWaitingPlace>(
          `SELECT CASE WHEN w.state = 'offered' AND w.offer_expires_at <= now() THEN 'passed' ELSE w.state END AS state,
                  w.name, w.email, w.opened_at IS NOT NULL AS opened, w.places, pt.code AS "participationTypeCode", w.offer_expires_at AS "offerExpiresAt",
                  CASE WHEN w.state = 'waiting' AND w.opened_at IS NOT NULL THEN (SELECT count(*)::int FROM waiting_list_entry o
                    WHERE o.participation_type_id = w.participation_type_id AND o.state = 'waiting' AND o.opened_at IS NOT NULL
                      AND o.sequence <= w.sequence) END AS position
             FROM waiting_list_entry w JOIN participation_type pt ON pt.id = w.participation_type_id
            WHERE w.edition_id = $1 AND w.token = $2`,
          [edition.id, token],
        )
      : [];
    if (row === undefined) throw new DomainError('WAITING_LIST_ENTRY_NOT_FOUND', 'No entry behind this link');
    return row;
  }

  /** The open offer behind a link; `null` when there is none (any more), which is no reason to turn somebody away. */
  async openOffer(edition: Edition, token: string): Promise<OwnWaitingPlace | null> {
    try {
      const place = await this.byToken(edition, token);
      return place.state === 'offered' ? place : null;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'WAITING_LIST_ENTRY_NOT_FOUND') return null;
      throw error;
    }
  }
}
