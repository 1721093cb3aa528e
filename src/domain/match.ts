import { type Minor, minor, smaller } from './money.js';

/** What a sponsor promised. */
export interface MatchTerms {
  /** What is added for each hundred that is given: 100 doubles. */
  readonly ratePercent: number;
  /** No more than this, ever; minor units. */
  readonly capMinor: Minor;
}

/**
 * What a sponsor adds, from all that is left of the matched gifts together: the same in whatever order gifts and refunds
 * came. Cents that do not make a whole one are not added.
 */
export function matchedOf({ ratePercent, capMinor }: MatchTerms, givenMinor: Minor): Minor {
  // Whole hundreds apart, so that the product stays exact for whatever a walk can raise.
  const rest = givenMinor % 100;
  const ofRest = rest * ratePercent;
  const addedMinor = ((givenMinor - rest) / 100) * ratePercent + (ofRest - (ofRest % 100)) / 100;
  return smaller(capMinor, minor(addedMinor));
}
