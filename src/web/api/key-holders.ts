import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ApiActs, ApiKeys, type ApiScope, type KnownKey, roleOfScope } from '../../api-keys/index.js';
import type { Actor } from '../../audit/index.js';
import type { Edition } from '../../domain/edition.js';
import { DomainError } from '../../domain/errors.js';
import { includesRole } from '../../domain/roles.js';
import { ReadEditions } from '../../editions/index.js';
import { onceHash } from '../../platform/http/once-key.js';
import type { Done } from './act-operation.js';

/** A machine at work: its key, and by which name the log knows it. */
export interface KeyHolder {
  readonly key: KnownKey;
  readonly edition: Edition;
  readonly actor: Actor;
}

/** Lets machines in that bring a key, and has what they ask for done once. */
@Injectable()
export class KeyHolders {
  constructor(
    private readonly keys: ApiKeys,
    private readonly acts: ApiActs,
    private readonly editions: ReadEditions,
  ) {}

  /** @throws {DomainError} `API_KEY_INVALID`, `EDITION_NOT_FOUND`, `NOT_ALLOWED` without the scope or its role */
  async require(
    request: FastifyRequest,
    reply: FastifyReply,
    { slug, scope }: { readonly slug: string; readonly scope: ApiScope },
  ): Promise<KeyHolder> {
    void reply.header('www-authenticate', 'Bearer').header('cache-control', 'private, no-store');
    const key = await this.keys.known(request.headers.authorization);
    void reply.removeHeader('www-authenticate');
    const edition = await this.editions.draftBySlug(slug);
    const opens = key.editionId === edition.id && key.scopes.includes(scope);
    if (!opens || !includesRole(key.role, roleOfScope(scope))) {
      throw new DomainError('NOT_ALLOWED', `The key does not allow ${scope} in this edition`);
    }
    await this.keys.used(key, scope);
    return { key, edition, actor: { kind: 'key', name: key.name } };
  }

  /**
   * Does what a request asks for: once, where it has an `Idempotency-Key`.
   * @param act gets an id that is the same each time the same is asked for, and returns the id of what it made or acted on
   */
  async once(
    { key }: KeyHolder,
    request: FastifyRequest,
    act: (id: string) => Promise<string>,
  ): Promise<z.infer<typeof Done>> {
    const asked = { key: key.id, url: request.url, body: request.body ?? null };
    const hash = onceHash(request.headers['idempotency-key'], asked);
    const id = hash === null ? randomUUID() : uuidOf(hash);
    return this.acts.once(key, hash, async () => ({ id: await act(id) }));
  }
}

/** An id made of a hash: RFC 9562, version 8. */
function uuidOf(hash: Buffer): string {
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
