import type { ParticipationGroup } from '../../domain/edition.js';
import { minor, type Minor } from '../../domain/money.js';

export type ParticipationCode = 'central-40' | 'central-20' | 'own-route';

/** What the story needs to know of the edition's rules. */
export interface EditionRules {
  readonly slug: string;
  /** YYYY-MM-DD */
  readonly walkOn: string;
  /** Somebody younger on the day of the walk needs a guardian's consent. */
  readonly ageOfConsent: number;
  readonly participationTypes: readonly {
    readonly code: ParticipationCode;
    readonly group: ParticipationGroup;
    readonly feeMinor: Minor;
  }[];
}

export const RULES_2023: EditionRules = {
  slug: '2023',
  walkOn: '2023-10-08',
  ageOfConsent: 16,
  participationTypes: [
    { code: 'central-40', group: 'central', feeMinor: minor(1_000) },
    { code: 'central-20', group: 'central', feeMinor: minor(1_000) },
    { code: 'own-route', group: 'own-route', feeMinor: minor(500) },
  ],
};

/** What an edition comes to. */
export interface EditionFigures {
  readonly scale: number;
  readonly teams: number;
  readonly walkers: number;
  readonly central: number;
  readonly ownRoute: number;
  /** Donors with at least one gift of which something is left at the end. */
  readonly donors: number;
  readonly raisedMinor: Minor;
}

/** The 2023 edition's published figures. */
export const FIGURES_2023 = {
  teams: 329,
  central: 1_656,
  ownRoute: 486,
  donors: 12_096,
  raisedMinor: 47_798_800,
} as const;

export const SMALLEST_SCALE = 0.01;
export const LARGEST_SCALE = 20;

/**
 * The edition's figures times `scale`, each rounded to a whole number; walkers are the sum of both kinds.
 * @throws {RangeError} when the scale is out of bounds
 */
export function figuresAt(scale: number): EditionFigures {
  if (!(scale >= SMALLEST_SCALE && scale <= LARGEST_SCALE)) {
    throw new RangeError(
      `A scale lies between ${String(SMALLEST_SCALE)} and ${String(LARGEST_SCALE)}, not at ${String(scale)}`,
    );
  }
  const central = Math.round(FIGURES_2023.central * scale);
  const ownRoute = Math.round(FIGURES_2023.ownRoute * scale);
  return {
    scale,
    teams: Math.round(FIGURES_2023.teams * scale),
    walkers: central + ownRoute,
    central,
    ownRoute,
    donors: Math.round(FIGURES_2023.donors * scale),
    raisedMinor: minor(Math.round(FIGURES_2023.raisedMinor * scale)),
  };
}

/** A number of incidents of the 2023 edition at this scale: at least one of each kind. */
export function incidentsAt(scale: number, in2023: number): number {
  return Math.ceil(in2023 * scale);
}

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** Registration opens on 12 June; the walk is on day 118, gifts go on for five weeks after it. */
export const REGISTRATION_CLOSES_MS = 112 * DAY_MS;
export const WALK_MS = 118 * DAY_MS;
export const GIVING_CLOSES_MS = WALK_MS + 35 * DAY_MS;
