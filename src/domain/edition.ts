import type { EditionId, ParticipationTypeId } from './ids.js';
import type { LocalisedText } from './language.js';
import type { Currency, Minor } from './money.js';

/** Where people walk: from the central start, or on a route of their own. Shown apart everywhere. */
export const PARTICIPATION_GROUPS = ['central', 'own-route'] as const;
export type ParticipationGroup = (typeof PARTICIPATION_GROUPS)[number];

/** One way to take part, with its rules. */
export interface ParticipationType {
  readonly id: ParticipationTypeId;
  readonly code: string;
  readonly group: ParticipationGroup;
  readonly title: LocalisedText;
  readonly feeMinor: Minor;
  /** Places; `null` is no limit. */
  readonly capacity: number | null;
  /** The distances offered; `null`: the walker chooses freely. */
  readonly distancesKm: readonly number[] | null;
  /** Walkers younger than this on the day of the walk need a guardian's consent. */
  readonly ageOfConsent: number;
  /** What a walker commits to raise. */
  readonly minimumMinor: Minor;
  /** When this type leaves the central start, UTC; `null` on an own route. */
  readonly startsAt: Date | null;
  /** The times among which each of its walkers chooses one, UTC; empty: nobody chooses. */
  readonly startSlots: readonly Date[];
  /** Whether a pack is sent by post, and an address is asked for it. */
  readonly starterPack: boolean;
}

/** An amount that the give page proposes, with what it makes possible. */
export interface SuggestedAmount {
  readonly amountMinor: Minor;
  readonly makesPossible: LocalisedText;
}

/** One year's walk with its rules, all of them data. Times UTC. */
export interface Edition {
  readonly id: EditionId;
  readonly slug: string;
  readonly title: LocalisedText;
  readonly place: LocalisedText;
  readonly currency: Currency;
  readonly goalMinor: Minor;
  readonly minimumPerWalkerMinor: Minor;
  readonly feesCount: boolean;
  /** The day of the walk, YYYY-MM-DD in Belgium. */
  readonly walkOn: string;
  readonly registrationOpensAt: Date;
  readonly registrationClosesAt: Date;
  readonly givingOpensAt: Date;
  readonly givingClosesAt: Date;
  readonly placeHoldMinutes: number;
  readonly teamSizeLimit: number | null;
  /** The sizes of T-shirt among which each walker chooses; empty: there is none. */
  readonly tshirtSizes: readonly string[];
  /** Whether to ask whom to call when something happens. */
  readonly asksEmergencyContact: boolean;
  /** How long a place that came free is kept for the first in line; hours. */
  readonly waitingOfferHours: number;
  readonly suggestedAmounts: readonly SuggestedAmount[];
  readonly milestonesMinor: readonly Minor[];
  /** What covering the costs of a payment comes to; see `fee-cover.ts`. Both nought: it is not offered. */
  readonly feeCoverBasisPoints: number;
  readonly feeCoverFixedMinor: Minor;
  /** Whether donors may promise an amount per kilometre before the walk. */
  readonly pledgesPerKm: boolean;
  /** Whether donors are asked if they want a tax certificate. */
  readonly taxCertificates: boolean;
  /** What the gifts of a donor must come to in a calendar year for one. */
  readonly taxCertificateLeastMinor: Minor;
  /** Checking in logs the distance that the walker chose; it counts once it is confirmed. */
  readonly checkInKilometres: boolean;
  /** How long after it is settled a pledge that is not paid is reminded of, once; days. */
  readonly pledgeReminderDays: number;
  /** How long after that reminder it lapses; days. */
  readonly pledgeLapseDays: number;
  readonly participationTypes: readonly ParticipationType[];
}

/** Where a window of time stands at a moment. */
export type WindowState = 'not-yet' | 'open' | 'over';

export function windowState(opensAt: Date, closesAt: Date, now: Date): WindowState {
  if (now < opensAt) return 'not-yet';
  return now < closesAt ? 'open' : 'over';
}

export function givingState(edition: Edition, now: Date): WindowState {
  return windowState(edition.givingOpensAt, edition.givingClosesAt, now);
}

export function registrationState(edition: Edition, now: Date): WindowState {
  return windowState(edition.registrationOpensAt, edition.registrationClosesAt, now);
}

/** Age in whole years on a day; both days as YYYY-MM-DD. Who is born on 29 February has a birthday on 1 March. */
export function ageOn(day: string, birthOn: string): number {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const [bornYear = 0, bornMonth = 0, bornDate = 0] = birthOn.split('-').map(Number);
  const hadBirthday = month > bornMonth || (month === bornMonth && date >= bornDate);
  return year - bornYear - (hadBirthday ? 0 : 1);
}

/** Whether a walker needs a guardian's consent, by the rule of the type and the age on the day of the walk. */
export function needsGuardian(
  edition: Pick<Edition, 'walkOn'>,
  type: Pick<ParticipationType, 'ageOfConsent'>,
  birthOn: string,
): boolean {
  return ageOn(edition.walkOn, birthOn) < type.ageOfConsent;
}
