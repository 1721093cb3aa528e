import type { MonthlyGiftId } from '../domain/ids.js';
import type { Currency, Minor } from '../domain/money.js';

/** When a fact was told, and what decides between two of one second (Stripe's clock has seconds). */
interface Told {
  /** When Stripe made the event that told it; ms UTC. */
  readonly toldAtMs: number;
  readonly rank: number;
  /** Nothing told later can change a final state. */
  readonly final: boolean;
}

/** Why a monthly gift ended: somebody asked for it, the card kept failing, or the first payment never came. */
export type EndReason = 'asked' | 'payment-failed' | 'never-paid';

/** Where a subscription stands. */
export interface SubscriptionFact extends Told {
  readonly kind: 'subscription';
  readonly giftId: MonthlyGiftId;
  readonly subscriptionId: string;
  /** The end of the period that is paid, or is being paid; ms UTC. */
  readonly periodEndsAtMs: number | null;
  /** When it will end, where that is known before; ms UTC. */
  readonly endsAtMs: number | null;
  /** `null` while it goes on. */
  readonly ended: { readonly atMs: number; readonly reason: EndReason } | null;
}

export type ChargeState = 'open' | 'failed' | 'paid' | 'void' | 'uncollectible';

/** Where an invoice stands: one month's charge. */
export interface InvoiceFact extends Told {
  readonly kind: 'invoice';
  readonly giftId: MonthlyGiftId;
  readonly invoiceId: string;
  readonly state: ChargeState;
  readonly amountMinor: Minor;
  readonly currency: Currency;
  readonly attempts: number;
  readonly nextAttemptAtMs: number | null;
  /** A page of Stripe's where it can be paid. */
  readonly payUrl: string | null;
  readonly periodStartsAtMs: number;
}

/** Which payment pays an invoice: what ties refunds and disputes to it. */
export interface InvoicePaymentFact {
  readonly kind: 'invoice-payment';
  readonly invoiceId: string;
  readonly paymentIntentId: string;
}

/** What an event tells of monthly gifts. */
export type MonthlyFact = SubscriptionFact | InvoiceFact | InvoicePaymentFact;
