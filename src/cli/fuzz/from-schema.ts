import fc from 'fast-check';
import { nastyJson, nastyName, nastyText } from './nasty.js';

/** As much of a JSON schema as our OpenAPI document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly format?: string;
}

/** How often a value is another than its schema asks for: seldom, so that most of a body gets past its first check. */
const ODD = 1;
const EVEN = 8;

/** Values of a schema, each part of which may be something else. @param named the document's schemas by their `$ref` */
export function fromSchema(schema: Schema, named: (reference: string) => Schema, depth = 0): fc.Arbitrary<unknown> {
  return fc.oneof({ arbitrary: exactly(schema, named, depth), weight: EVEN }, { arbitrary: nastyJson, weight: ODD });
}

function exactly(schema: Schema, named: (reference: string) => Schema, depth: number): fc.Arbitrary<unknown> {
  if (depth > 6) return fc.constant(null);
  const inside = (of: Schema): fc.Arbitrary<unknown> => fromSchema(of, named, depth + 1);
  if (schema.$ref !== undefined) return exactly(named(schema.$ref), named, depth + 1);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined && schema.enum.length > 0) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choices !== undefined && choices.length > 0) return fc.oneof(...choices.map(inside));
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0];
  switch (type) {
    case 'object':
      return fc
        .tuple(
          fc.record(
            Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, of]) => [name, inside(of)])),
            { requiredKeys: [] },
          ),
          fc.dictionary(nastyName, nastyJson, { maxKeys: 1 }),
          fc.nat({ max: 5 }),
        )
        .map(([known, odd, chance]) => (chance === 0 ? { ...known, ...odd } : known));
    case 'array':
      return fc.array(schema.items === undefined ? nastyJson : inside(schema.items), { maxLength: 5 });
    case 'integer':
    case 'number':
      return fc.oneof(
        fc.integer({
          min: Math.max(schema.minimum ?? -10, -2_147_483_648),
          max: Math.min(schema.maximum ?? 100_000, 2_147_483_647),
        }),
        fc.constantFrom(schema.minimum ?? 0, schema.maximum ?? 0, Number.MAX_SAFE_INTEGER, 0.5),
      );
    case 'boolean':
      return fc.boolean();
    default:
      return fc.oneof(fc.constantFrom('nl', '2023', 'a@example.org', '1990-01-01', 'Sarah'), nastyText);
  }
}
