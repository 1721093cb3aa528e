/** Whatever may need a person, by what it is; each has its words and its advice on the organisers' pages. */
export const ATTENTION_KINDS = [
  'payment-amount-differs',
  'payment-paid-twice',
  'payment-lost-more-than-paid',
  'payment-unclaimed',
  'registration-paid-without-place',
  'guardian-consent-refused',
  'monthly-charge-unclaimed',
  'monthly-charge-differs',
  'monthly-gift-unclaimed',
  'monthly-gift-twice',
  'wrong-page-request',
  'mail-failed',
  'export-failed',
  'bulk-act-given-up',
] as const;

/** One of {@link ATTENTION_KINDS}. */
export type AttentionKind = (typeof ATTENTION_KINDS)[number];
