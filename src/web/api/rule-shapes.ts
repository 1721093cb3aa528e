import { z } from 'zod';
import { jsonRules, type RuleChange, type RuleField, type RuleKind } from '../../edition-rules/index.js';
import { At, Count, Minor, openApiSchema } from './schemas.js';

const InThreeLanguages = z.strictObject({ nl: z.string(), fr: z.string(), en: z.string() });

const KINDS: Readonly<Record<RuleKind, z.ZodType>> = {
  words: InThreeLanguages,
  money: Minor,
  whole: Count,
  box: z.boolean(),
  day: z.iso.date(),
  moment: At,
  choice: z.string(),
  moneys: z.array(Minor),
  wholes: z.array(Count),
  names: z.array(z.string()),
  moments: z.array(At),
  suggested: z.array(z.strictObject({ amountMinor: Minor, makesPossible: InThreeLanguages })),
};

/** Rules as they are answered, by the names under which they are given. */
export function rulesAnswer(fields: readonly RuleField[]): z.ZodObject {
  return z.strictObject(
    Object.fromEntries(
      fields.map(({ name, kind, optional }) => [name, optional === true ? KINDS[kind].nullable() : KINDS[kind]]),
    ),
  );
}

/** Rules as they are given: documented as they are, and read one by one, so that each that is wrong is named. */
export function rulesGiven(fields: readonly RuleField[], description: string) {
  return z
    .record(z.string(), z.unknown(), { error: 'REQUIRED' })
    .meta({ ...openApiSchema(jsonRules(fields)), description });
}

/** What would change. */
export const RuleChanges = z.strictObject({
  changes: z.array(
    z.strictObject({
      rule: z.string(),
      before: z.unknown().describe('As reading the rules answers it; null: there is none yet'),
      after: z.unknown(),
    }),
  ),
});

export function changesAsJson(changes: readonly RuleChange[]): z.input<typeof RuleChanges> {
  return { changes: changes.map(({ field, before, after }) => ({ rule: field.name, before, after })) };
}
