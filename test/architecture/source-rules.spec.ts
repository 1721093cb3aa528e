import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { PROJECT_DIR } from '../../src/local-services/index.js';
import { nl } from '../../src/web/shared/messages/nl.js';

interface Line {
  readonly file: string;
  readonly number: number;
  readonly text: string;
}

/** The lines of code of src/ without its specs, comments left out. */
async function linesOfSource(): Promise<Line[]> {
  const entries = await readdir(join(PROJECT_DIR, 'src'), { recursive: true });
  const files = entries
    .filter((file) => /\.tsx?$/.test(file) && !/\.spec\.tsx?$/.test(file))
    .map((file) => `src/${file}`);
  const lines: Line[] = [];
  for (const file of files.toSorted()) {
    const text = await readFile(join(PROJECT_DIR, file), 'utf8');
    const all = text.split('\n').map((line, index) => ({ file, number: index + 1, text: line }));
    lines.push(...all.filter((line) => !/^\s*(\/\/|\/?\*)/.test(line.text)));
  }
  return lines;
}

function placesOf(lines: readonly Line[], pattern: RegExp, allowed: readonly RegExp[]): string[] {
  return lines
    .filter(({ file, text }) => pattern.test(text) && !allowed.some((path) => path.test(file)))
    .map(({ file, number, text }) => `${file}:${String(number)}: ${text.trim()}`);
}

describe('The sources', () => {
  it('read the environment in the configuration and in entry points alone', async () => {
    // Anywhere else a setting would escape the one list of faults that is told before the process listens.
    const allowed = [/^src\/platform\/config\//, /^src\/cli\//, /^src\/local-services\//, /^src\/stripe-sandbox\//];
    expect(placesOf(await linesOfSource(), /process\.env|from 'node:process'/, allowed)).toEqual([]);
  });

  it('round nothing on the way of the money, outside its one module', async () => {
    // A second way of rounding is how two screens come to show two totals.
    const wayOfTheMoney = /^src\/(domain|donations|registration|payments|ledger|totals|exports)\//;
    const lines = (await linesOfSource()).filter(({ file }) => wayOfTheMoney.test(file));
    const rounding = /Math\.(round|floor|ceil|trunc|fround)\(|parseFloat\(|\.toFixed\(/;
    expect(placesOf(lines, rounding, [/^src\/domain\/money\.ts$/])).toEqual([]);
  });

  it('hold no file that is longer than a reader can keep in mind', async () => {
    const lengths = new Map<string, number>();
    for (const { file, number } of await linesOfSource()) lengths.set(file, number);
    const long = [...lengths].filter(([file, length]) => length > 450 && !/\/messages\//.test(file));
    expect(long).toEqual([]);
  });

  it('read no setting that .env.example does not explain', async () => {
    const example = await readFile(join(PROJECT_DIR, '.env.example'), 'utf8');
    const explained = new Set([...example.matchAll(/^#([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name));
    const readers = /^src\/(platform\/config|stripe-sandbox|cli|local-services)\//;
    const settings = (await linesOfSource())
      .filter(({ file }) => readers.test(file))
      .flatMap(({ text }) => [
        ...text.matchAll(/process\.env(?:\.|\[')([A-Z][A-Z0-9_]+)/g),
        ...text.matchAll(/\b(?:variable|number)\('([A-Z][A-Z0-9_]+)'/g),
        ...text.matchAll(/^ {2}([A-Z][A-Z0-9_]+): (?:z\.|url|wholeNumber)/g),
      ])
      .map(([, name]) => name);
    expect(settings.length).toBeGreaterThan(10);
    // The PATH is the operating system's, not ours.
    expect(settings.filter((name) => name !== 'PATH' && !explained.has(name))).toEqual([]);
  });

  it('write no act into the log that it has no words for', async () => {
    const acts = (await linesOfSource()).flatMap(({ text }) => /^\s*action: '([a-z-]+)',/.exec(text)?.[1] ?? []);
    expect(acts.length).toBeGreaterThan(20);
    expect(acts.filter((act) => !Object.hasOwn(nl, `log.action.${act}`))).toEqual([]);
  });
});
