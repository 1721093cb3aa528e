import { Chance, WeightedDraw } from './chance.js';
import { HOUR_MS } from './edition-2023.js';
import { isValidPlace } from './expected-figures.js';
import type { GiftTarget, RegistrationStep } from './steps.js';

const MOST_TRIES = 200;

/** Whom people give to: mostly a walker, some walkers and teams far more than others. */
export class Targets {
  readonly #walkers: WeightedDraw<RegistrationStep>;
  readonly #teams: WeightedDraw<RegistrationStep>;
  readonly #openFrom = new Map<string, number>();

  /** @param quiet walkers on whose pages nothing happens but ordinary gifts */
  constructor(
    seed: number,
    registrations: readonly RegistrationStep[],
    private readonly quiet: ReadonlySet<string>,
  ) {
    const valid = registrations.filter(isValidPlace);
    const captains = valid.filter((step) => step.team.kind === 'new');
    const popularity = new Chance(seed, 'popularity');
    this.#walkers = new WeightedDraw(valid, () => 0.25 + popularity.fraction() ** 4 * 6);
    this.#teams = new WeightedDraw(captains, () => 0.25 + popularity.fraction() ** 3 * 8);
    for (const step of valid) {
      this.#openFrom.set(step.key, step.atMs + HOUR_MS);
      if (step.team.kind === 'new') this.#openFrom.set(step.team.key, step.atMs + HOUR_MS);
    }
  }

  draw(chance: Chance): GiftTarget {
    const kind = chance.weighted([
      ['walker', 68],
      ['team', 25],
      ['edition', 7],
    ] as const);
    if (kind === 'edition') return { kind };
    if (kind === 'walker') return { kind, key: this.#walkers.draw(chance).key };
    const { team } = this.#teams.draw(chance);
    if (team.kind !== 'new') throw new RangeError('Only the step that makes a team stands for it');
    return { kind, key: team.key };
  }

  /** One where more than ordinary things happen, and none of these. */
  drawLively(chance: Chance, others: readonly GiftTarget[] = []): GiftTarget {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const target = this.draw(chance);
      const quiet = target.kind === 'walker' && this.quiet.has(target.key);
      if (!quiet && !others.some((other) => isSame(other, target))) return target;
    }
    throw new RangeError('Nobody else is there to give to');
  }

  /** When the page of the target is there. */
  openFrom(target: GiftTarget): number {
    return target.kind === 'edition' ? 0 : (this.#openFrom.get(target.key) ?? 0);
  }
}

function isSame(left: GiftTarget, right: GiftTarget): boolean {
  if (left.kind === 'edition' || right.kind === 'edition') return left.kind === right.kind;
  return left.kind === right.kind && left.key === right.key;
}
