import { createRequire } from 'node:module';
import { type Font, openSync } from 'fontkit';
import { fontFile, runsOf, type Subset } from './writable-runs.js';

const require = createRequire(import.meta.url);

/** A line of text drawn as outlines, so that a picture looks the same wherever it is made. */
export interface TextOutline {
  /** In the units of the picture. */
  readonly width: number;
  /** SVG path data, its baseline's left end at 0, 0. */
  readonly path: string;
}

export interface OutlineStyle {
  readonly family: string;
  readonly weight: number;
  /** Height of the letters' em, in the units of the picture. */
  readonly size: number;
}

/** One for each file: there are as many as faces and scripts. */
const fonts = new Map<string, Font>();

function fontOf(subset: Subset, { family, weight }: OutlineStyle): Font {
  const file = fontFile(subset, family, weight);
  const known = fonts.get(file);
  if (known !== undefined) return known;
  const opened = openSync(require.resolve(file));
  if (!('layout' in opened)) throw new TypeError(`${file} is a collection of fonts`);
  fonts.set(file, opened);
  return opened;
}

/**
 * Draws a line of text: Latin, Greek, Cyrillic and Arabic letters as they are, others in Latin ones, emoji left out. Arabic
 * words are joined and run from right to left; a line that begins with one does so as a whole.
 */
export function outlineOf(text: string, style: OutlineStyle): TextOutline {
  const runs = runsOf(text);
  const ordered = runs[0]?.subset === 'arabic' ? [...runs].reverse() : runs;
  let x = 0;
  const parts: string[] = [];
  for (const run of ordered) {
    const font = fontOf(run.subset, style);
    const scale = style.size / font.unitsPerEm;
    const { glyphs, positions } = font.layout(run.text);
    for (const [index, glyph] of glyphs.entries()) {
      const position = positions[index];
      if (position === undefined) continue;
      // Fonts count upwards, pictures downwards.
      const path = glyph.path.scale(scale, -scale).translate(x + position.xOffset * scale, -position.yOffset * scale);
      parts.push(path.toSVG());
      x += position.xAdvance * scale;
    }
  }
  return { width: x, path: parts.join('') };
}

/** Lines of text that fit into a width, and the size at which they do. */
export interface FittedText {
  readonly size: number;
  readonly lines: readonly TextOutline[];
}

/**
 * Breaks a text between words into at most `mostLines` lines: at the largest of the sizes at which it fits, else at the
 * smallest, cut with an ellipsis.
 */
export function fitText(
  text: string,
  style: Omit<OutlineStyle, 'size'>,
  sizes: readonly number[],
  width: number,
  mostLines: number,
): FittedText {
  let size = sizes[0] ?? 1;
  for (size of sizes) {
    const lines = broken(text, { ...style, size }, width);
    if (lines.length <= mostLines && lines.every((line) => line.width <= width)) return { size, lines };
  }
  const lines = broken(text, { ...style, size }, width).slice(0, mostLines);
  return {
    size,
    lines: lines.map((line, index) => (index === lines.length - 1 ? cut(line, { ...style, size }, width) : line)),
  };
}

interface Line extends TextOutline {
  readonly text: string;
}

function broken(text: string, style: OutlineStyle, width: number): Line[] {
  const lines: Line[] = [];
  for (const word of text.split(/\s+/u).filter((it) => it !== '')) {
    const last = lines.at(-1);
    const together = last === undefined ? word : `${last.text} ${word}`;
    const drawn = outlineOf(together, style);
    if (last !== undefined && drawn.width > width) lines.push({ text: word, ...outlineOf(word, style) });
    else lines.splice(-1, last === undefined ? 0 : 1, { text: together, ...drawn });
  }
  return lines;
}

/** Takes letters off the end until the line and an ellipsis fit. */
function cut(line: Line, style: OutlineStyle, width: number): TextOutline {
  const letters = Array.from(line.text);
  for (let left = letters.length; left > 0; left -= 1) {
    const drawn = outlineOf(`${letters.slice(0, left).join('').trimEnd()}…`, style);
    if (drawn.width <= width) return drawn;
  }
  return outlineOf('…', style);
}
