import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { DomainError, InputInvalidError } from '../domain/errors.js';
import type { Language } from '../domain/language.js';
import { mailOnce } from '../outbox/index.js';
import { Database } from '../platform/database/database.js';
import { email } from '../platform/http/input.js';
import { type TeamActor, TeamDesk } from './team-desk.js';

/** Addresses that one form takes. */
export const MOST_AT_ONCE = 10;
/** Mails that one member's invitations cause in 24 hours, whichever team they are for. */
const MOST_A_DAY = 20;
/** Invitations that one address gets in 24 hours, whoever sends them. */
const MOST_TO_ONE_A_DAY = 3;
/** An address of somebody who asked for nothing is kept for so many days. */
const DAYS_REMEMBERED = 30;

/**
 * Reads addresses as people type or paste them, parted by commas, semicolons, spaces or lines; each once.
 * @throws {InputInvalidError} naming `emails`: `REQUIRED`, `EMAIL_INVALID`, `TOO_MANY_ADDRESSES`
 */
export function parseInvited(typed: unknown): string[] {
  const text = typeof typed === 'string' ? typed.slice(0, 5_000) : '';
  const parts = [...new Set(text.split(/[\s,;]+/u).filter((part) => part !== ''))];
  if (parts.length === 0) throw new InputInvalidError([{ field: 'emails', code: 'REQUIRED' }]);
  if (parts.length > MOST_AT_ONCE) throw new InputInvalidError([{ field: 'emails', code: 'TOO_MANY_ADDRESSES' }]);
  const parsed = z.array(email).safeParse(parts);
  if (!parsed.success) throw new InputInvalidError([{ field: 'emails', code: 'EMAIL_INVALID' }]);
  return [...new Set(parsed.data)];
}

/** Members invite people by mail: in their own name, once a team, and so many a day. */
@Injectable()
export class InviteByMail {
  constructor(
    private readonly database: Database,
    private readonly desk: TeamDesk,
  ) {}

  /**
   * Whoever was invited to this team before, or often enough today, gets no second mail, and the inviter is not told: an
   * address is nobody's to be found out.
   * @throws {DomainError} `TEAM_NOT_FOUND`, `NOT_ALLOWED` to whoever is no member, `TOO_MANY_INVITATIONS`
   */
  async execute(
    { edition, accountId }: TeamActor,
    slug: string,
    emails: readonly string[],
    language: Language,
  ): Promise<void> {
    await this.desk.one(edition, slug, async ({ tx, team, members }) => {
      const own = [...members.values()].filter((it) => it.accountId === accountId && it.valid);
      const inviter = own.find(({ id }) => id === team.captainWalkerId) ?? own[0];
      if (inviter === undefined) throw new DomainError('NOT_ALLOWED', 'Only members invite');
      // Two forms of one account stand in line at its row, so that together they keep to the bound.
      await tx.rows(`SELECT 1 FROM account WHERE id = $1 FOR UPDATE`, [accountId]);
      const [sent] = await tx.rows<{ count: number }>(
        `SELECT count(*)::int AS count FROM team_invitation i JOIN walker w ON w.id = i.inviter_walker_id
           JOIN registration r ON r.id = w.registration_id
          WHERE r.account_id = $1 AND i.invited_at > now() - interval '1 day'`,
        [accountId],
      );
      if ((sent?.count ?? 0) + emails.length > MOST_A_DAY) {
        throw new DomainError('TOO_MANY_INVITATIONS', `More than ${String(MOST_A_DAY)} a day`);
      }
      const rows = await tx.rows<{ id: string }>(
        `INSERT INTO team_invitation (id, team_id, inviter_walker_id, email, email_hash, language)
         SELECT m.id, $4, $5, m.email, m.hash, $6 FROM unnest($1::uuid[], $2::text[], $3::text[]) AS m (id, email, hash)
          WHERE (SELECT count(*) FROM team_invitation o
                  WHERE o.email_hash = m.hash AND o.invited_at > now() - interval '1 day') < $7
         ON CONFLICT ON CONSTRAINT team_invitation_once DO NOTHING RETURNING id`,
        [
          emails.map(() => uuidv7()),
          emails,
          emails.map((address) => createHash('sha256').update(address).digest('hex')),
          team.id,
          inviter.id,
          language,
          MOST_TO_ONE_A_DAY,
        ],
      );
      return { mails: rows.map(({ id }) => mailOnce('team-invitation', id, { invitationId: id })) };
    });
  }

  /** Forgets the addresses of invitations that are long past. @returns how many. */
  async forget(now: Date): Promise<number> {
    const rows = await this.database.rows(
      `UPDATE team_invitation SET email = NULL
        WHERE email IS NOT NULL AND invited_at < $1::timestamptz - $2 * interval '1 day' RETURNING id`,
      [now, DAYS_REMEMBERED],
    );
    return rows.length;
  }
}
