/** The metadata keys that we write on checkout sessions and payment intents; they say which payable an object is for. */
export const DONATION_KEY = 'donation_id';
export const REGISTRATION_KEY = 'registration_id';
