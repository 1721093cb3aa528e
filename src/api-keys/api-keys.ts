import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import { DomainError, InputInvalidError } from '../domain/errors.js';
import type { EditionId } from '../domain/ids.js';
import { includesRole, type Role, ROLES } from '../domain/roles.js';
import { Database, type Queryable } from '../platform/database/database.js';
import { type ApiScope, roleOfScope } from './api-scopes.js';

/** The roles that a key can have: those of people. */
export const API_KEY_ROLES = ROLES;
export type ApiKeyRole = Role;

export const API_KEY_BOUNDS = { name: 80, mostOpen: 50 } as const;

/** A key as an admin asks for it. */
export interface ApiKeyOrder {
  /** From the form: sent twice, it is one key. */
  readonly id: string;
  readonly name: string;
  readonly role: ApiKeyRole;
  readonly scopes: readonly ApiScope[];
}

/** A key as it is listed; what it is itself nobody knows any more. */
export interface ApiKey extends ApiKeyOrder {
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
  /** Rows that were read with it, ever. */
  readonly rowsRead: number;
}

/** A key that somebody showed and that holds. */
export interface KnownKey extends ApiKeyOrder {
  readonly editionId: EditionId;
}

/** What a key begins with, so that scanners for lost secrets know it. */
const PREFIX = 'walk_';
const SECRET_BYTES = 32;
const BEARER = /^Bearer +(walk_[A-Za-z0-9_-]{43})$/i;
/** More keys than this are not listed. */
const MOST_LISTED = 200;
/** A day's reading of a list is told in the log when it passes each of these, in rows, and at its first request. */
const BULK_ROWS = [1_000, 10_000, 100_000, 1_000_000] as const;

/** Keys for machines of the organisation: made and revoked by admins, shown once, kept as digests. */
@Injectable()
export class ApiKeys {
  constructor(private readonly database: Database) {}

