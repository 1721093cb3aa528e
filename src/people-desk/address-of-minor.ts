import slugify from '@sindresorhus/slugify';
import type { Edition } from '../domain/edition.js';
import type { Transaction } from '../platform/database/database.js';
import { insertWithSlug } from '../registration/index.js';
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

/**
 * Gives the page of who needs a guardian an address by first name alone, where it holds more of the name. The old address
 * leads nowhere: it says the name to whoever has it, and a way on from there would tie that name to the page.
 * @returns the new address; `null` where the old one may stay
 */
export async function hideNameInAddress(
  tx: Transaction,
  edition: Pick<Edition, 'id'>,
  stored: Pick<StoredWalker, 'id' | 'slug'> & { readonly facts: Names },
  after: { readonly facts: Names; readonly publicName: string },
): Promise<string | null> {
  const { facts, publicName } = after;
  const names = [stored.facts.firstName, stored.facts.lastName, facts.lastName];
  if (!tellsMore(stored.slug, names, [publicName, facts.firstName])) return null;
  return insertWithSlug(facts.firstName, 'walker', (slug) =>
    tx.rows(
      `UPDATE walker SET slug = $3 WHERE id = $1
          AND NOT EXISTS (SELECT FROM walker WHERE edition_id = $2 AND slug = $3) RETURNING id`,
      [stored.id, edition.id, slug],
    ),
  );
}

function wordsOf(name: string): string[] {
  return slugify(name)
    .split('-')
    .filter((word) => word !== '');
}
