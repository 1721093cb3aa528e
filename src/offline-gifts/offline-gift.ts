import type { CashCount } from '../domain/cash-count.js';
import type { Language } from '../domain/language.js';
import type { Minor } from '../domain/money.js';
import type { GiftTo } from '../donations/index.js';

/** The ways in which a gift comes without Stripe. */
export const OFFLINE_METHODS = ['cash', 'cheque', 'company-transfer', 'bank-transfer'] as const;
export type OfflineMethod = (typeof OFFLINE_METHODS)[number];

/** Only *verified* counts. */
export const OFFLINE_STATES = ['entered', 'verified', 'rejected', 'reversed'] as const;
export type OfflineState = (typeof OFFLINE_STATES)[number];

/** What a gift that is entered by hand may come to; minor units. */
export const OFFLINE_BOUNDS = { leastMinor: 1, mostMinor: 100_000_000 } as const;

/** Bounds of what is written, in characters. */
export const OFFLINE_TEXT_BOUNDS = { name: 100, company: 100, message: 500, reference: 100, counter: 100 } as const;

/** What two people found in an envelope, and who they were. */
export interface CountingSheet {
  readonly pieces: CashCount;
  readonly counters: readonly [string, string];
}

/** A gift as it is entered by hand, already valid field by field. */
export interface OfflineGiftOrder {
  /** From the form: sent twice, it is one gift. */
  readonly id: string;
  readonly to: GiftTo;
  readonly method: OfflineMethod;
  readonly amountMinor: Minor;
  readonly name: string;
  readonly company: string | null;
  /** Where thanks go; `null`: nobody is mailed. */
  readonly email: string | null;
  readonly message: string | null;
  readonly anonymous: boolean;
  /** Of cash, never. */
  readonly certificateWanted: boolean;
  readonly language: Language;
  /** YYYY-MM-DD */
  readonly receivedOn: string;
  /** The number of an envelope or a cheque, or what a statement says. */
  readonly reference: string | null;
  /** Of cash, and of nothing else. */
  readonly sheet: CountingSheet | null;
}
