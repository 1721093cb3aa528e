import { quantile } from '../bench/figures.js';

/** A run shorter than this warms up and nothing else; minutes. */
export const JUDGED_FROM_MINUTES = 5;
/** What a process may gain by the slope of the last two thirds of the run; MB a minute. */
export const MOST_MB_PER_MINUTE = 1;
/** What the p99 of the last third may be of that of the first. */
export const MOST_P99_RATIO = 2;

/** A figure at a moment of the run. */
export interface Sample {
  readonly atMs: number;
  readonly value: number;
}

/**
 * How a figure grows over the last two thirds of a run, by least squares; a minute's worth of it. A heap that is let out
 * and collected goes up and down by more than it would leak in a while: a line through many samples sees past that.
 * @throws {RangeError} for fewer than six samples, of which nothing can be said
 */
export function growthPerMinute(samples: readonly Sample[]): number {
  const late = samples.slice(Math.floor(samples.length / 3));
  if (late.length < 4) throw new RangeError(`${String(samples.length)} samples say nothing of growth`);
  const mean = (of: (sample: Sample) => number): number => late.reduce((sum, it) => sum + of(it), 0) / late.length;
  const [at, value] = [mean((it) => it.atMs), mean((it) => it.value)];
  const along = late.reduce((sum, it) => sum + (it.atMs - at) * (it.value - value), 0);
  const across = late.reduce((sum, it) => sum + (it.atMs - at) ** 2, 0);
  return across === 0 ? 0 : (along / across) * 60_000;
}

/** The p99 of the last third of the waits over that of the first; the first tenth warms up and is left out. */
export function p99Ratio(waits: readonly number[]): number {
  const warm = waits.slice(Math.floor(waits.length / 10));
  const third = Math.floor(warm.length / 3);
  if (third === 0) throw new RangeError(`${String(waits.length)} waits say nothing of a change`);
  const p99 = (part: readonly number[]): number =>
    quantile(
      part.toSorted((a, b) => a - b),
      0.99,
    );
  return p99(warm.slice(-third)) / p99(warm.slice(0, third));
}
