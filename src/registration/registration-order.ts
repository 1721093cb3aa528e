import type { FieldError } from '../domain/errors.js';
import type { Language } from '../domain/language.js';

/** How many walkers one registration takes; more of them register apart, with the team's link. */
export const MOST_WALKERS = 8;

/** With whom somebody walks. */
export type TeamChoice =
  | { readonly kind: 'alone' }
  | { readonly kind: 'new'; readonly name: string }
  /** `invitation` is the token of a captain's link, which lets people in at once wherever it leads. */
  | { readonly kind: 'join'; readonly slug: string; readonly invitation?: string | null };

/** One walker of a registration as the form has it, already valid field by field. */
export interface WalkerOrder {
  readonly participationTypeCode: string;
  readonly firstName: string;
  readonly lastName: string;
  /** YYYY-MM-DD */
  readonly birthOn: string;
  readonly distanceKm: number | null;
  readonly tshirtSize: string | null;
  /** One of the start slots of the participation type. */
  readonly startSlot: Date | null;
}

/** Who consents for walkers that are too young to do so themselves. */
export type Guardian =
  | { readonly kind: 'by-mail'; readonly name: string; readonly email: string }
  /** Whoever registers is the guardian, and consented on the form under this name. */
  | { readonly kind: 'account-holder'; readonly name: string };

/** A registration as it was filled in, already valid field by field. */
export interface RegistrationOrder {
  /** One to {@link MOST_WALKERS}; a new team has the first of them as its captain. */
  readonly walkers: readonly WalkerOrder[];
  readonly team: TeamChoice;
  readonly email: string;
  readonly guardian: Guardian | null;
  readonly emergencyContact: { readonly name: string; readonly phone: string } | null;
  /** Where a starter pack goes. */
  readonly address: {
    readonly street: string;
    readonly postalCode: string;
    readonly city: string;
    /** ISO 3166-1, two letters. */
    readonly country: string;
  } | null;
  /**
   * Whoever sends this does not ask for an address, as programs that were written before packs were posted; the
   * organisers ask for it later.
   */
  readonly addressFollows?: boolean;
  /** All of them walk for free. */
  readonly freePlace: boolean;
  readonly voucherCode: string | null;
  /** The link of an offer of the waiting list, whose places these are. */
  readonly offerToken: string | null;
  readonly acceptsTerms: boolean;
  readonly newsletter: boolean;
  readonly language: Language;
}

/** What is wrong with a registration, the terms among it where they were not accepted: nobody walks without. */
export function withTerms(faults: readonly FieldError[], accepted: boolean): readonly FieldError[] {
  return accepted ? faults : [...faults, { field: 'acceptTerms', code: 'MUST_ACCEPT' }];
}

export type WalkerField =
  'participationType' | 'firstName' | 'lastName' | 'birthDate' | 'distanceKm' | 'tshirtSize' | 'startSlot';

/** What a form calls the field of a walker: the first walker's bare, those of the others with their number. */
export function walkerField(index: number, field: WalkerField): string {
  return index === 0 ? field : `walker${String(index + 1)}-${field}`;
}
