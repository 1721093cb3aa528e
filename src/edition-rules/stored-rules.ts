import type { Queryable } from '../platform/database/database.js';
import { type RuleField, type RuleValue, type RuleValues, type Suggested, type Words } from './rule-fields.js';

/** Tables that hold rules. */
export type RulesTable = 'edition' | 'participation_type';

/** An expression that gives the rules of a row, as JSON by their columns. */
export function rulesSql(fields: readonly RuleField[], alias: string): string {
  return `jsonb_build_object(${fields.map(({ column }) => `'${column}', to_jsonb(${alias}.${column})`).join(', ')})`;
}

/** What the database gave, in the one form in which rules are compared. */
export function rulesOf(fields: readonly RuleField[], stored: Readonly<Record<string, unknown>>): RuleValues {
  return Object.fromEntries(fields.map((field) => [field.name, canonical(field, stored[field.column] ?? null)]));
}

function canonical({ kind }: RuleField, value: unknown): RuleValue {
  if (value === null) return null;
  switch (kind) {
    case 'words':
      return wordsOf(value as Words);
    case 'suggested':
      return (value as readonly Suggested[]).map(({ amountMinor, makesPossible }) => ({
        amountMinor,
        makesPossible: wordsOf(makesPossible),
      }));
    case 'moment':
      return new Date(value as string).toISOString();
    case 'moments':
      return (value as readonly string[]).map((moment) => new Date(moment).toISOString());
    default:
      return value as RuleValue;
  }
}

/** In one order, because `jsonb` keeps its own. */
function wordsOf({ nl, fr, en }: Words): Words {
  return { nl, fr, en };
}

/** Writes rules to one row; the columns are those of our own list, the values travel as one JSON. */
export async function storeRules(
  tx: Queryable,
  table: RulesTable,
  fields: readonly RuleField[],
  id: string,
  values: RuleValues,
): Promise<void> {
  const columns = fields.map(({ column }) => column);
  await tx.rows(
    `UPDATE ${table} t SET (${columns.join(', ')}) =
       (SELECT ${columns.map((column) => `r.${column}`).join(', ')} FROM jsonb_populate_record(t, $2::jsonb) r)
      WHERE t.id = $1`,
    [id, JSON.stringify(Object.fromEntries(fields.map(({ column, name }) => [column, values[name] ?? null])))],
  );
}
