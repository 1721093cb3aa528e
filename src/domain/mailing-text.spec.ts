import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fillPlaceholders, PLACEHOLDER_WORDS, PLACEHOLDERS, unknownPlaceholders } from './mailing-text.js';

describe('a text to many', () => {
  it('names the reader in whatever language the placeholder is written', () => {
    const values = { name: 'Zoë', raised: '€ 40' };
    expect(fillPlaceholders('Dag {naam}, {OPBRENGST}!', values)).toBe('Dag Zoë, € 40!');
    expect(fillPlaceholders('Bonjour {nom}, {collecté}', values)).toBe('Bonjour Zoë, € 40');
  });

  it('says which placeholders it does not know, and which are not for its readers', () => {
    expect(unknownPlaceholders('{naam} {nam} {team} {}', ['name'])).toEqual(['{nam}', '{team}', '{}']);
  });

  it('never reads a value as a text again, and leaves no known placeholder', () => {
    const word = fc.constantFrom(...PLACEHOLDERS.flatMap((it) => Object.values(PLACEHOLDER_WORDS[it])));
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replace(/[{}]/g, '')),
      word.map((it) => `{${it}}`),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        expect(unknownPlaceholders(text, PLACEHOLDERS)).toEqual([]);
        const values = Object.fromEntries(PLACEHOLDERS.map((it) => [it, '{naam}']));
        const braces = pieces.filter((it) => it.startsWith('{')).length;
        expect(fillPlaceholders(text, values).match(/\{naam\}/g)?.length ?? 0).toBe(braces);
      }),
    );
  });
});
