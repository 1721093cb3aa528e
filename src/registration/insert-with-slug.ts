import slugify from '@sindresorhus/slugify';
import { newToken } from '../platform/http/token.js';

/** So often an address is looked for; the third one is free but for bad luck. */
export const SLUG_ATTEMPTS = 6;

/** An address for a name: at first the name itself, then with a few random letters. */
export function slugFor(name: string, fallback: string, attempt: number): string {
  const base = slugify(name).slice(0, 60).replace(/-+$/, '') || fallback;
  if (attempt === 0 && base !== fallback) return base;
  const suffix = newToken()
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(0, 5);
  return `${base}-${suffix}`;
}

/**
 * Finds an address of its own for a name.
 * @param insert returns no row when the address is taken.
 */
export async function insertWithSlug(
  name: string,
  fallback: string,
  insert: (slug: string) => Promise<unknown[]>,
): Promise<string> {
  for (let attempt = 0; attempt < SLUG_ATTEMPTS; attempt += 1) {
    const slug = slugFor(name, fallback, attempt);
    if ((await insert(slug)).length > 0) return slug;
  }
  throw new Error(`No free address found for a ${fallback}`);
}
