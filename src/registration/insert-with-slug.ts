import slugify from '@sindresorhus/slugify';
import { newToken } from '../platform/http/token.js';

/**
 * Finds an address of its own for a name: the name itself, then the name with a few random letters.
 * @param insert returns no row when the address is taken.
 */
export async function insertWithSlug(
  name: string,
  fallback: string,
  insert: (slug: string) => Promise<unknown[]>,
): Promise<string> {
  const base = slugify(name).slice(0, 60).replace(/-+$/, '') || fallback;
  for (let attempt = 0; attempt < 6; attempt += 1) {
    const suffix = newToken()
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '')
      .slice(0, 5);
    const slug = attempt === 0 && base !== fallback ? base : `${base}-${suffix}`;
    if ((await insert(slug)).length > 0) return slug;
  }
  throw new Error(`No free address found for a ${fallback}`);
}
