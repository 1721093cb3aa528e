import { minor, type Minor } from '../../domain/money.js';
import type { GiftStep, RegistrationStep } from './steps.js';

/** What every total must say once the story is over and all is counted. */
export interface ExpectedFigures {
  readonly teams: number;
  readonly walkers: number;
  readonly central: number;
  readonly ownRoute: number;
  readonly donors: number;
  readonly raisedMinor: Minor;
  /** Gifts of which something is left at the end. */
  readonly gifts: number;
  /** By the team's key; every valid team is in it. Gifts to the team itself and to the walkers in it. */
  readonly raisedByTeam: ReadonlyMap<string, Minor>;
  readonly giftsByTeam: ReadonlyMap<string, number>;
  readonly walkersByTeam: ReadonlyMap<string, number>;
  /** By the walker's key; every valid walker is in it. */
  readonly raisedByWalker: ReadonlyMap<string, Minor>;
  readonly giftsByWalker: ReadonlyMap<string, number>;
}

/** What is left of a gift at the end: 0 when it was never paid, was refunded as a whole, or was lost in a dispute. */
export function raisedAtEnd(gift: Pick<GiftStep, 'amountMinor' | 'course' | 'afterwards'>): Minor {
  if (!isPaid(gift.course)) return minor(0);
  let left: number = gift.amountMinor;
  for (const event of gift.afterwards) {
    if (event.kind === 'refund' && event.outcome === 'succeeds') left -= event.amountMinor;
    if (event.kind === 'dispute' && event.outcome === 'lost') left -= event.amountMinor;
  }
  return minor(left);
}

/** Whether money came in the end. */
export function isPaid(course: GiftStep['course']): boolean {
  return course.kind === 'paid' || (course.kind === 'sepa' && course.outcome === 'succeeds');
}

/** Whether the place becomes valid. */
export function isValidPlace(step: RegistrationStep): boolean {
  return step.course.kind === 'free' || isPaid(step.course);
}

/** Sums up steps: the only source of what the rehearsal expects. */
export function expectedFigures(
  registrations: readonly RegistrationStep[],
  gifts: readonly GiftStep[],
): ExpectedFigures {
  const walkersByTeam = new Map<string, number>();
  const teamOfWalker = new Map<string, string | null>();
  let central = 0;
  for (const step of registrations) {
    if (!isValidPlace(step)) continue;
    const team = step.team.kind === 'alone' ? null : step.team.key;
    teamOfWalker.set(step.key, team);
    if (team !== null) add(walkersByTeam, team, 1);
    if (step.participationType !== 'own-route') central += 1;
  }

  const teamKeys = [...walkersByTeam.keys()];
  const raisedByTeam = new Map(teamKeys.map((key) => [key, 0]));
  const giftsByTeam = new Map(raisedByTeam);
  const raisedByWalker = new Map([...teamOfWalker.keys()].map((key) => [key, 0]));
  const giftsByWalker = new Map(raisedByWalker);
  const donors = new Set<string>();
  let raised = 0;
  let counted = 0;
  for (const gift of gifts) {
    const left = raisedAtEnd(gift);
    if (left === 0) continue;
    raised += left;
    counted += 1;
    donors.add(gift.donor.key);
    if (gift.target.kind === 'walker') {
      add(raisedByWalker, gift.target.key, left);
      add(giftsByWalker, gift.target.key, 1);
    }
    const team = teamOfTarget(gift, teamOfWalker);
    if (team === null) continue;
    add(raisedByTeam, team, left);
    add(giftsByTeam, team, 1);
  }
  return {
    teams: walkersByTeam.size,
    walkers: teamOfWalker.size,
    central,
    ownRoute: teamOfWalker.size - central,
    donors: donors.size,
    raisedMinor: minor(raised),
    gifts: counted,
    raisedByTeam: inMinor(raisedByTeam),
    giftsByTeam,
    walkersByTeam,
    raisedByWalker: inMinor(raisedByWalker),
    giftsByWalker,
  };
}

function teamOfTarget(gift: GiftStep, teamOfWalker: ReadonlyMap<string, string | null>): string | null {
  switch (gift.target.kind) {
    case 'edition':
      return null;
    case 'team':
      return gift.target.key;
    case 'walker':
      return teamOfWalker.get(gift.target.key) ?? null;
  }
}

function add(map: Map<string, number>, key: string, amount: number): void {
  map.set(key, (map.get(key) ?? 0) + amount);
}

function inMinor(map: ReadonlyMap<string, number>): ReadonlyMap<string, Minor> {
  return new Map([...map].map(([key, amount]) => [key, minor(amount)]));
}
