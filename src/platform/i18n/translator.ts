import { IntlMessageFormat } from 'intl-messageformat';
import { type Language, LANGUAGES } from '../../domain/language.js';
import { LOCALES } from './locales.js';

/** The texts of one language, by key. */
export type Catalogue<Key extends string> = Readonly<Record<Key, string>>;

/** What a message's arguments stand for. */
export type MessageValues = Readonly<Record<string, string | number>>;

/** The same with tags, each a function from what the tag holds to a node of the page. */
export type RichValues<Node> = Readonly<
  Record<string, string | number | ((chunks: readonly (string | Node)[]) => Node)>
>;

/** Turns keys into sentences of one language. */
export interface Translator<Key extends string> {
  readonly language: Language;
  /**
   * The sentence of a key.
   * @throws when the message needs an argument that is not given, or is no ICU message.
   */
  (key: Key, values?: MessageValues): string;
  /** The same for a message with tags. */
  rich<Node>(key: Key, values: RichValues<Node>): readonly (string | Node)[];
}

/**
 * A translator for each language over complete catalogues of ICU messages. A message is parsed when it is first said,
 * once.
 */
export function createTranslators<Key extends string>(
  catalogues: Readonly<Record<Language, Catalogue<Key>>>,
): Readonly<Record<Language, Translator<Key>>> {
  return Object.fromEntries(
    LANGUAGES.map((language) => [language, createTranslator(language, catalogues[language])]),
  ) as Record<Language, Translator<Key>>;
}

function createTranslator<Key extends string>(language: Language, catalogue: Catalogue<Key>): Translator<Key> {
  const parsed = new Map<Key, IntlMessageFormat>();
  const messageOf = (key: Key): IntlMessageFormat => {
    let message = parsed.get(key);
    if (message === undefined) {
      message = new IntlMessageFormat(catalogue[key], LOCALES[language]);
      parsed.set(key, message);
    }
    return message;
  };
  const translate = (key: Key, values?: MessageValues): string => String(messageOf(key).format(values));
  const rich = <Node>(key: Key, values: RichValues<Node>): readonly (string | Node)[] => {
    // A tag may stand for any node here; the library's own type knows only what it calls primitive.
    const said: unknown = messageOf(key).format(values as Record<string, string>);
    return Array.isArray(said) ? (said as (string | Node)[]) : [said as string | Node];
  };
  return Object.assign(translate, { language, rich });
}
