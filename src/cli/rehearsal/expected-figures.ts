import { minor, type Minor } from '../../domain/money.js';
import type { GiftMatch, GiftStep, GiftTarget, Organising, RegistrationStep } from './steps.js';

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
  /** Walkers whose pages are not shown at the end. */
  readonly hiddenWalkers: ReadonlySet<string>;
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
  switch (course.kind) {
    case 'paid':
      return true;
    case 'sepa':
      return course.outcome === 'succeeds';
    case 'offline':
      return course.outcome === 'verified';
    case 'abandoned':
    case 'expired':
    case 'declined':
      return false;
  }
}

/** What a sponsor adds to all that is given to the page; minor units. */
export function matchedAtEnd({ walkerKey, ratePercent, capMinor }: GiftMatch, gifts: readonly GiftStep[]): Minor {
  let givenMinor = 0;
  for (const gift of gifts) {
    if (gift.target.kind === 'walker' && gift.target.key === walkerKey) givenMinor += raisedAtEnd(gift);
  }
  return minor(Math.min(capMinor, Math.floor((givenMinor * ratePercent) / 100)));
}

/** Where a gift stands at the end, and how much of it is left there: in more than one place once it is split. */
export function standing(gift: GiftStep): readonly { readonly target: GiftTarget; readonly leftMinor: number }[] {
  const leftMinor = raisedAtEnd(gift);
  const act = gift.deskAct;
  if (leftMinor === 0) return [];
  if (act === null || act.undone) return [{ target: gift.target, leftMinor }];
  return act.kind === 'move'
    ? [{ target: act.to, leftMinor }]
    : act.shares.map(({ to, amountMinor }) => ({ target: to, leftMinor: amountMinor }));
}

/** Whether the place becomes valid. */
export function isValidPlace(step: RegistrationStep): boolean {
  return step.course.kind === 'free' || isPaid(step.course);
}

/** Sums up steps: the only source of what the rehearsal expects. */
export function expectedFigures(
  registrations: readonly RegistrationStep[],
  gifts: readonly GiftStep[],
  { walkerMoves, hidings, matches, merges }: Organising,
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

  for (const move of walkerMoves) {
    add(walkersByTeam, move.fromKey, -1);
    add(walkersByTeam, move.intoKey, 1);
    // What was given before stays where it was given.
    if (move.when === 'before-gifts') teamOfWalker.set(move.walkerKey, move.intoKey);
  }

  const teamKeys = [...walkersByTeam.keys()];
  const raisedByTeam = new Map(teamKeys.map((key) => [key, 0]));
  const giftsByTeam = new Map(raisedByTeam);
  const raisedByWalker = new Map([...teamOfWalker.keys()].map((key) => [key, 0]));
  const giftsByWalker = new Map(raisedByWalker);
  const donors = new Set<string>();
  let raised = 0;
  let counted = 0;
  const addTo = (target: GiftTarget, amountMinor: number, ofGifts: number): void => {
    raised += amountMinor;
    counted += ofGifts;
    if (target.kind === 'walker') {
      add(raisedByWalker, target.key, amountMinor);
      add(giftsByWalker, target.key, ofGifts);
    }
    const team = teamOfTarget(target, teamOfWalker);
    if (team === null) return;
    add(raisedByTeam, team, amountMinor);
    add(giftsByTeam, team, ofGifts);
  };
  for (const gift of gifts) {
    for (const { target, leftMinor } of standing(gift)) {
      addTo(target, leftMinor, 1);
      donors.add(gift.donor.key);
    }
  }
  for (const match of matches) addTo({ kind: 'walker', key: match.walkerKey }, matchedAtEnd(match, gifts), 0);
  for (const merge of merges) if (!merge.undone) donors.delete(merge.from.donor.key);
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
    hiddenWalkers: new Set(hidings.flatMap(({ walkerKey, shownAgain }) => (shownAgain ? [] : [walkerKey]))),
  };
}

function teamOfTarget(target: GiftTarget, teamOfWalker: ReadonlyMap<string, string | null>): string | null {
  switch (target.kind) {
    case 'edition':
      return null;
    case 'team':
      return target.key;
    case 'walker':
      return teamOfWalker.get(target.key) ?? null;
  }
}

function add(map: Map<string, number>, key: string, amount: number): void {
  map.set(key, (map.get(key) ?? 0) + amount);
}

function inMinor(map: ReadonlyMap<string, number>): ReadonlyMap<string, Minor> {
  return new Map([...map].map(([key, amount]) => [key, minor(amount)]));
}
