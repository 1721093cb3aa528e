import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { ApiActs, ApiKeys, type ApiScope, type KnownKey, roleOfScope } from '../../api-keys/index.js';
import type { Actor } from '../../audit/index.js';
import type { Edition } from '../../domain/edition.js';
import { DomainError } from '../../domain/errors.js';
import { includesRole } from '../../domain/roles.js';
import { ReadEditions } from '../../editions/index.js';
import { onceHash } from '../../platform/http/once-key.js';
import { knownInput } from './inputs.js';
import {
  type Act,
  type Asked,
  type DoneAnswer,
  type Fetching,
  paramsOf,
  type Preview,
  type Reading,
} from './operation.js';

/** A machine at work: its key, and by which name the log knows it. */
export interface KeyHolder {
  readonly key: KnownKey;
  readonly edition: Edition;
  readonly actor: Actor;
}

/** What was asked for by somebody who may. */
interface Call<Input extends z.ZodObject | null, Param extends string> extends KeyHolder {
  /** The body of an act, the query of a reading. */
  readonly input: Input extends z.ZodObject ? z.infer<Input> : null;
  /** The names in the address. */
  readonly params: Readonly<Record<Param, string>>;
}

/** An act that is asked for. */
export interface ActCall<Body extends z.ZodObject | null, Param extends string = never> extends Call<Body, Param> {
  /** The same each time the same is asked for: of what the act makes, or the key by which it is known again elsewhere. */
  readonly id: string;
}

/** Lets machines in that bring a key, and has what they ask for done once. */
@Injectable()
export class KeyHolders {
  constructor(
    private readonly keys: ApiKeys,
    private readonly acts: ApiActs,
    private readonly editions: ReadEditions,
  ) {}

  /**
   * Does what a request asks for: once, where it has an `Idempotency-Key`.
   * @param perform returns the id of what it made or acted on
   * @throws {DomainError} `API_KEY_INVALID`, `EDITION_NOT_FOUND`, `NOT_ALLOWED` without the scope or its role
   * @throws {InputInvalidError} naming each field of the body that is wrong or not known
   */
  async act<Body extends z.ZodObject | null, Param extends string>(
    act: Act<Body, Param>,
    asked: Asked,
    perform: (call: ActCall<Body, Param>) => Promise<string>,
  ): DoneAnswer {
    const { request } = asked;
    const call = this.callOf<Body, Param>(await this.admit(act.scope, asked), asked, act.body, request.body);
    await this.keys.used(call.key, act.scope);
    const once = { key: call.key.id, url: request.url, body: request.body ?? null };
    const hash = onceHash(request.headers['idempotency-key'], once);
    const id = hash === null ? randomUUID() : uuidOf(hash);
    return this.acts.once(call.key, hash, async () => ({ id: await perform({ ...call, id }) }));
  }

  /**
   * Reads what a request asks for.
   * @throws as {@link act}
   */
  async read<Answer extends z.ZodType, Query extends z.ZodObject | null, Param extends string>(
    reading: Reading<Answer, Query, Param>,
    asked: Asked,
    answer: (call: Call<Query, Param>) => Promise<z.input<Answer>>,
  ): Promise<z.input<Answer>> {
    const call = await this.fetchCallOf(reading, asked);
    const answered = await answer(call);
    if (reading.personal === true) {
      const what = { operation: reading.name, ...call.params, ...call.input };
      await this.keys.count(call.key, reading.scope, rowsOf(answered), what);
    } else await this.keys.used(call.key, reading.scope);
    return answered;
  }

  /**
   * Works out what a request's body would come to, and changes nothing.
   * @throws as {@link act}
   */
  async preview<Answer extends z.ZodType, Body extends z.ZodObject, Param extends string>(
    { scope, body }: Preview<Answer, Body, Param>,
    asked: Asked,
    answer: (call: Call<Body, Param>) => Promise<z.input<Answer>>,
  ): Promise<z.input<Answer>> {
    const call = this.callOf<Body, Param>(await this.admit(scope, asked), asked, body, asked.request.body);
    await this.keys.used(call.key, scope);
    return answer(call);
  }

  /**
   * Sends what a request asks for, which is no JSON.
   * @throws as {@link act}
   */
  async fetch<Query extends z.ZodObject | null, Param extends string>(
    fetching: Fetching<Query, Param>,
    asked: Asked,
    send: (call: Call<Query, Param>) => Promise<void>,
  ): Promise<void> {
    const call = await this.fetchCallOf(fetching, asked);
    await this.keys.used(call.key, fetching.scope);
    await send(call);
  }

  private async fetchCallOf<Query extends z.ZodObject | null, Param extends string>(
    { scope, query }: Fetching<Query, Param>,
    asked: Asked,
  ): Promise<Call<Query, Param>> {
    return this.callOf<Query, Param>(await this.admit(scope, asked), asked, query, asked.request.query);
  }

  /**
   * Lets a machine in that brings a key for what it asks.
   * @throws {DomainError} `API_KEY_INVALID`, `EDITION_NOT_FOUND`, `NOT_ALLOWED` without the scope or its role
   */
  async admit(scope: ApiScope, { request, reply, slug }: Asked): Promise<KeyHolder> {
    void reply.header('www-authenticate', 'Bearer').header('cache-control', 'private, no-store');
    const key = await this.keys.known(request.headers.authorization);
    void reply.removeHeader('www-authenticate');
    const edition = await this.editions.draftBySlug(slug);
    const opens = key.editionId === edition.id && key.scopes.includes(scope);
    if (!opens || !includesRole(key.role, roleOfScope(scope))) {
      throw new DomainError('NOT_ALLOWED', `The key does not allow ${scope} in this edition`);
    }
    return { key, edition, actor: { kind: 'key', name: key.name } };
  }

  private callOf<Input extends z.ZodObject | null, Param extends string>(
    holder: KeyHolder,
    { request }: Asked,
    schema: Input,
    given: unknown,
  ): Call<Input, Param> {
    // The types of both are what the operation declares: its schema has read the one, its route has named the other.
    const input = (schema === null ? null : knownInput(schema, given)) as Call<Input, Param>['input'];
    return { ...holder, input, params: paramsOf(request) as Call<Input, Param>['params'] };
  }
}

/** How many rows an answer holds. */
function rowsOf(answer: unknown): number {
  const { items } = answer as { readonly items?: unknown };
  return Array.isArray(items) ? items.length : 1;
}

/** An id made of a hash: RFC 9562, version 8. */
function uuidOf(hash: Buffer): string {
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