  /** The latest first. */
  async list(edition: Edition): Promise<ApiKey[]> {
    const rows = await this.database.rows<{
      id: string;
      name: string;
      role: ApiKeyRole;
      scopes: ApiScope[];
      created_by: string;
      created_at: Date;
      revoked_at: Date | null;
      last_at: Date | null;
      row_count: string;
    }>(
      `SELECT k.id, k.name, k.role, k.scopes, k.created_by, k.created_at, k.revoked_at, u.last_at, u.row_count
         FROM api_key k CROSS JOIN LATERAL (
           SELECT max(last_at) AS last_at, coalesce(sum(row_count), 0) AS row_count
             FROM api_key_use WHERE api_key_id = k.id) u
        WHERE k.edition_id = $1 ORDER BY k.revoked_at IS NOT NULL, k.id DESC LIMIT $2`,
      [edition.id, MOST_LISTED],
    );
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      role: row.role,
      scopes: row.scopes,
      createdBy: row.created_by,
      createdAt: row.created_at,
      revokedAt: row.revoked_at,
      lastUsedAt: row.last_at,
      rowsRead: Number(row.row_count),
    }));
  }

  /**
   * Makes a key.
   * @returns the key itself, which is never shown again; `null` when this form made one before
   * @throws {InputInvalidError} for a key that opens no list, and for one whose role is below what a scope needs
   * @throws {DomainError} `NOT_ALLOWED` for more than fifty that are open
   */
  async make(edition: Edition, order: ApiKeyOrder, actor: Actor): Promise<string | null> {
    if (!order.scopes.some((scope) => scope !== 'personal')) {
      throw new InputInvalidError([{ field: 'donations', code: 'REQUIRED' }]);
    }
    const beyond = order.scopes.filter((scope) => !includesRole(order.role, roleOfScope(scope)));
    if (beyond.length > 0) {
      throw new InputInvalidError(beyond.map((field) => ({ field, code: 'CHOICE_INVALID' as const })));
    }
    const secret = `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64url')}`;
    return this.database.transaction(async (tx) => {
      await tx.rows(`SELECT 1 FROM edition WHERE id = $1 FOR NO KEY UPDATE`, [edition.id]);
      const [open] = await tx.rows<{ count: number }>(
        `SELECT count(*)::int AS count FROM api_key WHERE edition_id = $1 AND revoked_at IS NULL`,
        [edition.id],
      );
      if ((open?.count ?? 0) >= API_KEY_BOUNDS.mostOpen) throw new DomainError('NOT_ALLOWED', 'Enough keys are open');
      const [made] = await tx.rows(
        `INSERT INTO api_key (id, edition_id, name, digest, role, scopes, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT ON CONSTRAINT api_key_pk DO NOTHING RETURNING id`,
        [order.id, edition.id, order.name, digestOf(secret), order.role, order.scopes, actor.name],
      );
      if (made === undefined) return null;
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'make-api-key',
        subject: { kind: 'api-key', id: order.id },
        after: { name: order.name, role: order.role, scopes: order.scopes },
      });
      return secret;
    });
  }

  /** Revokes a key from now on; one that is revoked stays so. @throws {DomainError} `PAGE_NOT_FOUND` */
  async revoke(edition: Edition, id: string, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [key] = await tx.rows<{ id: string; name: string; revoked: boolean }>(
        `SELECT id, name, revoked_at IS NOT NULL AS revoked FROM api_key
          WHERE id::text = $1 AND edition_id = $2 FOR UPDATE`,
        [id, edition.id],
      );
      if (key === undefined) throw new DomainError('PAGE_NOT_FOUND', 'No such key in this edition');
      if (key.revoked) return;
      await tx.rows(`UPDATE api_key SET revoked_at = now(), revoked_by = $2 WHERE id = $1`, [key.id, actor.name]);
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'revoke-api-key',
        subject: { kind: 'api-key', id: key.id },
        before: { name: key.name, open: true },
        after: { open: false },
      });
    });
  }

  /**
   * The key that a request shows (RFC 6750).
   * @param authorization the header `Authorization`
   * @throws {DomainError} `API_KEY_INVALID` without one, and for any that does not hold
   */
  async known(authorization: string | undefined): Promise<KnownKey> {
    const secret = BEARER.exec(authorization ?? '')?.[1];
    const [row] =
      secret === undefined
        ? []
        : await this.database.rows<{
            id: string;
            edition_id: EditionId;
            name: string;
            role: ApiKeyRole;
            scopes: ApiScope[];
          }>(`SELECT id, edition_id, name, role, scopes FROM api_key WHERE digest = $1 AND revoked_at IS NULL`, [
            digestOf(secret),
          ]);
    if (row === undefined) throw new DomainError('API_KEY_INVALID', 'No key, or one that does not hold');
    return { id: row.id, editionId: row.edition_id, name: row.name, role: row.role, scopes: row.scopes };
  }

  /** A key that holds now, by its id; `null` for one that was revoked or never was. */
  async held(id: string): Promise<KnownKey | null> {
    const [row] = await this.database.rows<KnownKey>(
      `SELECT id, edition_id AS "editionId", name, role, scopes FROM api_key WHERE id::text = $1 AND revoked_at IS NULL`,
      [id],
    );
    return row ?? null;
  }

  /** Counts that a key was used for an act, whose line in the log is the act's own. */
  async used(key: KnownKey, scope: ApiScope): Promise<void> {
    await added(this.database, key, scope, 0);
  }

  /**
   * Counts what a key is about to be given. The first reading of a list on a day has its line in the log, and so has each
   * time that the day's rows pass 1,000, 10,000, 100,000 and a million.
   * @param what the columns and filters that were asked for, as the log keeps them
   */
  async count(key: KnownKey, list: ApiScope, rows: number, what: Readonly<Record<string, unknown>>): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { requests, rowCount } = await added(tx, key, list, rows);
      const bulk = BULK_ROWS.some((bound) => rowCount >= bound && rowCount - rows < bound);
      if (requests > 1 && !bulk) return;
      await writeAudit(tx, {
        editionId: key.editionId,
        actor: { kind: 'key', name: key.name },
        action: 'read-list-by-key',
        subject: { kind: 'list', id: list },
        after: { ...what, key: key.id, requestsToday: requests, rowsToday: rowCount },
      });
    });
  }
}

async function added(
  tx: Queryable,
  key: KnownKey,
  list: ApiScope,
  rows: number,
): Promise<{ readonly requests: number; readonly rowCount: number }> {
  const [use] = await tx.rows<{ requests: number; row_count: string }>(
    `INSERT INTO api_key_use AS u (api_key_id, list, day, requests, row_count)
     VALUES ($1, $2, (now() AT TIME ZONE 'Europe/Brussels')::date, 1, $3)
     ON CONFLICT ON CONSTRAINT api_key_use_pk DO UPDATE
       SET requests = u.requests + 1, row_count = u.row_count + excluded.row_count, last_at = now()
     RETURNING requests, row_count`,
    [key.id, list, rows],
  );
  return { requests: use?.requests ?? 1, rowCount: Number(use?.row_count ?? rows) };
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
