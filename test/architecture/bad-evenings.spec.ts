import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { PROJECT_DIR } from '../../src/local-services/index.js';

/** How an evening names the test that does what it says: `` `test/….spec.ts` "title" ``. */
const TRIED = /`(test\/[\w/.-]+\.spec\.ts)`\s+"([^"]+)"/g;

interface Evening {
  readonly heading: string;
  readonly tried: readonly { readonly file: string; readonly title: string }[];
}

async function evenings(): Promise<Evening[]> {
  const guide = await readFile(join(PROJECT_DIR, 'docs/operations.md'), 'utf8');
  const section = guide.slice(guide.indexOf('\n## Bad evenings\n'), guide.indexOf('\n## Back up\n'));
  return section
    .split('\n### ')
    .slice(1)
    .map((part) => ({
      heading: part.split('\n')[0] ?? '',
      tried: [...part.matchAll(TRIED)].map(([, file = '', title = '']) => ({
        file,
        title: title.replaceAll(/\s+/g, ' '),
      })),
    }));
}

describe('The bad evenings in docs/operations.md', () => {
  it('each name a test that does what they say', async () => {
    const all = await evenings();
    expect(all.length).toBeGreaterThanOrEqual(10);
    expect(all.filter(({ tried }) => tried.length === 0)).toEqual([]);
    const missing: string[] = [];
    for (const { heading, tried } of all) {
      for (const { file, title } of tried) {
        const source = await readFile(join(PROJECT_DIR, file), 'utf8').catch(() => '');
        if (!source.includes(`it('${title}'`)) missing.push(`${heading}: ${file} "${title}"`);
      }
    }
    expect(missing).toEqual([]);
  });
});
