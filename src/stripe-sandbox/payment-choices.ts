import type { PaymentMethodType } from './objects.js';

/** How somebody pays on the hosted page. */
export const PAYMENT_CHOICES = ['card', 'card_declined', 'bancontact', 'ideal', 'sepa_succeeds', 'sepa_fails'] as const;
export type PaymentChoice = (typeof PAYMENT_CHOICES)[number];

/** How somebody pays what comes back every month; a card may work today and be declined from then on. */
export const MONTHLY_CHOICES = ['card', 'card_declined', 'card_fails_later', 'sepa_succeeds', 'sepa_fails'] as const;
export type MonthlyChoice = (typeof MONTHLY_CHOICES)[number];

export const METHOD: Record<PaymentChoice, PaymentMethodType> = {
  card: 'card',
  card_declined: 'card',
  bancontact: 'bancontact',
  ideal: 'ideal',
  sepa_succeeds: 'sepa_debit',
  sepa_fails: 'sepa_debit',
};

/** How the first payment goes, and every later one. */
export function courseOf(choice: MonthlyChoice): { readonly first: PaymentChoice; readonly later: PaymentChoice } {
  return choice === 'card_fails_later' ? { first: 'card', later: 'card_declined' } : { first: choice, later: choice };
}
