import { DomainError } from '../domain/errors.js';
import type { ParticipationTypeId, RegistrationId, WaitingListEntryId } from '../domain/ids.js';
import type { Transaction } from '../platform/database/database.js';
import { isToken } from '../platform/http/token.js';

/** So many places of a participation type. */
export interface PlaceRequest {
  readonly participation_type_id: ParticipationTypeId;
  readonly places: number;
}

/**
 * Who asks for places. A *newcomer* takes none that those on the waiting list wait for. Who was *offered* places takes
 * these whatever else is taken. A *late* payer had places before anybody waited for them, and stands behind nobody who
 * waits; their own registration, and the offer it came from, are not counted against them.
 */
export type PlaceSeeker =
  | { readonly kind: 'newcomer' }
  | { readonly kind: 'offered'; readonly token: string }
  | { readonly kind: 'late'; readonly registrationId: RegistrationId };

/** What asking for places came to. */
export interface PlacesTaken {
  /** The types that have too few places left; while there are any, nothing is taken. */
  readonly full: readonly ParticipationTypeId[];
  /** The offer that the places are taken from. */
  readonly offer: TakenOffer | null;
}

/** An offer of the waiting list, locked. */
export interface TakenOffer {
  readonly entryId: WaitingListEntryId;
  readonly typeId: ParticipationTypeId;
  readonly places: number;
}

/** How the places of a participation type stand. */
export interface PlaceCount {
  /** By walkers whose place is valid, and by those whose registration still holds it. */
  readonly taken: number;
  /** Kept for people of the waiting list: offers that are open, and those taken up but not paid in time. */
  readonly offered: number;
  /** What those who still wait want. */
  readonly waiting: number;
}

/**
 * Takes places under the lock of their participation types, which is held to the end of the transaction: two people
 * who want the last place stand in line here.
 * @throws {DomainError} `PLACE_OFFER_OVER` when the offer is not open (any more).
 */
export async function takePlaces(
  transaction: Transaction,
  requests: readonly PlaceRequest[],
  seeker: PlaceSeeker,
): Promise<PlacesTaken> {
  const types = await lockTypes(
    transaction,
    requests.map((request) => request.participation_type_id),
  );
  const offer = seeker.kind === 'offered' ? await lockOffer(transaction, seeker.token) : null;
  const full: ParticipationTypeId[] = [];
  for (const type of types) {
    if (type.capacity === null) continue;
    const wanted = requests
      .filter((request) => request.participation_type_id === type.id)
      .reduce((places, request) => places + request.places, 0);
    const kept = offer?.typeId === type.id ? offer.places : 0;
    if (wanted <= kept) continue;
    const count = await countPlaces(transaction, type.id, seeker.kind === 'late' ? seeker.registrationId : null);
    const before = count.taken + count.offered + (seeker.kind === 'late' ? 0 : count.waiting);
    if (before + wanted - kept > type.capacity) full.push(type.id);
  }
  return { full, offer };
}

/** Locks participation types, in the order of their ids, to the end of the transaction. */
export function lockTypes(
  transaction: Transaction,
  ids: readonly ParticipationTypeId[],
): Promise<{ id: ParticipationTypeId; capacity: number | null }[]> {
  return transaction.rows(
    `SELECT id, capacity FROM participation_type WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
    [[...new Set(ids)].sort()],
  );
}

/**
 * Counts the places of a type, in one statement: between two, a place could move from one count to the other.
 * @param except a registration whose own places are not counted, because it is the one that asks.
 */
export async function countPlaces(
  transaction: Transaction,
  typeId: ParticipationTypeId,
  except: RegistrationId | null,
): Promise<PlaceCount> {
  const [count] = await transaction.rows<PlaceCount>(
    `SELECT (SELECT count(*)::int FROM walker w JOIN registration r ON r.id = w.registration_id
              WHERE w.participation_type_id = $1 AND w.released_at IS NULL AND w.registration_id IS DISTINCT FROM $2
                AND (w.confirmed_at IS NOT NULL OR (r.state = 'held' AND r.hold_expires_at > now()))) AS taken,
            (SELECT coalesce(sum(e.places), 0)::int FROM waiting_list_entry e
               LEFT JOIN registration r ON r.id = e.registration_id
              WHERE e.participation_type_id = $1 AND e.offer_expires_at > now()
                AND ($2::uuid IS NULL OR e.registration_id IS DISTINCT FROM $2::uuid)
                AND (e.state = 'offered'
                  OR (e.state = 'accepted' AND r.state = 'held' AND r.hold_expires_at <= now()))) AS offered,
            (SELECT coalesce(sum(e.places), 0)::int FROM waiting_list_entry e
              WHERE e.participation_type_id = $1 AND e.state = 'waiting' AND e.opened_at IS NOT NULL) AS waiting`,
    [typeId, except],
  );
  if (count === undefined) throw new Error('A count without a row');
  return count;
}

async function lockOffer(transaction: Transaction, token: string): Promise<TakenOffer> {
  const [entry] = isToken(token)
    ? await transaction.rows<TakenOffer>(
        `SELECT id AS "entryId", participation_type_id AS "typeId", places FROM waiting_list_entry
          WHERE token = $1 AND state = 'offered' AND offer_expires_at > now() FOR NO KEY UPDATE`,
        [token],
      )
    : [];
  if (entry === undefined) throw new DomainError('PLACE_OFFER_OVER', 'No open offer behind this link');
  return entry;
}

/** The places of an offer become those of a registration; what it does not take is free again. */
export async function acceptOffer(
  transaction: Transaction,
  offer: TakenOffer,
  registrationId: RegistrationId,
  places: number,
): Promise<void> {
  if (places === 0) return;
  await transaction.rows(
    `UPDATE waiting_list_entry SET state = 'accepted', registration_id = $2, places = least(places, $3) WHERE id = $1`,
    [offer.entryId, registrationId, places],
  );
}

/** Opens offers again whose registrations were not paid, for as long as they were to last. */
export async function reopenOffers(transaction: Transaction, registrations: readonly RegistrationId[]): Promise<void> {
  await transaction.rows(
    `UPDATE waiting_list_entry SET state = CASE WHEN offer_expires_at > now() THEN 'offered' ELSE 'passed' END
      WHERE registration_id = ANY($1::uuid[]) AND state = 'accepted'`,
    [registrations],
  );
}

/** Ends offers that were opened again, when the money of their registrations came after all. */
export async function closeReopenedOffers(
  transaction: Transaction,
  registrations: readonly RegistrationId[],
): Promise<void> {
  await transaction.rows(
    `UPDATE waiting_list_entry SET state = 'accepted' WHERE registration_id = ANY($1::uuid[]) AND state = 'offered'`,
    [registrations],
  );
}
