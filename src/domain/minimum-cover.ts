import { type Minor, minor, sum, ZERO } from './money.js';

/** Whether what a team has beyond its members' minimums may cover members who are short: a rule of the edition. */
export const MINIMUM_COVERS = ['off', 'team-surplus'] as const;
export type MinimumCover = (typeof MINIMUM_COVERS)[number];

/** A member with what came in on their own page and what they committed to raise. */
export interface MemberRaised {
  readonly raisedMinor: Minor;
  readonly minimumMinor: Minor;
}

/** How far a member is from their minimum. */
export interface MemberMinimum {
  /** What is missing on the member's own page. */
  readonly shortMinor: Minor;
  /** What of it the team's surplus covers. */
  readonly coveredMinor: Minor;
}

/** How far a team is. */
export interface TeamMinimums {
  /** In the order of the members given. */
  readonly members: readonly MemberMinimum[];
  /** What members have beyond their minimums, and what was given to the team itself. */
  readonly surplusMinor: Minor;
}

/**
 * Spreads a team's surplus over the members who are short: whoever lacks least is covered first, so that as many as
 * possible reach their minimum. Where the rule is off, nobody is covered.
 * @param toTeamMinor what was given to the team and not to a member
 */
export function coverMinimums(members: readonly MemberRaised[], toTeamMinor: Minor, cover: MinimumCover): TeamMinimums {
  const short = members.map(({ raisedMinor, minimumMinor }) => Math.max(0, minimumMinor - raisedMinor));
  const beyond = members.map(({ raisedMinor, minimumMinor }) => minor(Math.max(0, raisedMinor - minimumMinor)));
  const surplusMinor = sum(minor(Math.max(0, toTeamMinor)), ...beyond);
  const covered = short.map(() => 0);
  let left: number = cover === 'team-surplus' ? surplusMinor : ZERO;
  const leastFirst = short.map((amount, index) => ({ amount, index })).toSorted((a, b) => a.amount - b.amount);
  for (const { amount, index } of leastFirst) {
    const given = Math.min(amount, left);
    covered[index] = given;
    left -= given;
  }
  return {
    surplusMinor,
    members: short.map((amount, index) => ({ shortMinor: minor(amount), coveredMinor: minor(covered[index] ?? 0) })),
  };
}
