import type { Edition } from './edition.js';
import { dividedHalfUp, type Minor, minor, smaller } from './money.js';

/** What a donor may promise; minor units. The table says the same. */
export const PLEDGE_BOUNDS = {
  perKm: { leastMinor: 5, mostMinor: 10_000 },
  cap: { leastMinor: 100, mostMinor: 500_000 },
} as const;

/** A distance as pledges count it: kilometres with one decimal, as whole hundreds of metres. */
export type Hectometres = number & { readonly __brand: 'Hectometres' };

const METRES_PER_HECTOMETRE = 100;
const HECTOMETRES_PER_KM = 10;

/** What a donor promised: so much for each kilometre, and never more than the cap. */
export interface PerKmPromise {
  readonly perKmMinor: Minor;
  readonly capMinor: Minor;
}

/** The whole hundreds of metres in a distance: what was not walked to its end costs nobody anything. */
export function hectometresOf(metres: number): Hectometres {
  return ((metres - (metres % METRES_PER_HECTOMETRE)) / METRES_PER_HECTOMETRE) as Hectometres;
}

/** Kilometres with one decimal, to be shown. */
export function kilometresOf(hectometres: Hectometres): number {
  return hectometres / HECTOMETRES_PER_KM;
}

/** What a promise comes to after so many kilometres: amount per kilometre × kilometres, half a cent up, at most the cap. */
export function dueFor({ perKmMinor, capMinor }: PerKmPromise, walked: Hectometres): Minor {
  return smaller(dividedHalfUp(minor(perKmMinor * walked), HECTOMETRES_PER_KM), capMinor);
}

/** Whether a promise can be made or changed: in an edition that takes them, until the day of the walk. @param today YYYY-MM-DD in Belgium */
export function pledgesOpen(edition: Pick<Edition, 'pledgesPerKm' | 'walkOn'>, today: string): boolean {
  return edition.pledgesPerKm && today < edition.walkOn;
}
