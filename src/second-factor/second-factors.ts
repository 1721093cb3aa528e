import { randomInt } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Secret, TOTP } from 'otpauth';
import type { Logger } from 'pino';
import { type NewSession, type SignedIn, stepUpSession } from '../accounts/index.js';
import { type Actor, writeAudit } from '../audit/index.js';
import { DomainError } from '../domain/errors.js';
import type { AccountId } from '../domain/ids.js';
import { Database, type Queryable } from '../platform/database/database.js';
import { LOGGER } from '../platform/logging/logger.js';
import { Tries, type TriesRule } from '../platform/redis/tries.js';
import { Sealing } from '../platform/secrets/sealing.js';

/** How long a code lets its session act on money and people; hours. A day of the walk is one. */
export const STEP_UP_HOURS = 12;
/** A code of six digits is guessed at about 120 times a day at the most, of a million. */
const RULE: TriesRule = { name: 'second-factor', most: 5, seconds: 900 };
/** Seconds that a code lasts, and how many codes a clock may be early or late (RFC 6238, 5.2 and 6). */
const PERIOD = 30;
const WINDOW = 1;
const RECOVERY_CODES = 10;
/** Letters and digits that nobody mixes up on paper; 12 of them are 59 random bits. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Where an account stands. */
export interface SecondFactorState {
  readonly enrolled: boolean;
  readonly recoveryCodesLeft: number;
}

/** What an authenticator app needs to know. */
export interface Enrolment {
  /** In base32, to be typed where no camera is. */
  readonly secret: string;
  /** `otpauth://…`, to be shown as a QR code. */
  readonly uri: string;
}

