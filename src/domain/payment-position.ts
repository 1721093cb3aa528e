import { difference, larger, minor, smaller, sum, ZERO, type Currency, type Minor } from './money.js';

/** What one of our payables (a donation or a registration's fee) is to bring: our own record, never Stripe's. */
export interface ExpectedPayment {
  readonly amountMinor: Minor;
  readonly currency: Currency;
}

export type FactKind = 'checkout-session' | 'payment-intent' | 'charge' | 'refund' | 'dispute';

/**
 * The latest we know of one object at Stripe. Facts are kept, never acted on directly: where a payment stands is derived
 * from all facts known, so that the order in which they were told cannot matter.
 */
export interface Fact {
  readonly objectId: string;
  readonly kind: FactKind;
  readonly paymentIntentId: string | null;
  readonly state: string;
  /** Orders states told within the same second (Stripe's clock has seconds). */
  readonly rank: number;
  /** Nothing told later can change a final state. */
  readonly final: boolean;
  readonly amountMinor: Minor;
  readonly currency: Currency;
  readonly method: string | null;
  /** When Stripe made the event that told it; ms UTC. */
  readonly toldAtMs: number;
}

export const PAYMENT_STATUSES = [
  'started',
  'pending',
  'paid',
  'failed',
  'expired',
  'partially-refunded',
  'refunded',
  'disputed',
] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** Whether money of a payment is with us at this moment: it has come, and neither all of it went back nor is it disputed. */
export function isMoneyHere(status: PaymentStatus): boolean {
  switch (status) {
    case 'paid':
    case 'partially-refunded':
      return true;
    case 'started':
    case 'pending':
    case 'failed':
    case 'expired':
    case 'refunded':
    case 'disputed':
      return false;
  }
}

/** Money at Stripe that is not what we expected: it waits for a person, under the payment it came with. */
export interface Suspense {
  readonly paymentIntentId: string;
  readonly amountMinor: Minor;
  readonly currency: Currency;
  readonly reason: 'amount-differs' | 'paid-twice' | 'lost-more-than-paid';
}

/** Where a payable stands. All amounts are ≥ 0 except suspense, which can be a loss. */
export interface Position {
  readonly status: PaymentStatus;
  readonly paidMinor: Minor;
  readonly refundedMinor: Minor;
  readonly disputedMinor: Minor;
  readonly onItsWayMinor: Minor;
  readonly suspense: readonly Suspense[];
  readonly method: string | null;
  /** When the payment that counts was made, ms UTC; `null` while none has come. */
  readonly paidAtMs: number | null;
}

/**
 * Whether `candidate` replaces `known` as the latest fact of the same object. A total order (final, then told later,
 * then the higher rank, then the larger amount), so that any permutation and repetition ends at the same fact.
 */
export function supersedes(candidate: Fact, known: Fact): boolean {
  if (candidate.final !== known.final) return candidate.final;
  if (candidate.toldAtMs !== known.toldAtMs) return candidate.toldAtMs > known.toldAtMs;
  if (candidate.rank !== known.rank) return candidate.rank > known.rank;
  return candidate.amountMinor > known.amountMinor;
}

/** Money that one payment intent brought and took back. */
interface PaymentIntentPosition {
  readonly paymentIntentId: string;
  readonly currency: Currency;
  readonly paidMinor: Minor;
  readonly refundedMinor: Minor;
  readonly disputedMinor: Minor;
  readonly method: string | null;
  readonly paidAtMs: number;
}

const REFUND_RETURNED = new Set(['failed', 'canceled']);
const DISPUTE_TAKES_MONEY = new Set(['open', 'funds-withdrawn', 'lost']);

/**
 * Derives where a payable stands from everything known about it.
 * - A refund or dispute of a payment that is not known yet changes nothing: it waits.
 * - A refund counts from its creation, when Stripe takes it from the balance, until it fails or is cancelled.
 * - A dispute counts while it is open or lost; a warning (inquiry) moves no money.
 * - One payment that fits amount and currency counts. Anything else is suspense, for a person to decide.
 */
export function derivePosition(expected: ExpectedPayment, facts: readonly Fact[]): Position {
  const paid = paidIntents(facts);
  const accepted = paid.find((it) => it.paidMinor === expected.amountMinor && it.currency === expected.currency);
  const suspense = paid
    .filter((it) => it !== accepted)
    .map((it): Suspense => ({
      paymentIntentId: it.paymentIntentId,
      amountMinor: leftOf(it),
      currency: it.currency,
      reason: accepted === undefined ? 'amount-differs' : 'paid-twice',
    }));

  if (accepted === undefined) {
    const status = statusBeforePayment(facts);
    const onItsWayMinor = status === 'pending' ? expected.amountMinor : ZERO;
    return {
      status,
      paidMinor: ZERO,
      refundedMinor: ZERO,
      disputedMinor: ZERO,
      onItsWayMinor,
      suspense,
      method: null,
      paidAtMs: null,
    };
  }

  const refundedMinor = smaller(accepted.refundedMinor, accepted.paidMinor);
  const disputedMinor = smaller(accepted.disputedMinor, difference(accepted.paidMinor, refundedMinor));
  const lostMinor = difference(sum(accepted.refundedMinor, accepted.disputedMinor), sum(refundedMinor, disputedMinor));
  if (lostMinor > 0) {
    suspense.push({
      paymentIntentId: accepted.paymentIntentId,
      amountMinor: minor(-lostMinor),
      currency: accepted.currency,
      reason: 'lost-more-than-paid',
    });
  }
  return {
    status: statusOncePaid(accepted.paidMinor, refundedMinor, disputedMinor),
    paidMinor: accepted.paidMinor,
    refundedMinor,
    disputedMinor,
    onItsWayMinor: ZERO,
    suspense,
    method: accepted.method,
    paidAtMs: accepted.paidAtMs,
  };
}

