import { minor, type Minor } from '../../domain/money.js';
import type { Chance, Weighted } from './chance.js';

/** What one gift may be. */
export const SMALLEST_GIFT_MINOR = minor(100);
export const LARGEST_GIFT_MINOR = minor(5_000_000);

/** Amounts people choose, in whole euros, in steps that one could have chosen instead of another. */
const LADDER = [
  1, 2, 5, 10, 15, 20, 25, 30, 35, 40, 50, 60, 75, 80, 100, 120, 125, 150, 200, 250, 300, 400, 500, 600, 750, 1000,
  1250, 1500, 2000, 2500, 3000, 4000, 5000,
] as const;

const OF_A_PERSON: readonly Weighted<number>[] = [
  [1, 0.3],
  [2, 0.2],
  [5, 5],
  [10, 16],
  [15, 8],
  [20, 22],
  [25, 16],
  [30, 8],
  [40, 6],
  [50, 13],
  [75, 1.5],
  [100, 4.5],
  [150, 0.5],
  [200, 0.5],
  [250, 0.5],
  [500, 0.2],
  [1000, 0.05],
  [2500, 0.01],
];

const OF_A_COMPANY: readonly Weighted<number>[] = [
  [100, 26],
  [150, 14],
  [200, 14],
  [250, 22],
  [500, 16],
  [750, 3],
  [1000, 4],
  [2500, 1],
];

const SHARE_ODD = 0.04;

/** Draws an amount as a person, or a company, would choose it; never above `atMostMinor`. */
export function drawAmount(chance: Chance, giver: 'person' | 'company', atMostMinor: number): Minor {
  if (giver === 'company') return minor(Math.min(chance.weighted(OF_A_COMPANY) * 100, atMostMinor));
  const drawn = chance.happens(SHARE_ODD)
    ? chance.pick([chance.int(3, 99) * 100, chance.int(300, 6_000), chance.int(6, 120) * 50])
    : chance.weighted(OF_A_PERSON) * 100;
  return minor(Math.min(drawn, atMostMinor));
}

/**
 * Splits a part of an amount off, in `parts` pieces of at least a euro each that leave at least a euro.
 * @throws {RangeError} when the amount is too small for that
 */
export function drawParts(chance: Chance, amountMinor: Minor, parts: number): Minor[] {
  let left = Math.floor(amountMinor / 100) - 1;
  if (left < parts) throw new RangeError(`${String(amountMinor)} is too small for ${String(parts)} parts`);
  return Array.from({ length: parts }, (_, index) => {
    const othersNeed = parts - index - 1;
    const euros = chance.int(1, Math.max(1, Math.floor((left - othersNeed) / (othersNeed + 1))));
    left -= euros;
    return minor(euros * 100);
  });
}

/**
 * Brings a list of amounts to an exact sum the way it could as well have happened: gifts move a step up or down the
 * ladder of usual amounts; the last odd cents, less than one step, go to a single gift.
 *
 * @param amounts changed in place
 * @throws {RangeError} when the amounts cannot come to the sum within their bounds
 */
export function bringToSum(chance: Chance, amounts: Minor[], sumMinor: number, atMostMinor: number): void {
  let missing = sumMinor - amounts.reduce<number>((total, amount) => total + amount, 0);
  let moved = true;
  while (missing !== 0 && moved) {
    moved = false;
    for (const index of chance.shuffled(amounts.map((_, position) => position))) {
      const now = amounts[index] as Minor;
      const next = missing > 0 ? stepUp(now) : stepDown(now);
      if (next === undefined || next > atMostMinor || Math.abs(next - now) > Math.abs(missing)) continue;
      amounts[index] = minor(next);
      missing -= next - now;
      moved = true;
      if (missing === 0) return;
    }
  }
  if (missing !== 0) giveTheRest(chance, amounts, missing, atMostMinor);
}

/** What is left is smaller than any step that could still be taken. */
function giveTheRest(chance: Chance, amounts: Minor[], missing: number, atMostMinor: number): void {
  const fits = (amount: number): boolean => amount + missing >= SMALLEST_GIFT_MINOR && amount + missing <= atMostMinor;
  const candidates = amounts.flatMap((amount, index) => (fits(amount) ? [index] : []));
  if (candidates.length === 0 || Math.abs(missing) > 100 * 100) {
    throw new RangeError(`${String(missing)} minor units cannot be brought under`);
  }
  const index = chance.pick(candidates);
  amounts[index] = minor((amounts[index] as Minor) + missing);
}

function stepUp(amountMinor: number): number | undefined {
  const euros = LADDER.find((step) => step * 100 > amountMinor);
  return euros === undefined ? undefined : euros * 100;
}

function stepDown(amountMinor: number): number | undefined {
  const euros = LADDER.findLast((step) => step * 100 < amountMinor);
  return euros === undefined ? undefined : euros * 100;
}
