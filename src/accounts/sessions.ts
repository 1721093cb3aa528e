import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { AccountId, SessionId } from '../domain/ids.js';
import type { Language } from '../domain/language.js';
import { Database, type Queryable } from '../platform/database/database.js';
import { isToken, newToken } from '../platform/http/token.js';
import { digestOf } from './secrets.js';

/** How long a session lasts without a visit; seconds. On somebody's own device half a year, elsewhere half a day. */
const OWN_DEVICE_SECONDS = 180 * 86_400;
const OTHER_DEVICE_SECONDS = 12 * 3_600;
/** However often somebody comes by, they sign in again after so long. */
const LONGEST_DAYS = 365;
/** A list of sessions is never longer. */
const MOST_SESSIONS = 50;
const DEVICE_LENGTH = 120;

/** A session that has just begun; its token is known to the browser alone. */
export interface NewSession {
  readonly token: string;
  /** `null`: the browser forgets it when it is closed. */
  readonly maxAgeSeconds: number | null;
}

/** Who is signed in. */
export interface SignedIn {
  readonly accountId: AccountId;
  readonly sessionId: SessionId;
  readonly email: string;
  readonly language: Language;
  /** When the second factor was last shown in this session; `null`: never. */
  readonly steppedUpAt: Date | null;
}

/** A session as its owner sees it. */
export interface OwnSession {
  readonly id: SessionId;
  readonly device: string;
  readonly startedAt: Date;
  readonly seenAt: Date;
}

/** Begins a session in the transaction that lets its owner in. */
export async function startSession(
  tx: Queryable,
  accountId: AccountId,
  device: string,
  ownDevice: boolean,
): Promise<NewSession> {
  const token = newToken();
  const seconds = ownDevice ? OWN_DEVICE_SECONDS : OTHER_DEVICE_SECONDS;
  await tx.rows(`DELETE FROM account_session WHERE expires_at < now()`);
  await tx.rows(
    `INSERT INTO account_session (id, account_id, token_digest, device, own_device, expires_at)
     VALUES ($1, $2, $3, $4, $5, now() + $6 * interval '1 second')`,
    [uuidv7(), accountId, digestOf(token), device.slice(0, DEVICE_LENGTH), ownDevice, seconds],
  );
  return { token, maxAgeSeconds: ownDevice ? OWN_DEVICE_SECONDS : null };
}

/**
 * Steps a session up in the transaction that took its owner's code, and gives it another token in the same statement: a
 * token that was seen before opens nothing any more, and at no moment opens more than it did.
 */
export async function stepUpSession(tx: Queryable, { sessionId }: SignedIn): Promise<NewSession> {
  const token = newToken();
  const [row] = await tx.rows<{ own_device: boolean }>(
    `UPDATE account_session SET stepped_up_at = now(), token_digest = $2 WHERE id = $1 RETURNING own_device`,
    [sessionId, digestOf(token)],
  );
  return { token, maxAgeSeconds: row?.own_device === true ? OWN_DEVICE_SECONDS : null };
}

/** The sessions of accounts. */
@Injectable()
export class Sessions {
  constructor(private readonly database: Database) {}

  /** Who a token signs in; `null` when it is none of ours, or over. A visit now and then makes the session last on. */
  async of(token: string | undefined): Promise<SignedIn | null> {
    if (token === undefined || !isToken(token)) return null;
    const [row] = await this.database.rows<{
      id: SessionId;
      account_id: AccountId;
      email: string;
      language: Language;
      own_device: boolean;
      stale: boolean;
      stepped_up_at: Date | null;
    }>(
      `SELECT s.id, s.account_id, a.email, a.language, s.own_device, s.stepped_up_at, s.seen_at < now() - interval '1 hour' AS stale
         FROM account_session s JOIN account a ON a.id = s.account_id
        WHERE s.token_digest = $1 AND s.expires_at > now() AND s.created_at > now() - $2 * interval '1 day'`,
      [digestOf(token), LONGEST_DAYS],
    );
    if (row === undefined) return null;
    if (row.stale) {
      await this.database.rows(
        `UPDATE account_session SET seen_at = now(), expires_at = now() + $2 * interval '1 second' WHERE id = $1`,
        [row.id, row.own_device ? OWN_DEVICE_SECONDS : OTHER_DEVICE_SECONDS],
      );
    }
    return {
      accountId: row.account_id,
      sessionId: row.id,
      email: row.email,
      language: row.language,
      steppedUpAt: row.stepped_up_at,
    };
  }

  /** The open sessions of an account, the one used last first. */
  async list(accountId: AccountId): Promise<OwnSession[]> {
    const rows = await this.database.rows<{ id: SessionId; device: string; created_at: Date; seen_at: Date }>(
      `SELECT id, device, created_at, seen_at FROM account_session WHERE account_id = $1 AND expires_at > now()
        ORDER BY seen_at DESC, id DESC LIMIT $2`,
      [accountId, MOST_SESSIONS],
    );
    return rows.map((row) => ({ id: row.id, device: row.device, startedAt: row.created_at, seenAt: row.seen_at }));
  }

  /** Ends the session of a token, if it is one. */
  async endBy(token: string | undefined): Promise<void> {
    if (token === undefined || !isToken(token)) return;
    await this.database.rows(`DELETE FROM account_session WHERE token_digest = $1`, [digestOf(token)]);
  }

  /** Ends one session of the account; one that is over already stays so. */
  async end({ accountId }: SignedIn, sessionId: string): Promise<void> {
    await this.database.rows(`DELETE FROM account_session WHERE account_id = $1 AND id::text = $2`, [
      accountId,
      sessionId,
    ]);
  }

  /** Ends every session of the account, this one too. */
  async endAll({ accountId }: { readonly accountId: string }): Promise<void> {
    await this.database.rows(`DELETE FROM account_session WHERE account_id::text = $1`, [accountId]);
  }
}
