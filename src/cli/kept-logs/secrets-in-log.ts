/** Something in a log that must not be there. */
export interface SecretInLog {
  readonly kind: 'mail address' | 'token' | 'key or secret' | 'cookie or authorization' | 'card number';
  /** Where it begins in the line, and a little of it: enough to find it, too little to use it. */
  readonly seen: string;
}

const MAIL_ADDRESS = /[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}/g;
/** Whatever opens something by being known: Stripe's keys and secrets, those of webhooks out, keys of programs. */
const KEYS =
  /\b(?:sk|rk|pk)_(?:live|test|sandbox)_[A-Za-z0-9_]{4,}|\bwhsec_[A-Za-z0-9+/=_-]{4,}|_secret_[A-Za-z0-9]{8,}|\bwalk_[A-Za-z0-9_-]{43}/g;
const HEADERS =
  /\b(?:set-cookie|cookie|authorization)"?\s*[:=]\s*"?(?!\[cut\])[A-Za-z0-9_=;%. -]{8,}|\bBearer [A-Za-z0-9._-]{8,}|__Host-[a-z]+=[^\s;"]+/gi;
/** Tokens of ours are 18 random bytes. */
const TOKEN = /(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{24}(?![A-Za-z0-9_-])/g;
/** Ids of Stripe's, which open nothing by themselves. */
const STRIPE_ID = /^(?:evt|pi|ch|re|cs|cus|sub|in|il|po|dp|du|py|pyr|seti|pm|price|prod|txn|acct|req)_/;
/** By the first digits of what is issued, so that a moment in milliseconds is none. */
const CARD =
  /(?<![\d.A-Za-z_-])(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|6(?:011|5\d\d)\d{12})(?![\d.A-Za-z_-])/g;

/** What a line says that no log may say. */
export function secretsIn(line: string): SecretInLog[] {
  const all = (
    kind: SecretInLog['kind'],
    pattern: RegExp,
    isOne: (text: string) => boolean = () => true,
  ): SecretInLog[] =>
    [...line.matchAll(pattern)]
      .filter(([text]) => isOne(text))
      .map(({ 0: text, index }) => ({ kind, seen: `${text.slice(0, 6)}… at ${String(index)}` }));
  return [
    ...all('mail address', MAIL_ADDRESS),
    ...all('key or secret', KEYS),
    ...all('cookie or authorization', HEADERS),
    ...all('token', TOKEN, isRandom),
    ...all('card number', CARD, passesLuhn),
  ];
}

/** Eighteen random bytes have capitals, small letters and digits but for one in some ten thousand. */
function isRandom(text: string): boolean {
  return /[A-Z]/.test(text) && /[a-z]/.test(text) && /\d/.test(text) && !STRIPE_ID.test(text);
}

/** The check digit that every card number ends with. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (const [index, digit] of digits.split('').toReversed().entries()) {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}
