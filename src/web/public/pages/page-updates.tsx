import type { VNode } from 'preact';
import type { Language } from '../../../domain/language.js';
import { formatDay } from '../../../platform/i18n/index.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { Paragraphs } from './page-parts.js';

/** News of a walker or a team, as their page shows it. */
export interface PageUpdateView {
  readonly id: string;
  /** Empty where it has none. */
  readonly title: string;
  readonly text: string;
  readonly publishedAt: Date;
}

/** The news of a page, newest first; nothing at all where there is none. */
export function PageUpdates({
  language,
  updates,
}: {
  readonly language: Language;
  readonly updates: readonly PageUpdateView[];
}): VNode | null {
  if (updates.length === 0) return null;
  return (
    <section aria-labelledby="updates">
      <h2 id="updates">{translatorOf(language)('updates.title')}</h2>
      <ol class="updates">
        {updates.map(({ id, title, text, publishedAt }) => (
          <li key={id}>
            {title === '' ? null : <h3 dir="auto">{title}</h3>}
            <p class="small mute">
              <time dateTime={publishedAt.toISOString()}>{formatDay(language, publishedAt)}</time>
            </p>
            <Paragraphs text={text} />
          </li>
        ))}
      </ol>
    </section>
  );
}
