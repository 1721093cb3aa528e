import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { PROJECT_DIR } from '../../src/local-services/index.js';
import { dangersOf } from './migration-rules.js';

const FOLDER = join(PROJECT_DIR, 'src/platform/database/migrations');

/** What is numbered below belongs to the first release: nothing older runs beside it. */
const FIRST_RELEASE_ENDS = 1_000_000_000_200;

/** Dangers that were weighed, as `file: what`, each with why nothing that runs is harmed. */
const WEIGHED: Readonly<Record<string, string>> = {};

/** The statements that a migration sends on its way up. */
async function statementsOf(file: string): Promise<string[]> {
  const text = await readFile(join(FOLDER, file), 'utf8');
  const [, up = ''] = /async up\(([\s\S]*?)\n {2}async down\(/.exec(text) ?? [];
  return [...up.matchAll(/\.query\(\s*(?:`([^`]*)`|'((?:[^'\\]|\\.)*)'|"([^"]*)")/g)].map(
    ([, ticks, single, double]) => ticks ?? single ?? double ?? '',
  );
}

const migrations = async (): Promise<string[]> => (await readdir(FOLDER)).filter((file) => /^\d+-.+\.ts$/.test(file));

describe('Migrations', () => {
  it('are read by these rules, every one of them', async () => {
    const files = await migrations();
    const counts = await Promise.all(files.map(async (file) => ({ file, count: (await statementsOf(file)).length })));
    expect(counts.filter(({ count }) => count > 0).length).toBeGreaterThan(30);
    const unread = counts.filter(({ file, count }) => count === 0 && Number.parseInt(file, 10) >= FIRST_RELEASE_ENDS);
    expect(unread).toEqual([]);
  });

  it('harm nothing of the release that still runs, but for what was weighed', async () => {
    const found: string[] = [];
    for (const file of await migrations()) {
      if (Number.parseInt(file, 10) < FIRST_RELEASE_ENDS) continue;
      found.push(...dangersOf(await statementsOf(file)).map(({ what }) => `${file}: ${what}`));
    }
    expect(found.toSorted()).toEqual(Object.keys(WEIGHED).toSorted());
  });
});

describe('The rules for migrations', () => {
  it.each([
    ['column-without-default', 'ALTER TABLE donation ADD COLUMN colour text NOT NULL'],
    ['column-without-default', "ALTER TABLE team ADD COLUMN a text DEFAULT 'x, NOT NULL', ADD COLUMN b int NOT NULL"],
    ['column-dropped', 'ALTER TABLE walker DROP COLUMN slug'],
    ['table-dropped', 'DROP TABLE voucher'],
    ['renamed', 'ALTER TABLE team RENAME COLUMN name TO title'],
    ['renamed', 'ALTER TABLE team RENAME TO crew'],
    ['type-changed', 'ALTER TABLE total ALTER COLUMN gifts TYPE bigint'],
    ['made-required', 'ALTER TABLE donor ALTER COLUMN email SET NOT NULL'],
    ['index-locks', 'CREATE INDEX donation_by_colour ON donation (colour)'],
    ['index-locks', 'CREATE UNIQUE INDEX ledger_once\n  ON ledger_entry (cause)'],
    ['constraint-locks', 'ALTER TABLE donation ADD CONSTRAINT donation_colour_known CHECK (colour IN (1, 2))'],
  ])('refuse what is %s: %s', (what, statement) => {
    expect(dangersOf([statement])).toEqual([{ what, statement: expect.any(String) }]);
  });

  it.each([
    'ALTER TABLE donation ADD COLUMN colour text',
    'ALTER TABLE donation ADD COLUMN asked boolean NOT NULL DEFAULT false',
    'CREATE INDEX CONCURRENTLY donation_by_colour ON donation (colour)',
    'CREATE INDEX saved_view_by_owner ON saved_view (owner_id)',
    'ALTER TABLE donation ADD CONSTRAINT donation_colour_known CHECK (colour IN (1, 2)) NOT VALID',
    'ALTER TABLE donation VALIDATE CONSTRAINT donation_colour_known',
    'ALTER TABLE donation DROP CONSTRAINT donation_colour_known',
  ])('let pass: %s', (statement) => {
    expect(dangersOf([statement])).toEqual([]);
  });

  it('let a migration do as it likes with the tables that it makes', () => {
    expect(
      dangersOf([
        'CREATE TABLE webhook_event (id bigint NOT NULL)',
        'CREATE INDEX webhook_event_by_id ON webhook_event (id)',
        'ALTER TABLE webhook_event ADD COLUMN kind text NOT NULL',
      ]),
    ).toEqual([]);
  });
});
