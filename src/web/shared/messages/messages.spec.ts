import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ERROR_CODES, FIELD_ERROR_CODES } from '../../../domain/errors.js';
import { LANGUAGES } from '../../../domain/language.js';
import { messageArguments } from '../../../platform/i18n/index.js';
import { en } from './en.js';
import { errorSentence, fieldErrorSentence } from './error-sentences.js';
import { fr } from './fr.js';
import { nl } from './nl.js';

const CATALOGUES: Readonly<Record<(typeof LANGUAGES)[number], Readonly<Record<string, string>>>> = { nl, fr, en };
const KEYS = Object.keys(nl);

/** The keys of every file of one language, file by file: what the catalogue is put together from. */
async function keysByFile(language: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const folder = new URL(`./${language}/`, import.meta.url);
  const keys = new Map<string, readonly string[]>();
  for (const file of readdirSync(folder).filter((name) => /^[a-z-]+\.(ts|js)$/.test(name))) {
    const parts = (await import(new URL(file, folder).href)) as Readonly<
      Record<string, Readonly<Record<string, string>>>
    >;
    keys.set(
      file,
      Object.values(parts).flatMap((part) => Object.keys(part)),
    );
  }
  return keys;
}

describe('the texts of the site', () => {
  it.each(LANGUAGES)('stand in one file each, so that none hides another of the same name, in %s', async (language) => {
    const files = await keysByFile(language);
    const all = [...files.values()].flat();
    expect(all.filter((key, index) => all.indexOf(key) !== index)).toEqual([]);
    expect(all.sort()).toEqual([...KEYS].sort());
  });

  it.each(LANGUAGES)('are complete in %s, with none too many', (language) => {
    expect(Object.keys(CATALOGUES[language]).sort()).toEqual([...KEYS].sort());
  });

  it.each(LANGUAGES)('are messages that can be read and take the same arguments as in Dutch, in %s', (language) => {
    for (const key of KEYS) {
      const message = CATALOGUES[language][key] ?? '';
      expect({ key, arguments: messageArguments(language, message) }).toEqual({
        key,
        arguments: messageArguments('nl', CATALOGUES.nl[key] ?? ''),
      });
    }
  });

  it.each(LANGUAGES)(
    'are written with typographic apostrophes, so that none is taken for an ICU quote, in %s',
    (language) => {
      for (const [key, message] of Object.entries(CATALOGUES[language])) {
        expect({ key, straight: message.includes("'"), blank: message.trim() === '' }).toEqual({
          key,
          straight: false,
          blank: false,
        });
      }
    },
  );

  it.each(LANGUAGES)('have a sentence for every refusal in %s', (language) => {
    for (const code of ERROR_CODES) expect(errorSentence(language, code)).toMatch(/\S/);
    for (const code of FIELD_ERROR_CODES) expect(fieldErrorSentence(language, { field: 'any', code })).toMatch(/\S/);
  });
});

describe('the sentence beside a field', () => {
  it('names the field in words of its own', () => {
    expect(fieldErrorSentence('nl', { field: 'email', code: 'REQUIRED' })).toBe('Vul je e-mailadres in');
    expect(fieldErrorSentence('nl', { field: 'anything', code: 'REQUIRED' })).toBe('Vul dit nog in');
  });

  it('names the bound that was crossed', () => {
    const sentence = fieldErrorSentence('en', {
      field: 'amount',
      code: 'AMOUNT_TOO_SMALL',
      params: { leastMinor: 100 },
    });
    expect(sentence).toBe('Give at least €1');
    expect(fieldErrorSentence('en', { field: 'name', code: 'TOO_LONG', params: { most: 100 } })).toContain('100');
  });
});
