import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { coverMinimums } from './minimum-cover.js';
import { minor, ZERO } from './money.js';

const member = (raised: number, minimum = 100_00) => ({ raisedMinor: minor(raised), minimumMinor: minor(minimum) });

describe('a team’s surplus', () => {
  it('covers whoever lacks least first, so that as many as possible reach their minimum', () => {
    const { members, surplusMinor } = coverMinimums(
      [member(150_00), member(20_00), member(70_00)],
      minor(10_00),
      'team-surplus',
    );
    expect(surplusMinor).toBe(60_00);
    expect(members).toEqual([
      { shortMinor: 0, coveredMinor: 0 },
      { shortMinor: 80_00, coveredMinor: 30_00 },
      { shortMinor: 30_00, coveredMinor: 30_00 },
    ]);
  });

  it('covers nobody where the edition does not say so', () => {
    const { members, surplusMinor } = coverMinimums([member(300_00), member(0)], ZERO, 'off');
    expect(surplusMinor).toBe(200_00);
    expect(members[1]).toEqual({ shortMinor: 100_00, coveredMinor: 0 });
  });

  it('never covers more than is short, nor more than there is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(50_000), fc.nat(20_000)), { maxLength: 12 }),
        fc.nat(80_000),
        (raised, toTeam) => {
          const team = raised.map(([own, minimum]) => member(own, minimum));
          const { members, surplusMinor } = coverMinimums(team, minor(toTeam), 'team-surplus');
          const covered = members.reduce((total, { coveredMinor }) => total + coveredMinor, 0);
          const short = members.reduce((total, { shortMinor }) => total + shortMinor, 0);
          expect(covered).toBe(Math.min(surplusMinor, short));
          for (const { coveredMinor, shortMinor } of members) expect(coveredMinor).toBeLessThanOrEqual(shortMinor);
        },
      ),
    );
  });
});
