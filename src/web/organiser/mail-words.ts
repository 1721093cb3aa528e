import type { Language } from '../../domain/language.js';
import { textOf } from './list-words.js';

/** What a kind of mail is called; one that walkers are not written by its name in the code. */
export function mailName(language: Language, name: string): string {
  return textOf(language, [`mail.kind.${name}`], name);
}
