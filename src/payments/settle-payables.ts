import { postingsForDonation, postingsForFee, type Posting } from '../domain/ledger.js';
import { difference, ZERO } from '../domain/money.js';
import { derivePosition, type Fact, type Position } from '../domain/payment-position.js';
import { type Attribution, type Entry, postEntries, type PostedEntry } from '../ledger/index.js';
import type { Transaction } from '../platform/database/database.js';
import { type DonationPayable, type Payable, readUnclaimedSuspense } from './payables.js';
import { positionsOfParts, writePositions } from './write-positions.js';
import { closeAttentionItems, openAttentionItems, type AttentionItem } from '../attention/index.js';

/** A payable with where it stood and where it stands. */
export interface SettledPayable {
  readonly payable: Payable;
  readonly position: Position;
}

/** What settling came to. */
export interface Settlement {
  readonly settled: readonly SettledPayable[];
  /** What was booked. The totals have yet to follow, in the same transaction. */
  readonly posted: readonly PostedEntry[];
}

/** Money that says it is ours. */
export interface StrayPayments {
  /** Facts by payment intents that name a payable we do not have: their money waits in suspense. */
  readonly unclaimed: ReadonlyMap<string, readonly Fact[]>;
  /** Payment intents whose payable has turned up: what waits for them goes back, and counts where it belongs. */
  readonly claimed: readonly string[];
}

/**
 * Derives where each payable stands from its facts and books the difference: ledger, the payable's own row and what a person
 * must look at, all in the given transaction. Settling twice with the same facts books nothing. The totals are the caller's to
 * apply, as late as can be: every batch of an edition waits for their rows.
 * @param besides what belongs to no payable and is booked with them
 * @param strays payment intents that name a payable we do not have, or did not have until now.
 */
export async function settlePayables(
  transaction: Transaction,
  payables: readonly Payable[],
  facts: ReadonlyMap<string, readonly Fact[]>,
  strays: StrayPayments,
  causes: ReadonlyMap<string, string>,
  besides: readonly Entry[] = [],
): Promise<Settlement> {
  const entries: Entry[] = [];
  const settled: SettledPayable[] = [];
  const attention: AttentionItem[] = [];
  for (const payable of payables) {
    const position = derivePosition(payable.expected, facts.get(payable.id) ?? []);
    const cause = causes.get(payable.id) ?? 'unknown';
    const postings = entriesOf(payable, position, cause);
    entries.push(...postings);
    if (postings.length > 0 || rowDiffers(payable, position)) settled.push({ payable, position });
    for (const suspense of position.suspense) {
      // All of it went back already, as where one of two payments was refunded: nobody has to do anything about it.
      if (suspense.amountMinor === ZERO) continue;
      attention.push({
        kind: `payment-${suspense.reason}`,
        reference: suspense.paymentIntentId,
        editionId: payable.attribution.editionId,
        donationId: payable.attribution.donationId,
        registrationId: payable.attribution.registrationId,
        detail: { expected: payable.expected, found: suspense, eventId: cause },
      });
    }
  }
  const unclaimedMoney = await settleUnclaimed(transaction, strays.unclaimed);
  const takenBack = await takeBackSuspense(transaction, strays.claimed);
  const posted = await postEntries(transaction, [...entries, ...unclaimedMoney.entries, ...takenBack, ...besides]);
  await writePositions(transaction, settled);
  await openAttentionItems(transaction, [...attention, ...unclaimedMoney.attention]);
  await closeAttentionItems(transaction, 'payment-unclaimed', strays.claimed);
  return { settled, posted };
}

/** Whether the payable's own row says something else than its position, even where nothing is to be booked. */
function rowDiffers(payable: Payable, position: Position): boolean {
  if (position.status !== payable.status) return true;
  // The session and the payment intent of one gift tell of it in different seconds, and may come in either order.
  return payable.kind === 'donation' && position.paidAtMs !== null && position.paidAtMs !== payable.paidAtMs;
}

function entriesOf(payable: Payable, position: Position, cause: string): Entry[] {
  if (payable.kind === 'donation' && payable.parts.length > 0) return entriesOfParts(payable, position, cause);
  return postingsOf(payable, position).map((posting) => ({ ...payable.attribution, ...posting, cause }));
}

function postingsOf(payable: Payable, position: Position): Posting[] {
  switch (payable.kind) {
    case 'donation':
      return postingsForDonation(payable.posted, position, payable.expected.currency);
    case 'registration':
      return postingsForFee(payable.posted, position, payable.expected.currency, payable.feesCount);
  }
}

/** Each part of a split gift is booked where it stands. */
function entriesOfParts(payable: DonationPayable, position: Position, cause: string): Entry[] {
  return positionsOfParts(payable, position).flatMap(({ part, position: own }, index) => {
    const posted = { ...part.posted, suspense: index === 0 ? payable.posted.suspense : [] };
    return postingsForDonation(posted, own, payable.expected.currency).map((posting) => ({
      ...part.attribution,
      ...posting,
      cause,
    }));
  });
}

const NOTHING_POSTED = { paidMinor: ZERO, refundedMinor: ZERO, disputedMinor: ZERO, onItsWayMinor: ZERO };

/** Whose an entry is that belongs to no gift and no fee. */
const NOBODYS: Attribution = {
  editionId: null,
  donationId: null,
  registrationId: null,
  donorId: null,
  pageId: null,
  teamId: null,
  participationTypeId: null,
};

/** Reverses what waits in suspense for payments whose gift or fee is known now. */
async function takeBackSuspense(transaction: Transaction, claimed: readonly string[]): Promise<Entry[]> {
  if (claimed.length === 0) return [];
  const booked = await readUnclaimedSuspense(transaction, claimed);
  return booked
    .filter(({ amountMinor }) => amountMinor !== 0)
    .map(({ paymentIntentId, amountMinor, currency }) => ({
      ...NOBODYS,
      account: 'suspense',
      amountMinor: difference(ZERO, amountMinor),
      currency,
      paymentIntentId,
      gifts: 0,
      cause: paymentIntentId,
    }));
}

/** Money that says it is ours but names a gift we do not have: neither dropped nor guessed, it goes to suspense. */
async function settleUnclaimed(
  transaction: Transaction,
  unclaimed: ReadonlyMap<string, readonly Fact[]>,
): Promise<{ entries: Entry[]; attention: AttentionItem[] }> {
  const entries: Entry[] = [];
  const attention: AttentionItem[] = [];
  if (unclaimed.size === 0) return { entries, attention };
  const booked = await readUnclaimedSuspense(transaction, [...unclaimed.keys()]);
  for (const [paymentIntentId, facts] of unclaimed) {
    const firstFact = facts[0];
    if (firstFact === undefined) continue;
    // An expectation that no payment can meet: whatever came is suspense.
    const position = derivePosition({ amountMinor: ZERO, currency: firstFact.currency }, facts);
    const suspense = booked.filter((it) => it.paymentIntentId === paymentIntentId);
    for (const posting of postingsForDonation(
      { ...NOTHING_POSTED, suspense },
      { ...position, onItsWayMinor: ZERO },
      firstFact.currency,
    )) {
      if (posting.account === 'suspense') entries.push({ ...NOBODYS, ...posting, cause: paymentIntentId });
    }
    for (const found of position.suspense) {
      attention.push({
        kind: 'payment-unclaimed',
        reference: paymentIntentId,
        editionId: null,
        donationId: null,
        registrationId: null,
        detail: { found },
      });
    }
  }
  return { entries, attention };
}
