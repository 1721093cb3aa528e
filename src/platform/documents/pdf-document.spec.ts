import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PdfDocument } from './pdf-document.js';
import { fontFile, runsOf, SUBSETS, type Subset } from './writable-runs.js';

const require = createRequire(import.meta.url);

/** The reader of fonts that PDFKit brings. */
const { openSync } = createRequire(require.resolve('pdfkit'))('fontkit') as {
  readonly openSync: (file: string) => { readonly characterSet: readonly number[] };
};

/** The letters that the files of a subset really hold. */
const held = new Map<Subset, readonly ReadonlySet<number>[]>(
  SUBSETS.map((subset) => [
    subset,
    [
      fontFile(subset, 'source-sans-3', 400),
      fontFile(subset, 'source-sans-3', 600),
      fontFile(subset, 'bricolage-grotesque', 700),
    ].map((file) => new Set(openSync(require.resolve(file)).characterSet)),
  ]),
);

const TRICKY = [' ', 'م', 'ي', '\u200C', '\u202F', 'ќ', 'ώ', 'ữ', 'Š', '\u0301', '–'];

const pieces = (text: string): string[] => runsOf(text).map((run) => `${run.subset}: ${run.text}`);

describe('Names in a document', () => {
  it('are written in their own script where a face has it, and in Latin letters where none has', () => {
    expect(pieces('Łucja Šimić')).toEqual([
      'latin-ext: Ł',
      'latin: ucja ',
      'latin-ext: Š',
      'latin: imi',
      'latin-ext: ć',
    ]);
    expect(pieces('Олена')).toEqual(['cyrillic: Олена']);
    expect(pieces('Ελένη')).toEqual(['greek: Ελένη']);
    expect(pieces('Nguyễn')).toEqual(['latin: Nguy', 'vietnamese: ễ', 'latin: n']);
    expect(pieces('1\u202F234,00\u00A0€')).toEqual(['latin: 1\u00A0234,00\u00A0€']);
    expect(pieces('გიორგი')).toEqual(['latin: giorgi']);
  });

  it('keep Arabic words together with what stands between them, and leave the rest of the sentence as it is', () => {
    expect(pieces('محمد علي')).toEqual(['arabic: محمد علي']);
    expect(pieces('Dag محمد علي, dank')).toEqual(['latin: Dag ', 'arabic: محمد علي', 'latin: , dank']);
    expect(pieces('می\u200Cخواهم')).toEqual(['arabic: می\u200Cخواهم']);
  });

  it('are always made of letters that the files hold, whatever somebody is called', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.oneof(fc.constantFrom(...TRICKY), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 })),
          maxLength: 30,
        }),
        (text) => {
          for (const { text: letters, subset } of runsOf(text)) {
            for (const letter of letters.replaceAll('\n', '')) {
              const holders = held.get(subset)?.filter((file) => file.has(letter.codePointAt(0) ?? 0));
              expect([subset, letter, holders?.length]).toEqual([subset, letter, 3]);
            }
          }
        },
      ),
    );
  });

  it('bring their faces into the file, in every weight', async () => {
    const pdf = await PdfDocument.begin({ title: 'T', author: 'A', language: 'nl', size: 'A4', margin: 40 });
    for (const face of ['text', 'strong', 'display'] as const) pdf.write('Dag محمد علي, Олена en Ελένη', { face });
    const file = (await pdf.bytes()).toString('latin1');
    for (const name of ['NotoSansArabic', 'SourceSans3', 'BricolageGrotesque']) expect(file).toContain(name);
    expect(file.match(/BaseFont \/[A-Z]+\+NotoSansArabic/g)?.length).toBeGreaterThanOrEqual(3);
  });
});
