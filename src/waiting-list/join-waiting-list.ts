import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type Edition, registrationState } from '../domain/edition.js';
import { DomainError, InputInvalidError } from '../domain/errors.js';
import type { ParticipationTypeId, WaitingListEntryId } from '../domain/ids.js';
import { OutboxBell, writeOutboxAlike } from '../outbox/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { newToken } from '../platform/http/token.js';
import { dayInBelgium } from '../platform/i18n/index.js';
import { lockTypes } from '../registration/index.js';
import type { WaitingWish } from './parse-waiting-wish.js';
import { waitingMail } from './waiting-mails.js';

/** Mails somebody the link by which they take a place in the line for a participation type. */
@Injectable()
export class JoinWaitingList {
  constructor(
    private readonly database: Database,
    private readonly bell: OutboxBell,
  ) {}

  /**
   * An address that waits already, or was offered places, is sent the mail of what stands again, at most once a day.
   * Whoever fills in the form learns nothing of it: the answer is the same, and nothing that others see changes before the
   * link was opened (`take-place-in-line.ts`).
   * @throws {DomainError} `REGISTRATION_CLOSED` @throws {InputInvalidError} for an unknown type, or more places than there
   *   will ever be.
   */
  async execute(edition: Edition, wish: WaitingWish, now: Date): Promise<void> {
    if (registrationState(edition, now) === 'over') {
      throw new DomainError('REGISTRATION_CLOSED', `Waiting list for ${edition.slug}`);
    }
    const type = edition.participationTypes.find(({ code }) => code === wish.participationTypeCode);
    if (type === undefined) throw new InputInvalidError([{ field: 'participationType', code: 'CHOICE_INVALID' }]);
    await this.database.transaction(async (tx) => {
      // One address asks once at a time.
      const [locked] = await lockTypes(tx, [type.id]);
      // Whoever wants more than there are in all would keep the line from ever moving.
      if (locked?.capacity != null && wish.places > locked.capacity) {
        throw new InputInvalidError([{ field: 'places', code: 'CHOICE_INVALID' }]);
      }
      // The same statements for every address, each a write: how long it takes tells nobody which one waits already.
      const again = await mailAgain(tx, type.id, wish.email, now);
      const first = await store(tx, edition, type.id, wish, again === null);
      await writeOutboxAlike(tx, again ?? first);
      tx.onceCommitted(() => {
        this.bell.ring();
      });
    });
  }
}

/** What an address has of this line is mailed again; `null` when it has nothing. */
async function mailAgain(tx: Transaction, typeId: ParticipationTypeId, email: string, now: Date) {
  const [known] = await tx.rows<{ id: WaitingListEntryId; state: 'waiting' | 'offered' }>(
    `SELECT id, state FROM waiting_list_entry WHERE participation_type_id = $1 AND email = $2
        AND (state = 'waiting' OR (state = 'offered' AND offer_expires_at > now())) LIMIT 1 FOR NO KEY UPDATE`,
    [typeId, email],
  );
  if (known === undefined) return null;
  const mail = known.state === 'offered' ? 'waiting-list-offer' : 'waiting-list-joined';
  return waitingMail(mail, known.id, dayInBelgium(now));
}

/** @param isNew `false` stores nothing */
async function store(
  tx: Transaction,
  edition: Edition,
  typeId: ParticipationTypeId,
  wish: WaitingWish,
  isNew: boolean,
) {
  const id = uuidv7() as WaitingListEntryId;
  await tx.rows(
    `INSERT INTO waiting_list_entry (id, edition_id, participation_type_id, name, email, language, places, token, opened_at)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8, NULL WHERE $9`,
    [id, edition.id, typeId, wish.name, wish.email, wish.language, wish.places, newToken(), isNew],
  );
  return waitingMail('waiting-list-joined', id);
}
