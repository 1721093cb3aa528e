import { z } from 'zod';
import { API_SCOPES, type ApiScope, type KnownKey } from '../../api-keys/index.js';
import { DomainError } from '../../domain/errors.js';
import { LANGUAGES } from '../../domain/language.js';
import { EXPORT_FORMATS, type ListDefinition, type ListQuery, listQueryOf, LISTS } from '../../lists/index.js';
import { checkedPage } from './list-operation.js';

const LIST_NAMES = LISTS.map(({ name }) => name);

/** Which list a file is made of, and how; the scope of the list is needed too. */
export const LIST_CHOICE = z.object({
  list: z.enum(LIST_NAMES, { error: 'CHOICE_INVALID' }),
  format: z.enum(EXPORT_FORMATS, { error: 'CHOICE_INVALID' }),
  language: z.enum(LANGUAGES, { error: 'CHOICE_INVALID' }).default('nl').describe('Of its headings and words'),
  filters: z
    .record(z.string().max(40), z.string().max(200), { error: 'CHOICE_INVALID' })
    .default({})
    .describe('As the list of the same name takes them'),
  columns: z.array(z.string().max(40), { error: 'CHOICE_INVALID' }).max(100, { error: 'TOO_MANY' }).default([]),
  sort: z.string({ error: 'CHOICE_INVALID' }).max(40).optional(),
});

/**
 * What a key asks of a list for a file.
 * @throws {DomainError} `NOT_ALLOWED` for a list or a personal column that the key does not open
 * @throws {InputInvalidError} for what the list does not know
 */
export function chosenList(
  { scopes }: KnownKey,
  { list: name, filters, columns, sort }: z.infer<typeof LIST_CHOICE>,
): { readonly list: ListDefinition; readonly query: ListQuery } {
  const list = LISTS.find((it) => it.name === name);
  const scope: ApiScope | undefined = API_SCOPES.find((it) => it === name);
  if (list === undefined || scope === undefined || !scopes.includes(scope)) {
    throw new DomainError('NOT_ALLOWED', `The key does not open ${name}`);
  }
  const personal = scopes.includes('personal');
  const chosen = { ...filters, column: columns, ...(sort === undefined ? {} : { sort }) };
  checkedPage(list, chosen);
  if (!personal && list.columns.some((column) => column.personal && columns.includes(column.key))) {
    throw new DomainError('NOT_ALLOWED', 'The key does not open personal columns');
  }
  return { list, query: listQueryOf(list, chosen, personal) };
}
