import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiHeader, ApiOperation, ApiParam } from '@nestjs/swagger';
import { z } from 'zod';
import { type ActScope, roleOfScope } from '../../api-keys/index.js';
import { InputInvalidError } from '../../domain/errors.js';
import { minor, type Minor } from '../../domain/money.js';
import type { GiftTo } from '../../donations/index.js';
import { parseInput, rawInput } from '../../platform/http/input.js';
import { answers, refuses } from './answers.js';
import { API_KEY_SCHEME } from './list-operation.js';
import { openApiSchema } from './schemas.js';

/** What an act is answered with. */
export const Done = z.strictObject({ id: z.string().describe('Of what was made, or acted on') }).meta({ id: 'Done' });

const line = (most: number) =>
  z.string({ error: 'REQUIRED' }).trim().min(1, { error: 'REQUIRED' }).max(most, { error: 'TOO_LONG' });

/** For the log, as people write it. */
export const Reason = line(300).describe('For the audit log');
/** Cents, above nothing. */
export const AmountMinor = z
  .int({ error: 'AMOUNT_INVALID' })
  .min(1, { error: 'AMOUNT_INVALID' })
  .max(100_000_000, { error: 'AMOUNT_TOO_LARGE' })
  .describe('Minor units (cents)');
/** Whom a gift is for. */
export const To = z
  .object({
    kind: z.enum(['edition', 'team', 'walker'], { error: 'CHOICE_INVALID' }),
    slug: z.string({ error: 'CHOICE_INVALID' }).max(120).optional(),
  })
  .describe('The slug is left out for the edition');
export const Flag = z.boolean({ error: 'CHOICE_INVALID' }).default(false);
export { line as Line };

/** @throws {InputInvalidError} for a team or walker without a slug */
export function giftTo({ kind, slug }: z.infer<typeof To>, field = 'to'): GiftTo {
  if (kind === 'edition') return { kind };
  if (slug === undefined || slug === '') throw new InputInvalidError([{ field, code: 'REQUIRED' }]);
  return { kind, slug };
}

/** @throws {RangeError} never for what {@link AmountMinor} let through */
export function amountOf(amountMinor: number): Minor {
  return minor(amountMinor);
}

/** Reads a JSON body. @throws {InputInvalidError} naming each field that is wrong or not known */
export function bodyOf<Schema extends z.ZodObject>(schema: Schema, body: unknown): z.infer<Schema> {
  const input = rawInput(body);
  const unknown = Object.keys(input).filter((name) => !Object.hasOwn(schema.shape, name));
  if (unknown.length > 0) {
    throw new InputInvalidError(
      unknown.slice(0, 20).map((field) => ({ field: field.slice(0, 100), code: 'UNKNOWN_FIELD' })),
    );
  }
  return parseInput(schema, input);
}

/** Says in the OpenAPI document what an act needs and answers. */
export function acts(act: {
  readonly name: string;
  readonly summary: string;
  readonly scope: ActScope;
  readonly body: z.ZodObject | null;
  readonly params?: readonly string[];
}): MethodDecorator {
  const { name, summary, scope, body, params = [] } = act;
  return applyDecorators(
    HttpCode(200),
    ApiBearerAuth(API_KEY_SCHEME),
    ApiOperation({ operationId: name, summary, description: `Scope "${scope}", role ${roleOfScope(scope)} or above` }),
    ...['edition', ...params].map((param) => ApiParam({ name: param, schema: { type: 'string' } })),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'The same key with the same body does it once, and is answered alike',
      schema: { type: 'string', maxLength: 200 },
    }),
    ...(body === null ? [] : [ApiBody({ schema: openApiSchema(body) })]),
    answers(200, 'It is done', Done),
    refuses(401, 'No key, or one that does not hold'),
    refuses(403, 'The key is of another edition, or has not the scope or the role'),
    refuses(404, 'There is no such thing in the edition'),
    refuses(409, 'It cannot be done as things stand'),
    refuses(422, 'A field is wrong, or not known'),
    refuses(429, 'Too many requests, or the same is being done'),
    refuses(503, 'Stripe or the database cannot be reached'),
  );
}
