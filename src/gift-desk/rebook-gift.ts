import type { Edition } from '../domain/edition.js';
import type { GiftAmounts } from '../domain/gift-parts.js';
import type { DonationId, DonorId } from '../domain/ids.js';
import { type PostedAmounts, postingsForDonation } from '../domain/ledger.js';
import { type Currency, ZERO } from '../domain/money.js';
import { type Attribution, type Entry, postEntries } from '../ledger/index.js';
import type { Transaction } from '../platform/database/database.js';
import { applyPostings, type TotalKey } from '../totals/index.js';
import type { GiftPlace } from './gift-place.js';

/** What is booked for a gift, or is to be: for whom, in whose name, and how much. */
export interface Booking {
  readonly id: DonationId;
  readonly donorId: DonorId;
  readonly currency: Currency;
  readonly offline: boolean;
  readonly place: GiftPlace;
  readonly amounts: GiftAmounts;
}

const NOTHING = { paidMinor: ZERO, refundedMinor: ZERO, disputedMinor: ZERO, onItsWayMinor: ZERO } as const;

/**
 * Books what lies between two states of gifts: out of the totals where they stand, into those where they will stand, by
 * entries of their own. What is the same in both is not touched.
 * @returns the totals that changed
 */
export async function rebookGifts(
  tx: Transaction,
  edition: Edition,
  before: readonly Booking[],
  after: readonly Booking[],
  cause: string,
): Promise<TotalKey[]> {
  const slots = new Map<string, { readonly at: Booking; from: GiftAmounts; into: GiftAmounts }>();
  const slotOf = (at: Booking): { from: GiftAmounts; into: GiftAmounts } => {
    const { page_id, team_id, participation_type_id } = at.place;
    const key = [at.id, at.donorId, page_id, team_id, participation_type_id].join(' ');
    const known = slots.get(key) ?? { at, from: NOTHING, into: NOTHING };
    slots.set(key, known);
    return known;
  };
  for (const it of before) slotOf(it).from = it.amounts;
  for (const it of after) slotOf(it).into = it.amounts;
  const entries = [...slots.values()].flatMap(({ at, from, into }) => entriesBetween(edition, at, from, into, cause));
  return applyPostings(tx, await postEntries(tx, entries));
}

function entriesBetween(
  edition: Edition,
  { id, donorId, currency, offline, place }: Booking,
  from: GiftAmounts,
  into: GiftAmounts,
  cause: string,
): Entry[] {
  const whose: Attribution = {
    editionId: edition.id,
    donationId: id,
    registrationId: null,
    donorId,
    pageId: place.page_id,
    teamId: place.team_id,
    participationTypeId: place.participation_type_id,
  };
  const asPosted = (amounts: GiftAmounts): PostedAmounts => ({ ...amounts, suspense: [] });
  return postingsForDonation(asPosted(from), asPosted(into), currency).map((posting) => ({
    ...whose,
    ...posting,
    account: offline && posting.account === 'paid' ? 'offline' : posting.account,
    cause,
  }));
}
