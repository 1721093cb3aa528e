import type { EditionTotals, TeamTotal, WalkerTotal } from './front-door.js';
import type { Story } from './story.js';

/** What the install shows once the play is over. */
export interface ShownTotals {
  readonly edition: EditionTotals;
  readonly teams: readonly TeamTotal[];
  readonly walkers: readonly WalkerTotal[];
}

/**
 * Compares every public number with the story's: the edition, each team, each walker.
 *
 * @param slugs the slug of every page by the story's key
 * @returns each difference in words; none when all agree
 */
export function differences(story: Story, slugs: ReadonlyMap<string, string>, shown: ShownTotals): string[] {
  const { expected } = story;
  return [
    ...unequal('edition', shown.edition, {
      teams: expected.teams,
      walkers: expected.walkers,
      donors: expected.donors,
      gifts: expected.gifts,
      raisedMinor: expected.raisedMinor,
      onItsWayMinor: 0,
    }),
    ...unequal('edition, walkers', shown.edition.byParticipation, {
      central: expected.central,
      'own-route': expected.ownRoute,
    }),
    ...ofPages('team', slugs, shown.teams, expected.walkersByTeam, (key) => ({
      raisedMinor: expected.raisedByTeam.get(key),
      gifts: expected.giftsByTeam.get(key),
      walkers: expected.walkersByTeam.get(key),
    })),
    ...ofPages('walker', slugs, shown.walkers, expected.raisedByWalker, (key) => ({
      raisedMinor: expected.raisedByWalker.get(key),
      gifts: expected.giftsByWalker.get(key),
    })),
  ];
}

function ofPages(
  kind: 'team' | 'walker',
  slugs: ReadonlyMap<string, string>,
  shown: readonly { readonly slug: string }[],
  keys: ReadonlyMap<string, unknown>,
  expectedOf: (key: string) => Readonly<Record<string, number | undefined>>,
): string[] {
  const bySlug = new Map(shown.map((page) => [page.slug, page]));
  const found: string[] = [];
  for (const key of keys.keys()) {
    const slug = slugs.get(key);
    const page = slug === undefined ? undefined : bySlug.get(slug);
    if (slug === undefined || page === undefined) {
      found.push(`${key}: is not shown`);
      continue;
    }
    bySlug.delete(slug);
    found.push(...unequal(`${key} (${kind} ${slug})`, page, expectedOf(key)));
  }
  return [...found, ...[...bySlug.keys()].map((slug) => `${kind} ${slug}: is shown, but not in the story`)];
}

function unequal(what: string, shown: object, expected: Readonly<Record<string, number | undefined>>): string[] {
  const figures = new Map<string, unknown>(Object.entries(shown));
  return Object.entries(expected)
    .filter(([figure, value]) => figures.get(figure) !== value)
    .map(([figure, value]) => `${what}: ${figure} should be ${String(value)}, is ${String(figures.get(figure))}`);
}
