import type { Currency } from '../../domain/money.js';
import type { PageContext, Target } from './page-context.js';

/** What a page listens to, and what it shows until something is said. */
export interface LiveSource {
  /** Server-sent events. */
  readonly stream: string;
  /** The same by asking, where a browser has no event stream. */
  readonly poll: string;
  readonly currency: Currency;
  readonly goalMinor: number;
  readonly revision: number;
  readonly asOf: Date;
}

/** The live addresses of the edition, a team or a walker. */
export function liveSource(
  context: PageContext,
  target: Target,
  total: { readonly revision: number; readonly asOf: Date },
  currency: Currency,
  goalMinor: number,
): LiveSource {
  const edition = encodeURIComponent(context.editionSlug ?? '');
  const at = target.kind === 'edition' ? '' : `/${target.kind}s/${encodeURIComponent(target.slug)}`;
  return {
    stream: `/live/editions/${edition}${at}`,
    poll: `/api/v1/editions/${edition}${at === '' ? '/totals' : at}`,
    currency,
    goalMinor,
    revision: total.revision,
    asOf: total.asOf,
  };
}
