import type { disputes as dutch } from '../nl/disputes.js';

export const disputes = {
  'dispute.title': 'Contestations',
  'dispute.intro':
    'Paiements qu’un donateur conteste auprès de sa banque. On y répond chez Stripe ; tant que l’affaire court, le montant ne compte pas.',
  'dispute.none': 'Aucun paiement n’est contesté.',
  'dispute.answerBefore': 'Répondre avant le {time}',
  'dispute.tooLate': 'La réponse était attendue avant le {time}',
  'dispute.toldAt': 'dernières nouvelles le {day}',
  'dispute.atStripe': 'Ouvrir chez Stripe',
  'dispute.atStripeTest': 'Ouvrir chez Stripe (mode test)',
  'dispute.needsResponse': 'attend une réponse',
  'dispute.underReview': 'à la banque',
  'dispute.won': 'gagnée',
  'dispute.lost': 'perdue',
} as const satisfies Readonly<Record<keyof typeof dutch, string>>;
