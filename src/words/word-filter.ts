import {
  parseRawPattern,
  RegExpMatcher,
  resolveConfusablesTransformer,
  resolveLeetSpeakTransformer,
  toAsciiLowerCaseTransformer,
} from 'obscenity';
import { HELD_BACK_WORDS } from './held-back-words.js';

const TERMS = HELD_BACK_WORDS.map((word, id) => ({ id, pattern: parseRawPattern(`|${word}|`) }));
/** Letters of other scripts that look Latin, and letters with accents. */
const PLAIN = [resolveConfusablesTransformer(), toAsciiLowerCaseTransformer()];

const MATCHERS = [
  new RegExpMatcher({ blacklistedTerms: TERMS, blacklistMatcherTransformers: PLAIN }),
  // Digits and signs that stand for letters; apart, since an exclamation mark would otherwise be one too.
  new RegExpMatcher({
    blacklistedTerms: TERMS,
    blacklistMatcherTransformers: [resolveLeetSpeakTransformer(), ...PLAIN],
  }),
];

/** What can be wrong about more than this is read by nobody. */
const MOST_CHARACTERS = 10_000;

/**
 * Whether a text that a person wrote may be shown to everybody at once. Whole words are looked for, in Dutch, French and
 * English, since a part of a word is often a part of a name; a letter that is drawn out (`noooo`) counts once or twice.
 */
export function passesWordFilter(text: string): boolean {
  const read = text.slice(0, MOST_CHARACTERS).normalize('NFC');
  const forms = new Set([read, ...['$1', '$1$1'].map((drawn) => read.replace(/(\p{L})\1{2,}/giu, drawn))]);
  return [...forms].every((form) => !MATCHERS.some((matcher) => matcher.hasMatch(form)));
}
