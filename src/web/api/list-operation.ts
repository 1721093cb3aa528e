import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiParam, ApiQuery } from '@nestjs/swagger';
import { z } from 'zod';
import { type FieldError, InputInvalidError } from '../../domain/errors.js';
import { type Cell, type CellKind, type ListColumn, type ListDefinition, type ListFilter } from '../../lists/index.js';
import { parseInput } from '../../platform/http/input.js';
import { answers, refuses } from './answers.js';
import { MOST_PAGE_ROWS, Paging } from './inputs.js';
import { API_KEY_SCHEME } from './operation.js';

/** Where a page begins and how long it is. */
export type PageOrder = z.infer<typeof Paging>;

/** Says in the OpenAPI document how a list is asked, with each of its filters, orders and columns, and what it answers. */
export function readsList(list: ListDefinition): MethodDecorator {
  const id = list.name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return applyDecorators(
    ApiBearerAuth(API_KEY_SCHEME),
    ApiOperation({
      operationId: `readOrganisers${id}`,
      summary: `The organisers' list of ${list.name}, a page at a time, with a key whose scopes name it`,
    }),
    ApiParam({ name: 'edition', schema: { type: 'string' } }),
    ApiQuery({
      name: 'limit',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: MOST_PAGE_ROWS, default: 100 },
    }),
    ApiQuery({ name: 'cursor', required: false, schema: { type: 'string', maxLength: 2_000 } }),
    ApiQuery({ name: 'sort', required: false, schema: { type: 'string', enum: list.sorts.map(({ key }) => key) } }),
    ApiQuery({
      name: 'column',
      required: false,
      description: 'Which columns; repeated for each. The usual ones without it',
      schema: { type: 'array', items: { type: 'string', enum: list.columns.map(({ key }) => key) } },
    }),
    ...list.filters.map((filter) =>
      ApiQuery({ name: filter.key, required: false, description: WORDS[filter.kind], schema: filterSchema(filter) }),
    ),
    answers(200, 'A page of the list', pageOf(list)),
    refuses(401, 'No key, or one that does not hold'),
    refuses(403, 'The key is of another edition, or its scopes do not name the list or the columns'),
    refuses(404, 'No such edition'),
    refuses(422, 'A parameter is wrong, or not known'),
  );
}

/**
 * The page that is asked for, once every parameter is one that the list knows and understands: a filter that is misspelt
 * must not be passed over, or a machine would take a whole list for a part of it.
 * @throws {InputInvalidError} naming each parameter that is wrong
 */
export function checkedPage(list: ListDefinition, asked: Readonly<Record<string, unknown>>): PageOrder {
  const faults: FieldError[] = [];
  for (const [name, value] of Object.entries(asked).slice(0, 100)) {
    const field = name.slice(0, 100);
    const filter = list.filters.find(({ key }) => key === name);
    if (filter !== undefined) {
      if (!understood(filter, value)) faults.push({ field, code: 'CHOICE_INVALID' });
    } else if (name === 'sort') {
      if (!list.sorts.some(({ key }) => key === value)) faults.push({ field, code: 'CHOICE_INVALID' });
    } else if (name === 'column') {
      const chosen: unknown[] = [value].flat();
      const known = chosen.every((it) => list.columns.some(({ key }) => key === it));
      if (!known) faults.push({ field, code: 'CHOICE_INVALID' });
    } else if (name !== 'limit' && name !== 'cursor') faults.push({ field, code: 'UNKNOWN_FIELD' });
  }
  if (faults.length > 0) throw new InputInvalidError(faults);
  return parseInput(Paging, asked);
}

/** A row as JSON: cells by the keys of their columns, money in minor units, times in UTC. */
export function jsonRow(
  { id, cells }: { readonly id: string; readonly cells: readonly Cell[] },
  columns: readonly ListColumn[],
): Record<string, string | number | boolean | null> {
  return Object.fromEntries([
    ['id', id],
    ...columns.map(({ key }, index): [string, string | number | boolean | null] => {
      const cell = cells[index] ?? null;
      return [key, cell instanceof Date ? cell.toISOString() : cell];
    }),
  ]);
}

function understood(filter: ListFilter, value: unknown): boolean {
  if (typeof value !== 'string' || value.length > 200) return false;
  if (value.trim() === '' || filter.choices?.includes(value) === true) return true;
  return filter.choices === undefined && filter.condition(value.trim(), () => 'NULL', 'NULL') !== null;
}

const WORDS: Readonly<Record<ListFilter['kind'], string>> = {
  text: 'Words that it holds',
  choice: 'One of these',
  amount: 'Euros, such as 12.50',
  day: 'A day in Belgium, YYYY-MM-DD',
  slug: 'The name in addresses',
};

function filterSchema({ choices }: ListFilter): { type: 'string'; maxLength: number; enum?: string[] } {
  return { type: 'string', maxLength: 200, ...(choices === undefined ? {} : { enum: [...choices] }) };
}

function pageOf(list: ListDefinition): z.ZodType {
  const columns = Object.fromEntries(list.columns.map((column) => [column.key, cellSchema(column).optional()]));
  return z.strictObject({
    items: z.array(z.strictObject({ ...columns, id: z.string() })),
    nextCursor: z.string().nullable().describe('null: this is the last page'),
  });
}

function cellSchema({ kind, personal, words }: ListColumn): z.ZodType {
  const about = [personal ? 'Only for keys with the scope "personal"' : '', words?.join(', ') ?? ''];
  const schema = CELLS[kind].nullable();
  const said = about.filter((it) => it !== '').join('. ');
  return said === '' ? schema : schema.describe(said);
}

const CELLS: Readonly<Record<CellKind, z.ZodType>> = {
  text: z.string(),
  word: z.string(),
  money: z.int().describe('Minor units (cents) of the currency'),
  number: z.number(),
  time: z.iso.datetime().describe('UTC'),
  'yes-no': z.boolean(),
};
