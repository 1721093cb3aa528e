/** Payments that donors dispute. */
export const disputes = {
  'dispute.title': 'Betwistingen',
  'dispute.intro':
    'Betalingen die een schenker bij de bank betwist. Antwoorden doe je bij Stripe; zolang de zaak loopt, telt het bedrag niet mee.',
  'dispute.none': 'Geen enkele betaling wordt betwist.',
  'dispute.answerBefore': 'Antwoord voor {time}',
  'dispute.tooLate': 'Antwoorden kon tot {time}',
  'dispute.toldAt': 'laatste nieuws op {day}',
  'dispute.atStripe': 'Open bij Stripe',
  'dispute.atStripeTest': 'Open bij Stripe (testmodus)',
  'dispute.needsResponse': 'wacht op antwoord',
  'dispute.underReview': 'bij de bank',
  'dispute.won': 'gewonnen',
  'dispute.lost': 'verloren',
} as const;
