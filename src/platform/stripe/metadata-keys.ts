/** The metadata keys that we write on checkout sessions and payment intents; they say which payable an object is for. */
export const DONATION_KEY = 'donation_id';
export const REGISTRATION_KEY = 'registration_id';
/** Which monthly gift a subscription is for; Stripe copies it onto its invoices, and not onto their payments. */
export const MONTHLY_GIFT_KEY = 'monthly_gift_id';
