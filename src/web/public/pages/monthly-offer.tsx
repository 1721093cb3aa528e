import type { VNode } from 'preact';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, under } from '../../shared/page-context.js';

/** One kind line to who has just given: a monthly gift to the organisation, with their name filled in already. */
export function MonthlyOffer({ context, token }: { readonly context: PageContext; readonly token: string }): VNode {
  return (
    <p>
      {translatorOf(context.language).rich<VNode>('monthly.offer', {
        a: (words) => <a href={under(context, `/monthly?gift=${encodeURIComponent(token)}`)}>{words}</a>,
      })}
    </p>
  );
}
