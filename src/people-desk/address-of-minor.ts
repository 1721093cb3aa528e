import slugify from '@sindresorhus/slugify';
import type { Edition } from '../domain/edition.js';
import type { Transaction } from '../platform/database/database.js';
import type { EditionId, WalkerId } from '../domain/ids.js';
import { SLUG_ATTEMPTS, slugFor } from '../registration/index.js';
import type { StoredWalker, WalkerFacts } from './stored-walker.js';

type Names = Pick<WalkerFacts, 'firstName' | 'lastName'>;

/** An address that is longer was perhaps cut in the middle of a word. */
const LONGEST_WHOLE = 50;

/**
 * Whether the address of a page holds a word of the walker's name that is not shown on it.
 * @param shown what is shown: the name on the page and the first name
 */
export function tellsMore(slug: string, names: readonly string[], shown: readonly string[]): boolean {
  const known = new Set(shown.flatMap(wordsOf));
  const hidden = new Set(names.flatMap(wordsOf).filter((word) => !known.has(word)));
  if (hidden.size === 0) return false;
  return slug.length > LONGEST_WHOLE || slug.split('-').some((word) => hidden.has(word));
}

/** Whose page is to have an address by first name alone. */
export interface MinorsPage {
  readonly id: WalkerId;
  readonly slug: string;
  /** Every name that the address may hold. */
  readonly names: readonly string[];
  readonly firstName: string;
  /** As it stands on the page. */
  readonly publicName: string;
}

/**
 * Gives the pages of who needs a guardian an address by first name alone, where theirs holds more of the name: in one
 * statement, and another one for those whose new address was taken. The old addresses lead nowhere: they say the name to
 * whoever has them, and a way on from there would tie that name to the page.
 * @returns the new addresses, by walker; nothing for whose old one may stay
 */
export async function hideNamesInAddresses(
  tx: Transaction,
  editionId: EditionId,
  pages: readonly MinorsPage[],
): Promise<ReadonlyMap<WalkerId, string>> {
  const moved = new Map<WalkerId, string>();
  let waiting = pages.filter(({ slug, names, publicName, firstName }) =>
    tellsMore(slug, names, [publicName, firstName]),
  );
  for (let attempt = 0; waiting.length > 0; attempt += 1) {
    if (attempt === SLUG_ATTEMPTS) throw new Error('No free address found for a walker');
    // Of two who want the same one the second waits for the next round, which gives it letters.
    const wanted = new Map(waiting.map(({ id, firstName }) => [slugFor(firstName, 'walker', attempt), id]));
    const rows = await tx.rows<{ id: WalkerId; slug: string }>(
      `UPDATE walker w SET slug = v.slug FROM unnest($2::uuid[], $3::text[]) AS v (id, slug)
        WHERE w.id = v.id AND NOT EXISTS (SELECT FROM walker o WHERE o.edition_id = $1 AND o.slug = v.slug)
        RETURNING w.id, w.slug`,
      [editionId, [...wanted.values()], [...wanted.keys()]],
    );
    for (const { id, slug } of rows) moved.set(id, slug);
    waiting = waiting.filter(({ id }) => !moved.has(id));
  }
  return moved;
}

/** As {@link hideNamesInAddresses}, for one walker who is put right. @returns the new address; `null` where the old one may stay */
export async function hideNameInAddress(
  tx: Transaction,
  edition: Pick<Edition, 'id'>,
  { id, slug, facts: before }: Pick<StoredWalker, 'id' | 'slug'> & { readonly facts: Names },
  { facts, publicName }: { readonly facts: Names; readonly publicName: string },
): Promise<string | null> {
  const names = [before.firstName, before.lastName, facts.lastName];
  const page = { id, slug, names, firstName: facts.firstName, publicName };
  return (await hideNamesInAddresses(tx, edition.id, [page])).get(id) ?? null;
}

function wordsOf(name: string): string[] {
  return slugify(name)
    .split('-')
    .filter((word) => word !== '');
}
