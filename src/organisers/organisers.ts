import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type Actor, writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import type { AccountId } from '../domain/ids.js';
import type { Language } from '../domain/language.js';
import type { Role } from '../domain/roles.js';
import { Database } from '../platform/database/database.js';

/** A list of organisers is never longer. */
const MOST_ORGANISERS = 200;

/** Somebody with a role in an edition. */
export interface Organiser {
  readonly accountId: AccountId;
  readonly email: string;
  readonly role: Role;
}

/** Who may do what in which edition. */
@Injectable()
export class Organisers {
  constructor(private readonly database: Database) {}

  /** The role of an account in an edition; `null` when it has none. */
  async roleOf(accountId: AccountId, edition: Edition): Promise<Role | null> {
    const [row] = await this.database.rows<{ role: Role }>(
      `SELECT role FROM organiser WHERE account_id = $1 AND edition_id = $2`,
      [accountId, edition.id],
    );
    return row?.role ?? null;
  }

  /** The organisers of an edition, by mail address. */
  async list(edition: Edition): Promise<Organiser[]> {
    const rows = await this.database.rows<{ account_id: AccountId; email: string; role: Role }>(
      `SELECT o.account_id, a.email, o.role FROM organiser o JOIN account a ON a.id = o.account_id
        WHERE o.edition_id = $1 ORDER BY a.email LIMIT $2`,
      [edition.id, MOST_ORGANISERS],
    );
    return rows.map((row) => ({ accountId: row.account_id, email: row.email, role: row.role }));
  }

  /** Gives an address a role, or another one; whoever has it signs in by mail link like everybody. */
  async appoint(edition: Edition, email: string, role: Role, language: Language, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [account] = await tx.rows<{ id: AccountId }>(
        `INSERT INTO account AS a (id, email, language) VALUES ($1, $2, $3)
         ON CONFLICT ON CONSTRAINT account_email_unique DO UPDATE SET email = a.email RETURNING id`,
        [uuidv7(), email, language],
      );
      if (account === undefined) throw new Error('An upsert of an account returned no row');
      const [before] = await tx.rows<{ role: Role }>(
        `SELECT role FROM organiser WHERE account_id = $1 AND edition_id = $2 FOR UPDATE`,
        [account.id, edition.id],
      );
      await tx.rows(
        `INSERT INTO organiser (account_id, edition_id, role) VALUES ($1, $2, $3)
         ON CONFLICT ON CONSTRAINT organiser_pk DO UPDATE SET role = excluded.role`,
        [account.id, edition.id, role],
      );
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'appoint-organiser',
        subject: { kind: 'account', id: account.id },
        ...(before === undefined ? {} : { before: { role: before.role } }),
        after: { email, role },
      });
    });
  }

  /** Takes the role away. Nothing happens when there is none. */
  async dismiss(edition: Edition, accountId: string, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [gone] = await tx.rows<{ role: Role }>(
        `DELETE FROM organiser WHERE account_id::text = $1 AND edition_id = $2 RETURNING role`,
        [accountId, edition.id],
      );
      if (gone === undefined) return;
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'dismiss-organiser',
        subject: { kind: 'account', id: accountId },
        before: { role: gone.role },
      });
    });
  }
}
