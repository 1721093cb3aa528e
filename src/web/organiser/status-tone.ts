import { PAYMENT_STATUSES, type PaymentStatus } from '../../domain/payment-position.js';

const TONES: Readonly<Record<PaymentStatus, string>> = {
  started: 'wait',
  pending: 'wait',
  paid: '',
  failed: 'bad',
  expired: 'dull',
  'partially-refunded': 'wait',
  refunded: 'bad',
  disputed: 'bad',
};

/** The tint of the chip that shows a payment's status; `null` for a word that is none. */
export function statusTone(word: string): string | null {
  const status = PAYMENT_STATUSES.find((it) => it === word);
  return status === undefined ? null : TONES[status];
}
