/**
 * Cuts the two typefaces to the letters and weights that the pages write, so that a page with its fonts stays small.
 * Run `node src/web/shared/assets/fonts/subset-fonts.mjs` after a change of the lists below, and commit the results.
 *
 * The first file of each face holds what Dutch, French and English are written with; the second the other Latin letters
 * of Europe, which a browser fetches only for a page that has them in a name.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import subsetFont from 'subset-font';

const require = createRequire(import.meta.url);

const range = (from, to) => String.fromCodePoint(...Array.from({ length: to - from + 1 }, (_, i) => from + i));

/** Basic Latin, the letters of Latin-1, the ligature of "œuvre", typographic quotes, dashes, euro, the spaces of Intl. */
const WRITTEN = `${range(0x20, 0x7e)}${range(0xc0, 0xff)}\u00a0«»·°ŒœŸ‘’“”–—…−→€\u202f`;
/** Of Latin Extended what is written today: Turkish, Polish, Czech, Croatian, Hungarian, Romanian, Baltic, Maltese, Azeri. */
const OTHER_LATIN = 'ĀāĂăĄąĆćČčĎďĐđĒēĖėĘęĚěĞğĠġĢģĦħĪīĮįİıĶķĹĺĻļĽľŁłŃńŅņŇňŌōŐőŔŕŘřŚśŞşŠšŢţŤťŪūŮůŰűŲųŹźŻżŽžȘșȚțƏə';

const FACES = [
  { name: 'display', from: 'bricolage-grotesque', wght: 720 },
  { name: 'text', from: 'source-sans-3', wght: { min: 400, max: 600, default: 400 } },
];

for (const { name, from, wght } of FACES) {
  for (const [part, source, text] of [
    ['', 'latin', WRITTEN],
    ['-ext', 'latin-ext', OTHER_LATIN],
  ]) {
    const path = require.resolve(`@fontsource-variable/${from}/files/${from}-${source}-wght-normal.woff2`);
    const cut = await subsetFont(await readFile(path), text, {
      targetFormat: 'woff2',
      variationAxes: { wght },
      keepFeatures: ['kern', 'tnum', 'ccmp'],
      noHinting: true,
    });
    await writeFile(fileURLToPath(new URL(`${name}${part}.woff2`, import.meta.url)), cut);
    process.stdout.write(`${name}${part}.woff2 ${String(cut.length)} bytes\n`);
  }
}
