import type { ParticipationTypeId, RegistrationId } from '../domain/ids.js';
import type { Transaction } from '../platform/database/database.js';

/** So many places of a participation type. */
export interface PlaceRequest {
  readonly participation_type_id: ParticipationTypeId;
  readonly places: number;
}

/**
 * Takes places under the lock of their participation types, which is held to the end of the transaction: two people
 * who want the last place stand in line here. A place is taken by walkers who are confirmed, and by those whose
 * registration still holds it.
 * @param except a registration whose own walkers are not counted, because it is the one that asks.
 * @returns false when one of the types has too few places left; nothing is taken then.
 */
export async function takePlaces(
  transaction: Transaction,
  requests: readonly PlaceRequest[],
  except: RegistrationId | null,
): Promise<boolean> {
  const ids = requests.map((request) => request.participation_type_id).sort();
  const types = await transaction.rows<{ id: ParticipationTypeId; capacity: number | null }>(
    `SELECT id, capacity FROM participation_type WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
    [ids],
  );
  for (const type of types) {
    if (type.capacity === null) continue;
    const wanted = requests
      .filter((request) => request.participation_type_id === type.id)
      .reduce((places, request) => places + request.places, 0);
    const [taken] = await transaction.rows<{ places: number }>(
      `SELECT count(*)::int AS places FROM walker w JOIN registration r ON r.id = w.registration_id
        WHERE w.participation_type_id = $1 AND w.released_at IS NULL AND w.registration_id IS DISTINCT FROM $2
          AND (w.confirmed_at IS NOT NULL OR (r.state = 'held' AND r.hold_expires_at > now()))`,
      [type.id, except],
    );
    if ((taken?.places ?? 0) + wanted > type.capacity) return false;
  }
  return types.length === new Set(ids).size;
}