/** Codes from an authenticator app (RFC 6238), as the second proof of who acts on money and people. */
@Injectable()
export class SecondFactors {
  constructor(
    private readonly database: Database,
    private readonly sealing: Sealing,
    private readonly tries: Tries,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async stateOf(accountId: AccountId): Promise<SecondFactorState> {
    const [row] = await this.database.rows<{ codes: number }>(
      `SELECT (SELECT count(*)::int FROM recovery_code c WHERE c.account_id = f.account_id AND c.used_at IS NULL) AS codes
         FROM second_factor f WHERE f.account_id = $1 AND f.confirmed_at IS NOT NULL`,
      [accountId],
    );
    return { enrolled: row !== undefined, recoveryCodesLeft: row?.codes ?? 0 };
  }

  /**
   * What an app has to know to make codes. Asked again before it is confirmed, it is the same.
   * @throws {DomainError} `NOT_ALLOWED` once an app is enrolled: its secret is never shown again
   */
  async begin({ accountId, email }: SignedIn): Promise<Enrolment> {
    const fresh = new Secret({ size: 20 }).base32;
    await this.database.rows(
      `INSERT INTO second_factor (account_id, secret_sealed) VALUES ($1, $2)
       ON CONFLICT ON CONSTRAINT second_factor_pk DO NOTHING`,
      [accountId, this.sealing.seal(fresh, purposeOf(accountId))],
    );
    const [row] = await this.database.rows<{ secret_sealed: Buffer }>(
      `SELECT secret_sealed FROM second_factor WHERE account_id = $1 AND confirmed_at IS NULL`,
      [accountId],
    );
    if (row === undefined) throw new DomainError('NOT_ALLOWED', 'A second factor is enrolled already');
    const totp = this.totpOf(row.secret_sealed, accountId, email);
    return { secret: totp.secret.base32, uri: totp.toString() };
  }

  /**
   * Ends an enrolment with the first code of the app, which steps the session up.
   * @returns the recovery codes, which are never shown again, and the session under its new token
   * @throws {DomainError} `SECOND_FACTOR_WRONG`, `TOO_MANY_REQUESTS`, `SERVICE_UNAVAILABLE`
   */
  async confirm(
    signedIn: SignedIn,
    code: string,
  ): Promise<{ readonly codes: readonly string[]; readonly session: NewSession }> {
    const { accountId } = signedIn;
    await this.tries.count(RULE, accountId);
    const confirmed = await this.database.transaction(async (tx) => {
      const [row] = await tx.rows<{ secret_sealed: Buffer }>(
        `SELECT secret_sealed FROM second_factor WHERE account_id = $1 AND confirmed_at IS NULL FOR UPDATE`,
        [accountId],
      );
      const step = row === undefined ? null : this.stepOf(row.secret_sealed, signedIn, code);
      if (step === null) throw new DomainError('SECOND_FACTOR_WRONG', 'Not the code of this moment');
      await tx.rows(`UPDATE second_factor SET confirmed_at = now(), last_step = $2 WHERE account_id = $1`, [
        accountId,
        step,
      ]);
      await writeAudit(tx, lineOf(signedIn, 'enrol-second-factor'));
      return { codes: await this.newCodes(tx, accountId), session: await stepUpSession(tx, signedIn) };
    });
    await this.tries.forget(RULE, accountId);
    return confirmed;
  }

  /**
   * Steps the session up by a code of the app, once, or by a recovery code, once.
   * @returns the session under its new token
   * @throws {DomainError} `SECOND_FACTOR_WRONG` for any other, and for one that was taken before; `TOO_MANY_REQUESTS`,
   *   `SERVICE_UNAVAILABLE`
   */
  async stepUp(signedIn: SignedIn, typed: string): Promise<NewSession> {
    const { accountId } = signedIn;
    await this.tries.count(RULE, accountId);
    const session = await this.database.transaction(async (tx) => {
      const [row] = await tx.rows<{ secret_sealed: Buffer }>(
        `SELECT secret_sealed FROM second_factor WHERE account_id = $1 AND confirmed_at IS NOT NULL FOR UPDATE`,
        [accountId],
      );
      if (row === undefined) throw new DomainError('SECOND_FACTOR_WRONG', 'Nothing is enrolled');
      const step = this.stepOf(row.secret_sealed, signedIn, typed);
      const [taken] =
        step === null
          ? await tx.rows(
              `UPDATE recovery_code SET used_at = now() WHERE account_id = $1 AND code_digest = $2 AND used_at IS NULL
               RETURNING 1`,
              [accountId, this.digestOf(typed, accountId)],
            )
          : await tx.rows(
              `UPDATE second_factor SET last_step = $2 WHERE account_id = $1 AND (last_step IS NULL OR last_step < $2)
               RETURNING 1`,
              [accountId, step],
            );
      if (taken === undefined) {
        this.logger.warn({ account: accountId }, 'A second factor was refused');
        throw new DomainError('SECOND_FACTOR_WRONG', 'Wrong, or taken before');
      }
      if (step === null) await writeAudit(tx, lineOf(signedIn, 'use-recovery-code'));
      return stepUpSession(tx, signedIn);
    });
    await this.tries.forget(RULE, accountId);
    this.logger.info({ account: accountId }, 'A second factor was shown');
    return session;
  }

  /** New recovery codes instead of all that there were. @throws {DomainError} `SECOND_FACTOR_REQUIRED` before any app */
  renewCodes(signedIn: SignedIn): Promise<readonly string[]> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.rows(
        `SELECT 1 FROM second_factor WHERE account_id = $1 AND confirmed_at IS NOT NULL FOR UPDATE`,
        [signedIn.accountId],
      );
      if (row === undefined) throw new DomainError('SECOND_FACTOR_REQUIRED', 'Nothing is enrolled');
      await writeAudit(tx, lineOf(signedIn, 'renew-recovery-codes'));
      return this.newCodes(tx, signedIn.accountId);
    });
  }

  /** Takes the factor away, so that its owner enrols anew; every session of theirs ends. Nothing happens without one. */
  async remove(accountId: string, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [gone] = await tx.rows(`DELETE FROM second_factor WHERE account_id::text = $1 RETURNING 1`, [accountId]);
      if (gone === undefined) return;
      await tx.rows(`DELETE FROM account_session WHERE account_id::text = $1`, [accountId]);
      await writeAudit(tx, {
        editionId: null,
        actor,
        action: 'remove-second-factor',
        subject: { kind: 'account', id: accountId },
      });
    });
  }

  private async newCodes(tx: Queryable, accountId: AccountId): Promise<readonly string[]> {
    const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
    await tx.rows(`DELETE FROM recovery_code WHERE account_id = $1`, [accountId]);
    await tx.rows(
      `INSERT INTO recovery_code (account_id, code_digest)
       SELECT $1, decode(given.digest, 'hex') FROM unnest($2::text[]) AS given (digest)`,
      [accountId, codes.map((code) => this.digestOf(code, accountId).toString('hex'))],
    );
    return codes;
  }

  private digestOf(typed: string, accountId: AccountId): Buffer {
    const code = typed.toLowerCase().replace(/[^a-z0-9]/g, '');
    return this.sealing.digest(code, `recovery code of ${accountId}`);
  }

  /** The time step that a code belongs to; `null` when it belongs to none near this moment. */
  private stepOf(sealed: Buffer, { accountId, email }: SignedIn, typed: string): number | null {
    const code = typed.replace(/\s/g, '');
    if (!/^\d{6}$/.test(code)) return null;
    const totp = this.totpOf(sealed, accountId, email);
    const now = Date.now();
    const delta = totp.validate({ token: code, timestamp: now, window: WINDOW });
    return delta === null ? null : totp.counter({ timestamp: now }) + delta;
  }

  private totpOf(sealed: Buffer, accountId: AccountId, label: string): TOTP {
    const secret = Secret.fromBase32(this.sealing.open(sealed, purposeOf(accountId)));
    return new TOTP({ issuer: 'Refugee Walk', label, secret, algorithm: 'SHA1', digits: 6, period: PERIOD });
  }
}

function purposeOf(accountId: AccountId): string {
  return `second factor of ${accountId}`;
}

function lineOf({ accountId, email }: SignedIn, action: string) {
  return {
    editionId: null,
    actor: { kind: 'organiser', name: email },
    action,
    subject: { kind: 'account', id: accountId },
  } as const;
}

/** `k7vd-93mq-xw2n` */
function newRecoveryCode(): string {
  const letters = Array.from({ length: 12 }, () => LETTERS[randomInt(LETTERS.length)] ?? '');
  return [0, 4, 8].map((from) => letters.slice(from, from + 4).join('')).join('-');
}
