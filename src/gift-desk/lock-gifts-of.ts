import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { DonationId, DonorId } from '../domain/ids.js';
import type { Transaction } from '../platform/database/database.js';
import { bookingOf } from './gift-acts.js';
import { GIFT, lockedOf, type GiftRow } from './lock-gift.js';
import type { Booking } from './rebook-gift.js';

/** Nobody gave more often by themselves; a mistake of this size is no click. */
export const MOST_GIFTS_AT_ONCE = 5_000;

/** Which gifts: all of a donor, or these with whatever became of them. */
export type GiftsOf = { readonly donorId: DonorId } | { readonly ids: readonly DonationId[] };

/**
 * Locks gifts of an edition with all their parts, as the money path does: the gifts that were paid in the order of their
 * ids, then the parts. Empty parts, whose split was undone, go with them.
 * @throws {DomainError} `TOO_MANY_REQUESTS` for more than {@link MOST_GIFTS_AT_ONCE}.
 */
export async function lockGiftsOf(tx: Transaction, edition: Edition, of: GiftsOf): Promise<Booking[]> {
  const which = 'donorId' in of ? 'donor_id = $2' : 'id = ANY ($2::uuid[])';
  const firsts = await tx.rows<GiftRow>(
    `${GIFT} WHERE edition_id = $1 AND ${which} AND split_of IS NULL ORDER BY id LIMIT $3 FOR UPDATE`,
    [edition.id, 'donorId' in of ? of.donorId : of.ids, MOST_GIFTS_AT_ONCE + 1],
  );
  if (firsts.length > MOST_GIFTS_AT_ONCE)
    throw new DomainError('TOO_MANY_REQUESTS', 'More gifts than one person gives');
  const parts = await tx.rows<GiftRow>(`${GIFT} WHERE split_of = ANY ($1::uuid[]) ORDER BY id FOR UPDATE`, [
    firsts.map(({ id }) => id),
  ]);
  return [...firsts, ...parts].map((row) => bookingOf(lockedOf(row)));
}
