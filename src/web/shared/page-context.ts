import type { Language } from '../../domain/language.js';

/** What every page is told about where it stands. */
export interface PageContext {
  readonly language: Language;
  /** `null` only on an error page that belongs to no edition. */
  readonly editionSlug: string | null;
  /** The path without its language, query included, such as `/2023/teams?sort=name`: where the language switch leads. */
  readonly path: string;
  /** The address of the site without a slash at its end, such as `https://walk.example`. */
  readonly publicUrl: string;
}

/** The path of a page of the edition: `under(context, '/teams')` is `/nl/2023/teams`. */
export function under({ language, editionSlug }: Pick<PageContext, 'language' | 'editionSlug'>, path = ''): string {
  return editionSlug === null ? `/${language}` : `/${language}/${encodeURIComponent(editionSlug)}${path}`;
}

export function teamPath(context: PageContext, slug: string): string {
  return under(context, `/teams/${encodeURIComponent(slug)}`);
}

export function walkerPath(context: PageContext, slug: string): string {
  return under(context, `/walkers/${encodeURIComponent(slug)}`);
}

/** Whom a gift is for; names as they are shown. */
export type Target =
  { readonly kind: 'edition' } | { readonly kind: 'team' | 'walker'; readonly slug: string; readonly name: string };

export function targetPath(context: PageContext, target: Target): string {
  switch (target.kind) {
    case 'edition':
      return under(context);
    case 'team':
      return teamPath(context, target.slug);
    case 'walker':
      return walkerPath(context, target.slug);
  }
}

export function givePath(context: PageContext, target: Target): string {
  return `${targetPath(context, target)}/give`;
}

/**
 * Where a gift that came to nothing is tried again: with the same amount, without what covered the payment. A gift that was
 * to keep a promise is paid from the promise, so that it is found paid there.
 */
export function tryAgainPath(
  context: PageContext,
  target: Target,
  gift: { readonly amountMinor: number; readonly coveredFeeMinor?: number; readonly pledgeToken?: string | null },
): string {
  if (gift.pledgeToken != null) return under(context, `/pledges/${gift.pledgeToken}`);
  return `${givePath(context, target)}?amount=${String(gift.amountMinor - (gift.coveredFeeMinor ?? 0))}`;
}

/** The second screen of giving; the amount comes along as `choice` (minor units), or as `amount` beside `choice=other`. */
export function giveDetailsPath(context: PageContext, target: Target): string {
  return `${givePath(context, target)}/details`;
}
