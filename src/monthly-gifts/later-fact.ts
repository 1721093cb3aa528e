import type { InvoiceFact, SubscriptionFact } from './monthly-facts.js';

/**
 * The later of two facts of one subscription, by a total order (final, then told later, then the higher rank, then the
 * later period, then the one that ends), so that any order and any repetition come to the same.
 */
export function laterSubscription(one: SubscriptionFact, other: SubscriptionFact): SubscriptionFact {
  return compare(subscriptionOrder(one), subscriptionOrder(other)) >= 0 ? one : other;
}

/** The later of two facts of one invoice, by a total order of the same kind; more attempts come later than fewer. */
export function laterInvoice(one: InvoiceFact, other: InvoiceFact): InvoiceFact {
  return compare(invoiceOrder(one), invoiceOrder(other)) >= 0 ? one : other;
}

function subscriptionOrder(fact: SubscriptionFact): readonly (number | string)[] {
  const { periodEndsAtMs, endsAtMs, ended } = fact;
  return [...toldOrder(fact), periodEndsAtMs ?? 0, endsAtMs ?? 0, ended?.atMs ?? 0, ended?.reason ?? ''];
}

function invoiceOrder(fact: InvoiceFact): readonly (number | string)[] {
  const { attempts, amountMinor, nextAttemptAtMs, payUrl, currency, periodStartsAtMs } = fact;
  return [...toldOrder(fact), attempts, amountMinor, nextAttemptAtMs ?? 0, payUrl ?? '', currency, periodStartsAtMs];
}

function toldOrder({ final, toldAtMs, rank }: SubscriptionFact | InvoiceFact): readonly number[] {
  return [final ? 1 : 0, toldAtMs, rank];
}

function compare(one: readonly (number | string)[], other: readonly (number | string)[]): number {
  for (const [place, value] of one.entries()) {
    const against = other[place] ?? value;
    if (value !== against) return value > against ? 1 : -1;
  }
  return 0;
}
