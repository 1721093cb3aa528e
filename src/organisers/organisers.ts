import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type Actor, writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { AccountId, EditionId } from '../domain/ids.js';
import type { Language } from '../domain/language.js';
import { includesRole, type Role } from '../domain/roles.js';
import { OutboxBell, writeOutbox } from '../outbox/index.js';
import { Database } from '../platform/database/database.js';

/** A list of organisers is never longer. */
const MOST_ORGANISERS = 200;
/** Of each organiser's sessions, the one used last first. */
const MOST_SESSIONS = 10;

/** Where a role holds: in one edition, or in all of them and those to come. */
export type RoleScope = 'edition' | 'everywhere';

/** What an account may do in an edition. */
export interface HeldRole {
  /** The greater of both where there are two. */
  readonly role: Role;
  /** What it may do in every edition; `null`: it has a role in this one alone. */
  readonly everywhere: Role | null;
}

/** Somebody with a role. */
export interface Organiser {
  readonly accountId: AccountId;
  readonly email: string;
  readonly role: Role;
  readonly scope: RoleScope;
  /** An authenticator app is enrolled. */
  readonly secondFactor: boolean;
  readonly sessions: readonly { readonly device: string; readonly seenAt: Date }[];
}

/** Who gets which role, and where it holds. */
export interface Appointment {
  readonly edition: Edition;
  readonly scope: RoleScope;
  /** Normalised. */
  readonly email: string;
  readonly role: Role;
  readonly language: Language;
  readonly actor: Actor;
}

/** Who may do what in which edition. A role is looked up with each request, so that one taken away is gone at once. */
@Injectable()
export class Organisers {
  constructor(
    private readonly database: Database,
    private readonly bell: OutboxBell,
  ) {}

  /** The role of an account in an edition; `null` when it has none. */
  async roleOf(accountId: AccountId, edition: Edition): Promise<HeldRole | null> {
    const rows = await this.database.rows<{ role: Role; everywhere: boolean }>(
      `SELECT role, false AS everywhere FROM organiser WHERE account_id = $1 AND edition_id = $2
       UNION ALL SELECT role, true FROM organiser_everywhere WHERE account_id = $1`,
      [accountId, edition.id],
    );
    const everywhere = rows.find((row) => row.everywhere)?.role ?? null;
    const role = rows.reduce<Role | null>(
      (best, row) => (best === null || includesRole(row.role, best) ? row.role : best),
      null,
    );
    return role === null ? null : { role, everywhere };
  }

  /** Whether an account has any role anywhere, and is an organiser at all. */
  async isOrganiser(accountId: AccountId): Promise<boolean> {
    const rows = await this.database.rows(
      `SELECT 1 FROM organiser WHERE account_id = $1 UNION ALL
       SELECT 1 FROM organiser_everywhere WHERE account_id = $1 LIMIT 1`,
      [accountId],
    );
    return rows.length > 0;
  }

  /** The organisers of an edition, those of all editions first, each by mail address. */
  async list(edition: Edition): Promise<Organiser[]> {
    const rows = await this.database.rows<{
      account_id: AccountId;
      email: string;
      role: Role;
      everywhere: boolean;
      second_factor: boolean;
      sessions: readonly { device: string; seen: number }[];
    }>(
      `SELECT o.account_id, a.email, o.role, o.everywhere,
              EXISTS (SELECT 1 FROM second_factor f
                       WHERE f.account_id = a.id AND f.confirmed_at IS NOT NULL) AS second_factor,
              coalesce((SELECT jsonb_agg(jsonb_build_object('device', s.device,
                                 'seen', extract(epoch FROM s.seen_at) * 1000) ORDER BY s.seen_at DESC)
                          FROM (SELECT device, seen_at FROM account_session WHERE account_id = a.id
                                   AND expires_at > now() ORDER BY seen_at DESC LIMIT $3) s), '[]') AS sessions
         FROM (SELECT account_id, role, true AS everywhere FROM organiser_everywhere
               UNION ALL SELECT account_id, role, false FROM organiser WHERE edition_id = $1) o
         JOIN account a ON a.id = o.account_id
        ORDER BY o.everywhere DESC, a.email LIMIT $2`,
      [edition.id, MOST_ORGANISERS, MOST_SESSIONS],
    );
    return rows.map((row) => ({
      accountId: row.account_id,
      email: row.email,
      role: row.role,
      scope: row.everywhere ? 'everywhere' : 'edition',
      secondFactor: row.second_factor,
      sessions: row.sessions.map(({ device, seen }) => ({ device, seenAt: new Date(seen) })),
    }));
  }

