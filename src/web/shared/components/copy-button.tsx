import type { VNode } from 'preact';
import type { Language } from '../../../domain/language.js';
import { translatorOf } from '../messages/translators.js';

interface CopyButtonProps {
  readonly language: Language;
  /** The id of the element whose text is copied. */
  readonly of: string;
  /** What the text is, for whoever does not see where the button stands. */
  readonly what?: string;
}

/** Copies a text that stands on the page; hidden until a script (`copy.js`) can do it. */
export function CopyButton({ language, of, what }: CopyButtonProps): VNode {
  const t = translatorOf(language);
  return (
    <button class="btn line" type="button" hidden data-copy={of} data-copied={t('thank.copied')}>
      {t('thank.copy')}
      {what === undefined ? null : <span class="unseen"> {what}</span>}
    </button>
  );
}
