/** How a figure stood at the beginning and at the end of a long watch. */
export interface Flatness {
  readonly name: string;
  /** Medians of the first and of the last third, the first tenth (warming up) left out. */
  readonly first: number;
  readonly last: number;
  /** What the last third may come to. */
  readonly most: number;
  readonly flat: boolean;
}

/** By how much the last third may be above the first: a share of it, and an amount for figures that are small. */
export interface FlatnessMargin {
  readonly share: number;
  readonly amount: number;
}

/**
 * Whether a figure has not grown: the median of its last third against that of its first.
 * @throws {RangeError} for fewer than six samples, of which nothing can be said
 */
export function flatnessOf(name: string, samples: readonly number[], { share, amount }: FlatnessMargin): Flatness {
  const warm = samples.slice(Math.floor(samples.length / 10));
  const third = Math.floor(warm.length / 3);
  if (third < 2) throw new RangeError(`${String(samples.length)} samples say nothing of ${name}`);
  const first = median(warm.slice(0, third));
  const last = median(warm.slice(-third));
  const most = first * (1 + share) + amount;
  return { name, first, last, most, flat: last <= most };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
