import type { disputes as dutch } from '../nl/disputes.js';

export const disputes = {
  'dispute.title': 'Disputes',
  'dispute.intro':
    'Payments that a donor disputes with the bank. They are answered at Stripe; while the case is open the amount does not count.',
  'dispute.none': 'No payment is disputed.',
  'dispute.answerBefore': 'Answer before {time}',
  'dispute.tooLate': 'An answer was taken until {time}',
  'dispute.toldAt': 'last news on {day}',
  'dispute.atStripe': 'Open at Stripe',
  'dispute.atStripeTest': 'Open at Stripe (test mode)',
  'dispute.needsResponse': 'waits for an answer',
  'dispute.underReview': 'with the bank',
  'dispute.won': 'won',
  'dispute.lost': 'lost',
} as const satisfies Readonly<Record<keyof typeof dutch, string>>;
