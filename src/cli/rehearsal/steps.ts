import type { Language } from '../../domain/language.js';
import type { Minor } from '../../domain/money.js';
import type { ParticipationCode } from './edition-2023.js';

/** How somebody pays on the hosted page. */
export type PaymentMethod = 'card' | 'bancontact' | 'ideal' | 'sepa_debit';

/**
 * What becomes of a checkout.
 * - `paid`: at once; with `declinedFirst` a first card is declined and a second one works.
 * - `sepa`: on its way until `settledAtMs`, then it arrives or fails.
 * - `abandoned`: the page is closed; `expired`: closed, and the session is expired through Stripe's API.
 * - `declined`: the card is declined, and the person leaves.
 */
export type PaymentCourse =
  | { readonly kind: 'paid'; readonly method: Exclude<PaymentMethod, 'sepa_debit'>; readonly declinedFirst: boolean }
  | { readonly kind: 'sepa'; readonly outcome: 'succeeds' | 'fails'; readonly settledAtMs: number }
  | { readonly kind: 'abandoned' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'declined' };

/** `free`: there is nothing to pay. */
export type RegistrationCourse = PaymentCourse | { readonly kind: 'free' };

/** One person's registration, as they fill it in. Times are milliseconds since registration opened. */
export interface RegistrationStep {
  /** Names this step, and the walker who comes of it when the place becomes valid. */
  readonly key: string;
  readonly atMs: number;
  readonly language: Language;
  readonly participationType: ParticipationCode;
  readonly team:
    | { readonly kind: 'alone' }
    | { readonly kind: 'new'; readonly key: string; readonly name: string }
    | { readonly kind: 'join'; readonly key: string };
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  /** YYYY-MM-DD */
  readonly birthDate: string;
  readonly guardian: { readonly name: string; readonly email: string } | null;
  /** On a route of their own people choose how far; the other types say it themselves. */
  readonly distanceKm: number | null;
  readonly freePlace: boolean;
  readonly feeMinor: Minor;
  readonly course: RegistrationCourse;
}

/** Who gives. The same key is the same donor, whatever capitals the address is typed in. */
export interface StoryDonor {
  readonly key: string;
  readonly name: string;
  readonly email: string;
  readonly company: string | null;
}

export type GiftTarget =
  | { readonly kind: 'edition' }
  | { readonly kind: 'team'; readonly key: string }
  | { readonly kind: 'walker'; readonly key: string };

/**
 * What happens to a gift once it is paid.
 * - A refund that `fails` leaves first, and the money comes back later.
 * - A dispute takes `amountMinor` while it is open; `won` gives it back, an `inquiry` never takes anything.
 */
export type Afterwards =
  | {
      readonly kind: 'refund';
      readonly atMs: number;
      readonly amountMinor: Minor;
      readonly outcome: 'succeeds' | 'fails';
      /** In Stripe's dashboard, or at the organisers' own desk. */
      readonly by: 'dashboard' | 'organiser';
    }
  | {
      readonly kind: 'dispute';
      readonly atMs: number;
      readonly closedAtMs: number;
      readonly amountMinor: Minor;
      readonly outcome: 'won' | 'lost' | 'inquiry';
    };

/** What comes without Stripe: organisers enter it, and another of them decides. It counts where it is verified. */
export interface OfflineCourse {
  readonly kind: 'offline';
  readonly method: 'cash' | 'cheque' | 'bank-transfer';
  /** `reversed`: verified first, and taken back afterwards. */
  readonly outcome: 'verified' | 'rejected' | 'reversed';
  readonly decidedAtMs: number;
}

/** A part of a gift that is divided. */
export interface GiftShare {
  readonly to: GiftTarget;
  readonly amountMinor: Minor;
}

/** What organisers do with a gift that counts; where it is `undone`, at once again. */
export type DeskAct =
  | { readonly kind: 'move'; readonly atMs: number; readonly to: GiftTarget; readonly undone: boolean }
  | { readonly kind: 'split'; readonly atMs: number; readonly shares: readonly GiftShare[]; readonly undone: boolean };

/** One gift, as the donor makes it. */
export interface GiftStep {
  readonly key: string;
  readonly atMs: number;
  readonly language: Language;
  readonly donor: StoryDonor;
  readonly target: GiftTarget;
  readonly amountMinor: Minor;
  readonly message: string | null;
  readonly anonymous: boolean;
  readonly course: PaymentCourse | OfflineCourse;
  readonly afterwards: readonly Afterwards[];
  readonly deskAct: DeskAct | null;
}

/** Organisers let a walker walk with another team: before anybody gives to them, or after the last gift. */
export interface WalkerMove {
  readonly walkerKey: string;
  readonly fromKey: string;
  readonly intoKey: string;
  readonly when: 'before-gifts' | 'after-gifts';
  readonly atMs: number;
}

/** Organisers hide the page of a walker after the last gift to it. */
export interface Hiding {
  readonly walkerKey: string;
  readonly shownAgain: boolean;
  readonly atMs: number;
}

/** What a sponsor adds to the gifts of a walker's page; it is closed once all of them are counted. */
export interface GiftMatch {
  readonly key: string;
  readonly walkerKey: string;
  readonly sponsor: string;
  /** Of each hundred that is given. */
  readonly ratePercent: number;
  readonly capMinor: Minor;
  readonly atMs: number;
  readonly closedAtMs: number;
}

/** Two donors, of one gift each, are found to be one; where it is `undone`, they are found to be two after all. */
export interface DonorMerge {
  readonly key: string;
  readonly from: GiftStep;
  readonly into: GiftStep;
  readonly undone: boolean;
  readonly atMs: number;
}

/** What organisers do with people, pages and sponsors. What they do with a gift stands at the gift. */
export interface Organising {
  readonly walkerMoves: readonly WalkerMove[];
  readonly hidings: readonly Hiding[];
  readonly matches: readonly GiftMatch[];
  readonly merges: readonly DonorMerge[];
}
