import { userInfo } from 'node:os';
import { MOST_NOTE_CHARACTERS, ReadAttention, ResolveAttentionItem } from '../attention/index.js';
import { DomainError } from '../domain/errors.js';
import { openCommandContext } from './command-context.js';
import { readArguments } from './read-arguments.js';

/**
 * What needs a person: `--list` shows what is open, a page of 50 at a time (`--after ID` goes on); `--resolve ID --note
 * TEXT` puts one away, with the name of who is at the keyboard or of `--by NAME`.
 */
const PAGE = 50;

const { values } = readArguments({
  options: {
    list: { type: 'boolean', default: false },
    after: { type: 'string' },
    resolve: { type: 'string' },
    note: { type: 'string', default: '' },
    by: { type: 'string' },
  },
});
const note = values.note.trim();
if (values.list === (values.resolve !== undefined) || !/^\d{0,18}$/.test(values.after ?? '')) {
  console.error('Usage: attention --list [--after ID] | attention --resolve ID --note TEXT [--by NAME]');
  process.exit(2);
}
if (values.resolve !== undefined && (note === '' || note.length > MOST_NOTE_CHARACTERS)) {
  console.error(`--note says what was found or done, in 1 to ${String(MOST_NOTE_CHARACTERS)} characters`);
  process.exit(2);
}

const context = await openCommandContext();
try {
  if (values.resolve === undefined) {
    const items = await context.get(ReadAttention, { strict: false }).open({
      editionId: null,
      limit: PAGE,
      after: values.after === undefined || values.after === '' ? null : values.after,
    });
    for (const { id, kind, reference, openedAt, detail } of items) {
      console.log(`${id}  ${openedAt.toISOString()}  ${kind}  ${reference}\n    ${JSON.stringify(detail)}`);
    }
    const last = items.at(-1);
    if (last === undefined) console.log('Nothing needs a person.');
    else if (items.length === PAGE) console.log(`There may be more: attention --list --after ${last.id}`);
  } else {
    const name = values.by?.trim() || userInfo().username;
    await context.get(ResolveAttentionItem, { strict: false }).execute({
      itemId: values.resolve,
      editionId: null,
      note,
      actor: { kind: 'system', name: `command line, ${name}` },
    });
    console.log(`Put away ${values.resolve}.`);
  }
} catch (error) {
  if (!(error instanceof DomainError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await context.close();
}
