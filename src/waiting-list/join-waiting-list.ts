import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type Edition, registrationState } from '../domain/edition.js';
import { DomainError, InputInvalidError } from '../domain/errors.js';
import type { WaitingListEntryId } from '../domain/ids.js';
import { OutboxBell, writeOutbox } from '../outbox/index.js';
import { Database } from '../platform/database/database.js';
import { newToken } from '../platform/http/token.js';
import { lockTypes } from '../registration/index.js';
import { offerPlaces } from './offer-places.js';
import type { WaitingWish } from './parse-waiting-wish.js';

/** Puts somebody at the end of the line for a participation type. */
@Injectable()
export class JoinWaitingList {
  constructor(
    private readonly database: Database,
    private readonly bell: OutboxBell,
  ) {}

  /**
   * Who joins while there are places, and nobody before them, is offered some at once.
   * @returns the token of the link by which they see where they stand.
   * @throws {DomainError} `REGISTRATION_CLOSED`
   * @throws {InputInvalidError} for an unknown type, more places than there will ever be, or an address that waits already.
   */
  async execute(edition: Edition, wish: WaitingWish, now: Date): Promise<string> {
    if (registrationState(edition, now) === 'over') {
      throw new DomainError('REGISTRATION_CLOSED', `Waiting list for ${edition.slug}`);
    }
    const type = edition.participationTypes.find(({ code }) => code === wish.participationTypeCode);
    if (type === undefined) throw new InputInvalidError([{ field: 'participationType', code: 'CHOICE_INVALID' }]);
    const token = newToken();
    await this.database.transaction(async (tx) => {
      // The line has the order in which people took this lock.
      const [locked] = await lockTypes(tx, [type.id]);
      // Whoever wants more than there are in all would keep the line from ever moving.
      if (locked?.capacity != null && wish.places > locked.capacity) {
        throw new InputInvalidError([{ field: 'places', code: 'CHOICE_INVALID' }]);
      }
      const [known] = await tx.rows(
        `SELECT 1 FROM waiting_list_entry WHERE participation_type_id = $1 AND email = $2
            AND (state = 'waiting' OR (state = 'offered' AND offer_expires_at > now()))`,
        [type.id, wish.email],
      );
      if (known !== undefined) throw new InputInvalidError([{ field: 'email', code: 'ALREADY_WAITING' }]);
      const id = uuidv7() as WaitingListEntryId;
      await tx.rows(
        `INSERT INTO waiting_list_entry (id, edition_id, participation_type_id, name, email, language, places, token)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [id, edition.id, type.id, wish.name, wish.email, wish.language, wish.places, token],
      );
      const { offered } = await offerPlaces(tx, type.id);
      if (!offered.includes(id)) {
        await writeOutbox(tx, [
          {
            kind: 'mail',
            onceKey: `waiting-list-joined:${id}`,
            payload: { mail: 'waiting-list-joined', entryId: id },
            afterMs: 0,
          },
        ]);
      }
      tx.onceCommitted(() => {
        this.bell.ring();
      });
    });
    return token;
  }
}
