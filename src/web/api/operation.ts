import { applyDecorators, createParamDecorator, type ExecutionContext, HttpCode } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiHeader, ApiOperation, ApiParam, ApiQuery } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type ApiScope, roleOfScope } from '../../api-keys/index.js';
import { rawInput, type RawInput } from '../../platform/http/input.js';
import { answers, refuses } from './answers.js';
import { openApiSchema } from './schemas.js';

/** The name of the scheme in the OpenAPI document. */
export const API_KEY_SCHEME = 'apiKey';

/** What an act is answered with. */
export const Done = z.strictObject({ id: z.string().describe('Of what was made, or acted on') }).meta({ id: 'Done' });
export type DoneAnswer = Promise<z.infer<typeof Done>>;

/** What a machine may do by one route; the route is decorated with it and its handler called by it, so that both agree. */
interface Operation<Param extends string> {
  /** `operationId` of the OpenAPI document. */
  readonly name: string;
  readonly summary: string;
  readonly scope: ApiScope;
  /** Of the address, beside the edition. */
  readonly params?: readonly Param[];
}

/** Something that is done, once for each `Idempotency-Key`. */
export interface Act<Body extends z.ZodObject | null, Param extends string = never> extends Operation<Param> {
  readonly body: Body;
}

/** Something that is fetched, as whatever it is. */
export interface Fetching<
  Query extends z.ZodObject | null = null,
  Param extends string = never,
> extends Operation<Param> {
  readonly query: Query;
}

/** Something that is read as JSON. */
export interface Reading<
  Answer extends z.ZodType,
  Query extends z.ZodObject | null = null,
  Param extends string = never,
> extends Fetching<Query, Param> {
  readonly answer: Answer;
  /** Tells who people are: each day's first reading has its line in the log, and so have large ones. */
  readonly personal?: true;
}

/** Something that is worked out from a body and changes nothing. */
export interface Preview<
  Answer extends z.ZodType,
  Body extends z.ZodObject,
  Param extends string = never,
> extends Operation<Param> {
  readonly body: Body;
  readonly answer: Answer;
}

/** A request of a machine before anybody has looked at it. */
export interface Asked {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Of the edition in the address. */
  readonly slug: string;
}

/** The request, as a parameter of a handler. */
export const ByMachine = createParamDecorator((_: unknown, context: ExecutionContext): Asked => {
  const http = context.switchToHttp();
  const request = http.getRequest<FastifyRequest>();
  return { request, reply: http.getResponse<FastifyReply>(), slug: String(paramsOf(request)['edition']) };
});

/** The names in the address of a request. */
export function paramsOf(request: FastifyRequest): RawInput {
  return rawInput(request.params);
}

/** Says in the OpenAPI document what an act needs and answers. */
export function acts(act: Act<z.ZodObject | null, string>): MethodDecorator {
  return applyDecorators(
    HttpCode(200),
    ...needs(act),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'The same key with the same body does it once, and is answered alike',
      schema: { type: 'string', maxLength: 200 },
    }),
    ...(act.body === null ? [] : [ApiBody({ schema: openApiSchema(act.body) })]),
    answers(200, 'It is done', Done),
    refuses(409, 'It cannot be done as things stand'),
    refuses(422, 'A field is wrong, or not known'),
  );
}

/** Says in the OpenAPI document what a preview takes and answers: by POST, and yet it changes nothing. */
export function previews(preview: Preview<z.ZodType, z.ZodObject, string>): MethodDecorator {
  return applyDecorators(
    HttpCode(200),
    ...needs(preview),
    ApiBody({ schema: openApiSchema(preview.body) }),
    answers(200, 'What would come of it; nothing is changed', preview.answer),
    refuses(409, 'It could not be done as things stand'),
    refuses(422, 'A field is wrong, or not known'),
  );
}

/** Says in the OpenAPI document what a reading needs and answers. */
export function reads(reading: Reading<z.ZodType, z.ZodObject | null, string>): MethodDecorator {
  return applyDecorators(fetches(reading), answers(200, 'What is asked for', reading.answer));
}

/** Says in the OpenAPI document what a fetching needs; what it answers is said beside. */
export function fetches(fetching: Fetching<z.ZodObject | null, string>): MethodDecorator {
  return applyDecorators(
    ...needs(fetching),
    ...queryParameters(fetching.query),
    refuses(422, 'A parameter is wrong, or not known'),
  );
}

function needs({ name, summary, scope, params = [] }: Operation<string>): MethodDecorator[] {
  return [
    ApiBearerAuth(API_KEY_SCHEME),
    ApiOperation({ operationId: name, summary, description: `Scope "${scope}", role ${roleOfScope(scope)} or above` }),
    ...['edition', ...params].map((param) => ApiParam({ name: param, schema: { type: 'string' } })),
    refuses(401, 'No key, or one that does not hold'),
    refuses(403, 'The key is of another edition, or has not the scope or the role'),
    refuses(404, 'There is no such thing in the edition'),
    refuses(429, 'Too many requests, or the same is being done'),
    refuses(503, 'Stripe or the database cannot be reached'),
  ];
}

function queryParameters(query: z.ZodObject | null): MethodDecorator[] {
  if (query === null) return [];
  const { properties } = openApiSchema(query) as { readonly properties: Readonly<Record<string, object>> };
  return Object.entries(properties).map(([name, schema]) => ApiQuery({ name, required: false, schema }));
}
