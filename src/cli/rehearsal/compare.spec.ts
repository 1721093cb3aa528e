import { describe, expect, it } from '@jest/globals';
import { differences, type ShownTotals } from './compare.js';
import { tellStory } from './story.js';

const story = tellStory({ seed: 11, scale: 0.02 });
const { expected } = story;
const slugs = new Map(
  [...expected.walkersByTeam.keys(), ...expected.raisedByWalker.keys()].map((key) => [key, `s-${key}`]),
);

function asTheStorySays(): ShownTotals {
  return {
    edition: {
      ...expected,
      revision: 7,
      onItsWayMinor: 0,
      byParticipation: { central: expected.central, 'own-route': expected.ownRoute },
    },
    teams: [...expected.walkersByTeam].map(([key, walkers]) => ({
      slug: `s-${key}`,
      name: key,
      walkers,
      raisedMinor: expected.raisedByTeam.get(key) ?? 0,
      gifts: expected.giftsByTeam.get(key) ?? 0,
    })),
    walkers: [...expected.raisedByWalker].map(([key, raisedMinor]) => ({
      slug: `s-${key}`,
      name: key,
      raisedMinor,
      gifts: expected.giftsByWalker.get(key) ?? 0,
    })),
  };
}

describe('comparing what is shown with the story', () => {
  it('finds nothing when every total agrees', () => {
    expect(differences(story, slugs, asTheStorySays())).toEqual([]);
  });

  it('finds a cent that is missing from the edition and from one team', () => {
    const shown = asTheStorySays();
    const [first, ...others] = shown.teams;
    if (first === undefined) throw new Error('The story has a team');
    const found = differences(story, slugs, {
      ...shown,
      edition: { ...shown.edition, raisedMinor: shown.edition.raisedMinor - 1 },
      teams: [{ ...first, raisedMinor: first.raisedMinor - 1 }, ...others],
    });
    expect(found).toHaveLength(2);
    expect(found[0]).toMatch(/^edition: raisedMinor should be \d+, is \d+$/);
    expect(found[1]).toContain(`(team ${first.slug})`);
  });

  it('finds money that is still on its way, a page that is missing and one too many', () => {
    const shown = asTheStorySays();
    const found = differences(story, slugs, {
      edition: { ...shown.edition, onItsWayMinor: 1_000 },
      teams: shown.teams,
      walkers: [...shown.walkers.slice(1), { slug: 'somebody-else', name: 'Somebody', raisedMinor: 0, gifts: 0 }],
    });
    expect(found).toEqual([
      'edition: onItsWayMinor should be 0, is 1000',
      expect.stringMatching(/is not shown$/),
      'walker somebody-else: is shown, but not in the story',
    ]);
  });
});
