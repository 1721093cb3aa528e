import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { PROJECT_DIR } from '../../src/local-services/index.js';

/** A line of the table: `| what | 200 | `src/web/admission.ts` `MOST_AT_ONCE` |`. */
const ROW = /^\| [^|]+ \| ([\d,]+)[^|]* \| `(src\/[^`]+)` `([\w.]+)`/;

async function documented(): Promise<{ readonly value: number; readonly file: string; readonly name: string }[]> {
  const text = await readFile(join(PROJECT_DIR, 'docs/operations.md'), 'utf8');
  const table = text.slice(text.indexOf('## Bounds'), text.indexOf('## Bad evenings'));
  return table.split('\n').flatMap((line) => {
    const [, value = '', file = '', name = ''] = ROW.exec(line.replace(/ +/g, ' ')) ?? [];
    return file === '' ? [] : [{ value: Number(value.replaceAll(',', '')), file, name }];
  });
}

/** What the source sets a name to: a number, or a product of numbers; its bytes are told in kB there. */
async function inSource(file: string, name: string): Promise<number> {
  const source = await readFile(join(PROJECT_DIR, file), 'utf8');
  const [, product = ''] = new RegExp(`\\b${name}\\b\\s*[:=]\\s*(?:[a-zA-Z]+\\()*([\\d_ *]+)`).exec(source) ?? [];
  return product.split('*').reduce((whole, factor) => whole * Number(factor.replaceAll('_', '').trim()), 1);
}

describe('The bounds in docs/operations.md', () => {
  it('are those of the source', async () => {
    const rows = await documented();
    expect(rows.length).toBeGreaterThanOrEqual(12);
    const found = await Promise.all(rows.map(async (row) => ({ ...row, value: await inSource(row.file, row.name) })));
    expect(found).toEqual(rows);
  });
});
