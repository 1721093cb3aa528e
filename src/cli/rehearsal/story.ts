import { expectedFigures, type ExpectedFigures } from './expected-figures.js';
import { figuresAt, RULES_2023, type EditionFigures, type EditionRules } from './edition-2023.js';
import { tellGiving } from './giving.js';
import { chooseWalkers, NOBODY_ORGANISES, tellDeeds } from './organising.js';
import { tellRegistrations } from './registering.js';
import type { GiftStep, Organising, RegistrationStep } from './steps.js';

/** A whole edition, from the first registration to the last refund, and what it must come to. */
export interface Story {
  readonly seed: number;
  readonly scale: number;
  readonly rules: EditionRules;
  /** In the order of their times; the first registration of a team comes before everybody who joins it. */
  readonly registrations: readonly RegistrationStep[];
  /** In the order of their times; each after the registration that it belongs to. */
  readonly gifts: readonly GiftStep[];
  /** What organisers do beside their acts on single gifts. */
  readonly organising: Organising;
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
 * @param options.organised whether organisers act meanwhile; the sums are the same
 * @throws {RangeError} when seed or scale is out of bounds
 * @throws {StoryDoesNotAddUpError} when the steps do not come to the edition's figures
 */
export function tellStory(options: {
  readonly seed: number;
  readonly scale: number;
  readonly organised?: boolean;
}): Story {
  const { seed, scale, organised = false } = options;
  if (!Number.isSafeInteger(seed)) throw new RangeError(`A seed is a whole number, not ${String(seed)}`);
  const figures = figuresAt(scale);
  const registrations = tellRegistrations(seed, figures, RULES_2023);
  const chosen = organised ? chooseWalkers(seed, figures, registrations) : null;
  const { gifts, matches } = tellGiving(seed, figures, registrations, chosen);
  const organising =
    chosen === null ? NOBODY_ORGANISES : tellDeeds(seed, figures, registrations, chosen, matches, gifts);
  const expected = expectedFigures(registrations, gifts, organising);
  const differences = differencesFrom(figures, expected);
  if (differences.length > 0) throw new StoryDoesNotAddUpError(differences);
  return { seed, scale, rules: RULES_2023, registrations, gifts, organising, expected };
}

function differencesFrom(figures: EditionFigures, expected: ExpectedFigures): string[] {
  return (['teams', 'walkers', 'central', 'ownRoute', 'donors', 'raisedMinor'] as const)
    .filter((figure) => figures[figure] !== expected[figure])
    .map((figure) => `${figure} should be ${String(figures[figure])}, is ${String(expected[figure])}`);
}
