/** A milestone on a route: a kilometre stone with an amount on it. */
export interface Milestone {
  readonly amountMinor: number;
  readonly goal: boolean;
}

/** What the length of a route stands for. */
export interface RouteScale {
  /** The amount at the end of the road, > 0. */
  readonly endMinor: number;
  /** From small to large, each once, none beyond the end. */
  readonly milestones: readonly Milestone[];
  /** The part that is walked, 0 to 1. */
  readonly walked: number;
}

/** What a route is drawn from; minor units. */
export interface RouteAmounts {
  readonly raisedMinor: number;
  readonly goalMinor: number;
  /** Milestones that are data of the edition; none: round amounts are chosen. */
  readonly milestonesMinor?: readonly number[];
}

/** More stones than these would be a fence. */
const MOST_MILESTONES = 8;
/** Stones keep this part of the road between them. */
const LEAST_SPACING = 0.06;

/**
 * Up to its goal a road ends at the goal. Once it is reached the road goes on: to the next milestone of the edition, or
 * where there is none, to the next round amount.
 */
export function routeScale({ raisedMinor, goalMinor, milestonesMinor = [] }: RouteAmounts): RouteScale {
  const goal = Math.max(goalMinor, 1);
  const reached = raisedMinor >= goal;
  const next = milestonesMinor.filter((it) => it > raisedMinor).sort((a, b) => a - b)[0];
  const endMinor = reached ? Math.max(goal, next ?? roundAbove(raisedMinor)) : goal;
  const between = milestonesMinor.length > 0 ? milestonesMinor : roundAmounts(endMinor);
  const amounts = new Set([...between.filter((it) => it > 0 && it <= endMinor), goal, endMinor]);
  const sorted = [...amounts].sort((a, b) => a - b);
  return {
    endMinor,
    milestones: thinned(sorted, goal, endMinor).map((amountMinor) => ({ amountMinor, goal: amountMinor === goal })),
    walked: Math.min(1, Math.max(0, raisedMinor / endMinor)),
  };
}

/** Without stones that would touch: the goal and the end stay, another only where there is room for it. */
function thinned(sorted: readonly number[], goal: number, endMinor: number): readonly number[] {
  const kept = [goal, endMinor];
  for (const amount of sorted) {
    const room = kept.every((other) => Math.abs(other - amount) >= endMinor * LEAST_SPACING);
    if (room && kept.length < MOST_MILESTONES) kept.push(amount);
  }
  return sorted.filter((amount) => kept.includes(amount));
}

/** 1, 2, 2.5 or 5 times a power of ten, at least `amount`. Below a euro everything is a euro. */
function roundStep(amount: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(amount, 100)));
  const factor = [1, 2, 2.5, 5, 10].find((it) => it * power >= amount) ?? 10;
  return Math.max(100, factor * power);
}

function roundAbove(amount: number): number {
  const step = roundStep(amount / 5);
  return (Math.floor(amount / step) + 1) * step;
}

/** Round amounts on the way, none so near to the end that their stones would touch. */
function roundAmounts(endMinor: number): number[] {
  const step = roundStep(endMinor / 4);
  const amounts: number[] = [];
  for (let amount = step; amount < endMinor * 0.88 && amounts.length < MOST_MILESTONES; amount += step) {
    amounts.push(amount);
  }
  return amounts;
}
