import type { Language } from '../../domain/language.js';
import type { Minor } from '../../domain/money.js';
import { expectedFigures, type ExpectedFigures } from './expected-figures.js';
import {
  figuresAt,
  RULES_2023,
  type EditionFigures,
  type EditionRules,
  type ParticipationCode,
} from './edition-2023.js';
import { tellGiving } from './giving.js';
import { tellRegistrations } from './registering.js';

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
    }
  | {
      readonly kind: 'dispute';
      readonly atMs: number;
      readonly closedAtMs: number;
      readonly amountMinor: Minor;
      readonly outcome: 'won' | 'lost' | 'inquiry';
    };

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
  readonly course: PaymentCourse;
  readonly afterwards: readonly Afterwards[];
}

/** A whole edition, from the first registration to the last refund, and what it must come to. */
export interface Story {
  readonly seed: number;
  readonly scale: number;
  readonly rules: EditionRules;
  /** In the order of their times; the first registration of a team comes before everybody who joins it. */
  readonly registrations: readonly RegistrationStep[];
  /** In the order of their times; each after the registration that it belongs to. */
  readonly gifts: readonly GiftStep[];
  readonly expected: ExpectedFigures;
}

/** A story whose steps do not add up to what it set out to tell: a fault of the generator, never of the input. */
export class StoryDoesNotAddUpError extends Error {
  constructor(readonly differences: readonly string[]) {
    super(`The story does not add up: ${differences.join('; ')}`);
    this.name = 'StoryDoesNotAddUpError';
  }
}

/**
 * Tells the 2023 edition: the same seed and scale always tell the same story, every seed has the same sums.
 * Pure: no clock, no input or output.
 *
 * @param options.seed a whole number; any story is as good as another
 * @param options.scale multiplies every figure (rounded to whole numbers); 1 is the edition as it was
 * @throws {RangeError} when seed or scale is out of bounds
 * @throws {StoryDoesNotAddUpError} when the steps do not come to the edition's figures
 */
export function tellStory(options: { readonly seed: number; readonly scale: number }): Story {
  const { seed, scale } = options;
  if (!Number.isSafeInteger(seed)) throw new RangeError(`A seed is a whole number, not ${String(seed)}`);
  const figures = figuresAt(scale);
  const registrations = tellRegistrations(seed, figures, RULES_2023);
  const gifts = tellGiving(seed, figures, registrations);
  const expected = expectedFigures(registrations, gifts);
  const differences = differencesFrom(figures, expected);
  if (differences.length > 0) throw new StoryDoesNotAddUpError(differences);
  return { seed, scale, rules: RULES_2023, registrations, gifts, expected };
}

function differencesFrom(figures: EditionFigures, expected: ExpectedFigures): string[] {
  return (['teams', 'walkers', 'central', 'ownRoute', 'donors', 'raisedMinor'] as const)
    .filter((figure) => figures[figure] !== expected[figure])
    .map((figure) => `${figure} should be ${String(figures[figure])}, is ${String(expected[figure])}`);
}
