import type { ParticipationTypeId, WaitingListEntryId } from '../domain/ids.js';
import { writeOutbox } from '../outbox/index.js';
import type { Transaction } from '../platform/database/database.js';
import { countPlaces, lockTypes } from '../registration/index.js';
import { waitingMail } from './waiting-mails.js';

/** So many offers of one type are made at a time; the clock comes by again. */
const MOST_OFFERS = 100;

/** Somebody who waits, or whose offer has just ended. */
interface Entry {
  readonly id: WaitingListEntryId;
  readonly places: number;
}

/** What the line of one participation type came to. */
export interface OfferedPlaces {
  readonly offered: readonly WaitingListEntryId[];
  readonly passed: readonly WaitingListEntryId[];
}

/**
 * Whom of a line the free places are offered to: from the first on, for as long as there are enough. Who wants more
 * than there are is waited for; nobody behind is offered what they will get.
 * @param free `null`: without limit.
 */
export function firstInLine<Waiting extends { readonly places: number }>(
  line: readonly Waiting[],
  free: number | null,
): Waiting[] {
  let left = free ?? Number.POSITIVE_INFINITY;
  const chosen: Waiting[] = [];
  for (const waiting of line) {
    if (waiting.places > left) break;
    left -= waiting.places;
    chosen.push(waiting);
  }
  return chosen;
}

/**
 * Ends the offers of a participation type whose time is over, and offers what is free to the first in line, by mail.
 * In line stands who has opened the link of their mail. All under the lock of the type, to the end of the transaction. An offer ends with the registration window at the latest;
 * outside it nothing is offered.
 */
export async function offerPlaces(transaction: Transaction, typeId: ParticipationTypeId): Promise<OfferedPlaces> {
  const [type] = await lockTypes(transaction, [typeId]);
  if (type === undefined) return { offered: [], passed: [] };
  const passed = await transaction.rows<{ id: WaitingListEntryId }>(
    `UPDATE waiting_list_entry SET state = 'passed'
      WHERE participation_type_id = $1 AND state = 'offered' AND offer_expires_at <= now() RETURNING id`,
    [typeId],
  );
  const line = await transaction.rows<Entry>(
    `SELECT w.id, w.places FROM waiting_list_entry w JOIN edition e ON e.id = w.edition_id
      WHERE w.participation_type_id = $1 AND w.state = 'waiting' AND w.opened_at IS NOT NULL
        AND now() >= e.registration_opens_at AND now() < e.registration_closes_at
      ORDER BY w.sequence LIMIT $2`,
    [typeId, MOST_OFFERS],
  );
  const offered = line.length === 0 ? [] : firstInLine(line, await freePlaces(transaction, type)).map(({ id }) => id);
  if (offered.length > 0) {
    await transaction.rows(
      `UPDATE waiting_list_entry w SET state = 'offered', offered_at = now(),
              offer_expires_at = least(now() + make_interval(hours => e.waiting_offer_hours), e.registration_closes_at)
         FROM edition e WHERE w.id = ANY($1::uuid[]) AND w.state = 'waiting' AND e.id = w.edition_id`,
      [offered],
    );
  }
  await writeOutbox(transaction, [
    ...passed.map(({ id }) => waitingMail('waiting-list-offer-over', id)),
    ...offered.map((id) => waitingMail('waiting-list-offer', id)),
  ]);
  return { offered, passed: passed.map(({ id }) => id) };
}

async function freePlaces(
  transaction: Transaction,
  type: { readonly id: ParticipationTypeId; readonly capacity: number | null },
): Promise<number | null> {
  if (type.capacity === null) return null;
  const { taken, offered } = await countPlaces(transaction, type.id, null);
  return Math.max(0, type.capacity - taken - offered);
}