/** The status of a part of a gift: by its own amounts once it is paid, and that of the whole until then. */
export function statusOfPart(
  whole: PaymentStatus,
  { paidMinor, refundedMinor, disputedMinor }: Pick<Position, 'paidMinor' | 'refundedMinor' | 'disputedMinor'>,
): PaymentStatus {
  return paidMinor === 0 ? whole : statusOncePaid(paidMinor, refundedMinor, disputedMinor);
}

function leftOf({ paidMinor, refundedMinor, disputedMinor }: PaymentIntentPosition): Minor {
  return difference(paidMinor, sum(refundedMinor, disputedMinor));
}

function statusOncePaid(paidMinor: Minor, refundedMinor: Minor, disputedMinor: Minor): PaymentStatus {
  if (disputedMinor > 0) return 'disputed';
  if (refundedMinor === paidMinor) return 'refunded';
  return refundedMinor > 0 ? 'partially-refunded' : 'paid';
}

/**
 * The payment intents that brought money, best first: of which most is left, then the earliest, then by id, so that the
 * choice among several is stable. Of two payments for one gift, whichever is given back, the other one counts.
 */
function paidIntents(facts: readonly Fact[]): PaymentIntentPosition[] {
  const byIntent = new Map<string, Fact[]>();
  for (const fact of facts) {
    if (fact.paymentIntentId === null) continue;
    const known = byIntent.get(fact.paymentIntentId);
    if (known === undefined) byIntent.set(fact.paymentIntentId, [fact]);
    else known.push(fact);
  }
  const paid: PaymentIntentPosition[] = [];
  for (const [paymentIntentId, told] of byIntent) {
    const payment =
      told.find((fact) => fact.kind === 'payment-intent' && fact.state === 'succeeded') ??
      told.find((fact) => fact.kind === 'checkout-session' && fact.state === 'paid');
    if (payment === undefined) continue;
    paid.push({
      paymentIntentId,
      currency: payment.currency,
      paidMinor: payment.amountMinor,
      refundedMinor: refundedOf(told),
      disputedMinor: disputedOf(told),
      method: told.find((fact) => fact.method !== null)?.method ?? null,
      paidAtMs: payment.toldAtMs,
    });
  }
  return paid.sort(
    (a, b) => leftOf(b) - leftOf(a) || a.paidAtMs - b.paidAtMs || (a.paymentIntentId < b.paymentIntentId ? -1 : 1),
  );
}

/**
 * Refunds that hold, plus what the charge says was refunded beyond the refunds we know of. `charge.amount_refunded` is
 * cumulative and may be older than a refund's failure, so it only ever *adds* what no refund object explains.
 */
function refundedOf(facts: readonly Fact[]): Minor {
  let held = ZERO;
  let known = ZERO;
  let onCharges = ZERO;
  for (const fact of facts) {
    if (fact.kind === 'refund') {
      known = sum(known, fact.amountMinor);
      if (!REFUND_RETURNED.has(fact.state)) held = sum(held, fact.amountMinor);
    } else if (fact.kind === 'charge') onCharges = sum(onCharges, fact.amountMinor);
  }
  return sum(held, larger(ZERO, difference(onCharges, known)));
}

function disputedOf(facts: readonly Fact[]): Minor {
  let disputed = ZERO;
  for (const fact of facts) {
    if (fact.kind === 'dispute' && DISPUTE_TAKES_MONEY.has(fact.state)) disputed = sum(disputed, fact.amountMinor);
  }
  return disputed;
}

/**
 * The status while no fitting money has come. The latest word counts. A declined attempt leaves the session open (the
 * donor may try another way, even within the same second), so it alone decides nothing: a debit that fails after its
 * session was completed is told by the session as well.
 */
function statusBeforePayment(facts: readonly Fact[]): PaymentStatus {
  const session = latest(facts.filter((fact) => fact.kind === 'checkout-session'));
  const intent = latest(facts.filter((fact) => fact.kind === 'payment-intent'));
  if (session?.state === 'expired') return 'expired';
  if (session?.state === 'async-failed') {
    return intent?.state === 'processing' && intent.toldAtMs > session.toldAtMs ? 'pending' : 'failed';
  }
  if (session?.state === 'completed-unpaid') {
    const failedSince = intent !== undefined && intent.state !== 'processing' && intent.toldAtMs > session.toldAtMs;
    return failedSince ? 'failed' : 'pending';
  }
  if (intent?.state === 'processing') return 'pending';
  return intent?.state === 'canceled' ? 'failed' : 'started';
}

function latest(facts: readonly Fact[]): Fact | undefined {
  let found: Fact | undefined;
  for (const fact of facts) if (found === undefined || supersedes(fact, found)) found = fact;
  return found;
}
