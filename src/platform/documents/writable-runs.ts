import transliterate from '@sindresorhus/transliterate';

/** Web fonts part the letters of a face over several files, by script and by how common they are. */
export const SUBSETS = [
  'latin',
  'latin-ext',
  'vietnamese',
  'cyrillic',
  'cyrillic-ext',
  'greek',
  'greek-ext',
  'arabic',
] as const;
export type Subset = (typeof SUBSETS)[number];

/** A piece of text that one file can write. */
export interface Run {
  readonly text: string;
  readonly subset: Subset;
}

/**
 * The file of a face that holds a subset. The display face has Latin letters alone: Greek and Cyrillic ones are the text
 * face's, in the same weight. Arabic ones have a face of their own.
 */
export function fontFile(subset: Subset, family: string, weight: number): string {
  switch (subset) {
    case 'latin':
    case 'latin-ext':
    case 'vietnamese':
      return `@fontsource/${family}/files/${family}-${subset}-${String(weight)}-normal.woff`;
    case 'cyrillic':
    case 'cyrillic-ext':
    case 'greek':
    case 'greek-ext':
      return `@fontsource/source-sans-3/files/source-sans-3-${subset}-${String(weight)}-normal.woff`;
    case 'arabic':
      return `@fontsource/noto-sans-arabic/files/noto-sans-arabic-arabic-${String(weight)}-normal.woff`;
  }
}

/**
 * What each file holds of the letters of names, in every face, the common ones first. Read from the files: the ranges that
 * their style sheets name are wider.
 */
const HOLDS: readonly (readonly [Subset, RegExp])[] = [
  [
    'latin',
    /[\n\u0020-\u007E\u00A0-\u00A3\u00A5-\u00AC\u00AE-\u00FF\u0131\u0152\u0153\u02C6\u02DA\u02DC\u2009\u2013\u2014\u2018-\u201A\u201C-\u201E\u2022\u2026\u2032\u2033\u2039\u203A\u2044\u20AC\u2122\u2212]/u,
  ],
  ['vietnamese', /[\u01A0\u01A1\u01AF\u01B0\u1EA0-\u1EF1]/u],
  [
    'latin-ext',
    /[\u0100-\u0107\u010A-\u0113\u0116-\u011B\u011E-\u0123\u0126-\u012B\u012E-\u0130\u0132\u0133\u0136\u0137\u0139-\u013E\u0141-\u0148\u014A-\u014D\u0150\u0151\u0154-\u015B\u015E-\u0161\u0164\u0165\u0168-\u017E\u01CD\u01CE\u0218-\u021B\u0237\u02C7\u02DD\u1E80-\u1E85\u1E9E\u1EF2-\u1EF9]/u,
  ],
  ['cyrillic', /[\u0301\u0400-\u045F\u0490\u0491\u04B0\u04B1\u2116]/u],
  [
    'cyrillic-ext',
    /[\u0462\u0463\u0472-\u0475\u0492\u0493\u0496-\u049B\u04A0-\u04A3\u04AA-\u04AF\u04B2\u04B3\u04B6\u04B7\u04BA\u04BB\u04C0-\u04C4\u04CF-\u04D1\u04D4-\u04D9\u04E2\u04E3\u04E6-\u04E9\u04EE\u04EF\u04F2\u04F3]/u,
  ],
  ['greek', /[\u0384-\u038A\u038C\u038E-\u03A1\u03A3-\u03CE]/u],
  [
    'greek-ext',
    /[\u1F00-\u1F15\u1F18-\u1F1D\u1F20-\u1F45\u1F48-\u1F4D\u1F50-\u1F57\u1F5F-\u1F7D\u1F80-\u1FB4\u1FB6-\u1FC4]/u,
  ],
  ['arabic', /[\u0600-\u061B\u061D-\u06FF\u0750-\u077F\uFB50-\uFBC1\uFE70-\uFE74\uFE76-\uFEFC]/u],
];

/** What stands between Arabic words, and joins or parts their letters: it belongs to them where it is among them. */
const AMONG_ARABIC = /[\u0020\u200C\u200D]/u;
/** Of these, the ones that nobody sees: they are nothing elsewhere. */
const JOINER = /[\u200C\u200D]/u;

/** A text in pieces of one font file each; at least one piece. Letters that no file holds are written in Latin ones. */
export function runsOf(text: string): readonly Run[] {
  const letters = Array.from(text.normalize('NFC')).flatMap(written);
  const runs: { text: string; subset: Subset }[] = [];
  for (const [index, { letter, subset }] of letters.entries()) {
    const last = runs.at(-1);
    const among = last?.subset === 'arabic' && AMONG_ARABIC.test(letter) && nextWord(letters, index) === 'arabic';
    if (!among && JOINER.test(letter)) continue;
    // A letter that nothing writes, an emoji for example, leaves no space before a comma.
    if (last !== undefined && /[,.]/.test(letter)) last.text = last.text.trimEnd() || last.text;
    const own = among ? 'arabic' : subset;
    if (last?.subset === own) last.text += letter;
    else runs.push({ text: letter, subset: own });
  }
  return runs.length > 0 ? runs : [{ text: ' ', subset: 'latin' }];
}

interface Letter {
  readonly letter: string;
  readonly subset: Subset;
}

/** The subset of what follows the spaces after a letter. */
function nextWord(letters: readonly Letter[], index: number): Subset | undefined {
  return letters.slice(index + 1).find(({ letter }) => !AMONG_ARABIC.test(letter))?.subset;
}

function written(letter: string): Letter[] {
  const subset = holderOf(letter);
  if (subset !== undefined) return [{ letter, subset }];
  if (JOINER.test(letter)) return [{ letter, subset: 'arabic' }];
  // Narrow and other spaces, such as those of French amounts; the ones that keep a number together stay so.
  if (/\p{Zs}/u.test(letter)) return [{ letter: '\u00A0', subset: 'latin' }];
  return Array.from(transliterate(letter)).flatMap((latin) =>
    holderOf(latin) === 'latin' ? [{ letter: latin, subset: 'latin' as const }] : [],
  );
}

function holderOf(letter: string): Subset | undefined {
  return HOLDS.find(([, letters]) => letters.test(letter))?.[0];
}
