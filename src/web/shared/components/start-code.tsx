import type { VNode } from 'preact';
import type { Language } from '../../../domain/language.js';
import { translatorOf } from '../messages/translators.js';

interface StartCodeProps {
  readonly name: string;
  /** SVG that we made; `undefined`: the walker needs none. */
  readonly code: string | undefined;
  readonly language: Language;
}

/** The code that a walker shows at the start. */
export function StartCode({ name, code, language }: StartCodeProps): VNode | null {
  if (code === undefined) return null;
  return (
    <figure class="start-code">
      <div
        role="img"
        aria-label={translatorOf(language)('check-in.codeOf', { name })}
        dangerouslySetInnerHTML={{ __html: code }}
      />
      <figcaption dir="auto">{name}</figcaption>
    </figure>
  );
}