  /**
   * Gives an address a role, or another one. Who had none there is told by mail; whoever has one signs in by mail link
   * like everybody.
   * @throws {DomainError} `OWN_ROLE` when somebody would change their own
   */
  async appoint({ edition, scope, email, role, language, actor }: Appointment): Promise<void> {
    if (actor.kind === 'organiser' && actor.name === email) throw new DomainError('OWN_ROLE', 'One’s own role');
    await this.database.transaction(async (tx) => {
      const [account] = await tx.rows<{ id: AccountId }>(
        `INSERT INTO account AS a (id, email, language) VALUES ($1, $2, $3)
         ON CONFLICT ON CONSTRAINT account_email_unique DO UPDATE SET email = a.email RETURNING id`,
        [uuidv7(), email, language],
      );
      if (account === undefined) throw new Error('An upsert of an account returned no row');
      const [before] =
        scope === 'everywhere'
          ? await tx.rows<{ role: Role }>(`SELECT role FROM organiser_everywhere WHERE account_id = $1 FOR UPDATE`, [
              account.id,
            ])
          : await tx.rows<{ role: Role }>(
              `SELECT role FROM organiser WHERE account_id = $1 AND edition_id = $2 FOR UPDATE`,
              [account.id, edition.id],
            );
      if (before?.role === role) return;
      await (scope === 'everywhere'
        ? tx.rows(
            `INSERT INTO organiser_everywhere (account_id, role) VALUES ($1, $2)
             ON CONFLICT ON CONSTRAINT organiser_everywhere_pk DO UPDATE SET role = excluded.role`,
            [account.id, role],
          )
        : tx.rows(
            `INSERT INTO organiser (account_id, edition_id, role) VALUES ($1, $2, $3)
             ON CONFLICT ON CONSTRAINT organiser_pk DO UPDATE SET role = excluded.role`,
            [account.id, edition.id, role],
          ));
      await writeAudit(tx, {
        editionId: editionOf(scope, edition),
        actor,
        action: 'appoint-organiser',
        subject: { kind: 'account', id: account.id },
        ...(before === undefined ? {} : { before: { email, role: before.role } }),
        after: { email, role, scope },
      });
      if (before !== undefined) return;
      await writeOutbox(tx, [
        {
          kind: 'mail',
          onceKey: `organiser-invitation:${uuidv7()}`,
          payload: { mail: 'organiser-invitation', accountId: account.id, editionId: edition.id, scope },
          afterMs: 0,
        },
      ]);
      tx.onceCommitted(() => {
        this.bell.ring();
      });
    });
  }

  /**
   * Takes a role away. Nothing happens when there is none.
   * @throws {DomainError} `OWN_ROLE` when somebody would take away their own: another admin does
   */
  async dismiss(edition: Edition, scope: RoleScope, accountId: string, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [gone] =
        scope === 'everywhere'
          ? await tx.rows<{ role: Role; email: string }>(
              `DELETE FROM organiser_everywhere o USING account a WHERE a.id = o.account_id AND o.account_id::text = $1
               RETURNING o.role, a.email`,
              [accountId],
            )
          : await tx.rows<{ role: Role; email: string }>(
              `DELETE FROM organiser o USING account a WHERE a.id = o.account_id AND o.account_id::text = $1
                  AND o.edition_id = $2 RETURNING o.role, a.email`,
              [accountId, edition.id],
            );
      if (gone === undefined) return;
      if (actor.kind === 'organiser' && actor.name === gone.email) throw new DomainError('OWN_ROLE', 'One’s own role');
      await writeAudit(tx, {
        editionId: editionOf(scope, edition),
        actor,
        action: 'dismiss-organiser',
        subject: { kind: 'account', id: accountId },
        before: { email: gone.email, role: gone.role, scope },
      });
    });
  }

  /** Signs an organiser out on every device. */
  async endSessions(edition: Edition, accountId: string, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const ended = await tx.rows(`DELETE FROM account_session WHERE account_id::text = $1 RETURNING 1`, [accountId]);
      if (ended.length === 0) return;
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'end-sessions',
        subject: { kind: 'account', id: accountId },
        before: { sessions: ended.length },
      });
    });
  }
}

function editionOf(scope: RoleScope, edition: Edition): EditionId | null {
  return scope === 'everywhere' ? null : edition.id;
}
