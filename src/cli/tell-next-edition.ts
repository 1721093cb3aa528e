import { userInfo } from 'node:os';
import { DomainError } from '../domain/errors.js';
import { ReadEditions } from '../editions/index.js';
import { TellNextEdition } from '../next-edition/index.js';
import { openCommandContext } from './command-context.js';
import { readArguments } from './read-arguments.js';

/**
 * Tells whoever asked for it that this edition is open, each once, some hundred a minute.
 * `--edition SLUG`; `--dry-run` says how many that are and mails nobody.
 */
const { values } = readArguments({ options: { edition: { type: 'string' }, 'dry-run': { type: 'boolean' } } });
if (values.edition === undefined) {
  console.error('Say which: --edition SLUG');
  process.exit(2);
}
const context = await openCommandContext();
try {
  const edition = await context.get(ReadEditions, { strict: false }).bySlug(values.edition);
  const tell = context.get(TellNextEdition, { strict: false });
  if (values['dry-run'] === true) console.log(`${String(await tell.waiting(edition))} would be told.`);
  else {
    const actor = { kind: 'system', name: `command line, ${userInfo().username}` } as const;
    console.log(`${String(await tell.execute(edition, actor, new Date()))} are told.`);
  }
} catch (error) {
  if (!(error instanceof DomainError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
} finally {
  await context.close();
}
