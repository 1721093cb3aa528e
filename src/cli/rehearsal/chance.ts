import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A choice and how often it is taken, relative to the others of its list. */
export type Weighted<T> = readonly [choice: T, weight: number];

/**
 * Seeded chance: the same seed and chapter always draw the same. Every chapter of a story draws from a stream of its
 * own, so that a change in one chapter does not retell the others.
 */
export class Chance {
  readonly #generator;

  constructor(seed: number, chapter: string) {
    let mixed = 0x811c9dc5 ^ seed;
    for (const character of chapter) mixed = Math.imul(mixed ^ (character.codePointAt(0) ?? 0), 0x01000193);
    this.#generator = xoroshiro128plus(mixed);
  }

  /** A whole number from `from` to `to`, both included. */
  int(from: number, to: number): number {
    return uniformInt(this.#generator, from, to);
  }

  /** A number from 0 (included) to 1 (excluded). */
  fraction(): number {
    return uniformFloat64(this.#generator);
  }

  happens(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** @throws {RangeError} when there is nothing to pick from. */
  pick<T>(choices: readonly T[]): T {
    if (choices.length === 0) throw new RangeError('Nothing to pick from');
    return choices[this.int(0, choices.length - 1)] as T;
  }

  /** Picks by weight. @throws {RangeError} when there is nothing to pick from. */
  weighted<T>(choices: readonly Weighted<T>[]): T {
    let remaining = this.fraction() * choices.reduce((total, [, weight]) => total + weight, 0);
    for (const [choice, weight] of choices) {
      remaining -= weight;
      if (remaining < 0) return choice;
    }
    const last = choices.at(-1);
    if (last === undefined) throw new RangeError('Nothing to pick from');
    return last[0];
  }

  /** A shuffled copy. */
  shuffled<T>(list: readonly T[]): T[] {
    const copy = [...list];
    for (let last = copy.length - 1; last > 0; last -= 1) {
      const other = this.int(0, last);
      [copy[last], copy[other]] = [copy[other] as T, copy[last] as T];
    }
    return copy;
  }
}

/** Picks from a long list by weight in logarithmic time: for thousands of draws from thousands of choices. */
export class WeightedDraw<T> {
  readonly #upTo: number[] = [];
  #sum = 0;

  constructor(
    private readonly choices: readonly T[],
    weightOf: (choice: T) => number,
  ) {
    for (const choice of choices) {
      this.#sum += weightOf(choice);
      this.#upTo.push(this.#sum);
    }
  }

  /** @throws {RangeError} when there is nothing to draw from. */
  draw(chance: Chance): T {
    const point = chance.fraction() * this.#sum;
    let low = 0;
    let high = this.#upTo.length - 1;
    if (high < 0) throw new RangeError('Nothing to draw from');
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#upTo[middle] as number) > point) high = middle;
      else low = middle + 1;
    }
    return this.choices[low] as T;
  }
}
