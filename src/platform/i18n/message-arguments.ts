import { IntlMessageFormat } from 'intl-messageformat';
import type { Language } from '../../domain/language.js';
import { LOCALES } from './locales.js';

type Elements = ReturnType<IntlMessageFormat['getAst']>;

/**
 * The arguments and tags that an ICU message asks for, sorted: what has to agree between the languages of a text.
 * @throws {SyntaxError} when it is no ICU message.
 */
export function messageArguments(language: Language, message: string): string[] {
  const found = new Set<string>();
  collect(new IntlMessageFormat(message, LOCALES[language]).getAst(), found);
  return [...found].sort();
}

function collect(elements: Elements, found: Set<string>): void {
  for (const element of elements) {
    // Literal text (0) and the number sign of a plural (7) ask for nothing; a tag is 8.
    if (element.type === 0 || element.type === 7) continue;
    found.add(element.type === 8 ? `<${element.value}>` : element.value);
    if ('children' in element) collect(element.children, found);
    if ('options' in element) for (const option of Object.values(element.options)) collect(option.value, found);
  }
}
