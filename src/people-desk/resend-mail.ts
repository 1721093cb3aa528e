import { Injectable } from '@nestjs/common';
import { writeAudit } from '../audit/index.js';
import { DomainError } from '../domain/errors.js';
import { OutboxBell, type OutboxMessage, writeOutbox } from '../outbox/index.js';
import { Database, type Queryable } from '../platform/database/database.js';
import type { OrganisersAct } from '../team-life/index.js';
import { type StoredWalker, storedWalker } from './stored-walker.js';

/** The mails that a walker can be sent once more. */
export const RESENDABLE_MAILS = ['way-in', 'registration-confirmed', 'guardian-consent'] as const;
export type ResendableMail = (typeof RESENDABLE_MAILS)[number];

/** Sends a walker, or their guardian, a mail once more. */
@Injectable()
export class ResendMail {
  constructor(
    private readonly database: Database,
    private readonly bell: OutboxBell,
  ) {}

  /**
   * @param entry made with the form: sent twice, one mail goes out
   * @throws {DomainError} `WALKER_NOT_FOUND`; `MAIL_NOT_DUE` for a place that is not valid, or a consent that nobody awaits
   */
  async execute(
    { edition, actor }: Omit<OrganisersAct, 'reason'>,
    walkerId: string,
    mail: ResendableMail,
    entry: string,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const walker = await storedWalker(tx, edition, walkerId, 'locked');
      if (!(await isDue(tx, walker, mail))) throw new DomainError('MAIL_NOT_DUE', `${mail} does not fit`);
      const written = await writeOutbox(tx, [again(walker, mail, entry)]);
      if (written.length === 0) return;
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'resend-mail',
        subject: { kind: 'walker', id: walker.id },
        after: { mail },
      });
      tx.onceCommitted(() => {
        this.bell.ring();
      });
    });
  }
}

/** Whether a mail would say what is true. */
export async function isDue(database: Queryable, walker: StoredWalker, mail: ResendableMail): Promise<boolean> {
  if (!walker.confirmed) return false;
  if (mail !== 'guardian-consent') return true;
  const rows = await database.rows(
    `SELECT 1 FROM guardian_consent g JOIN walker w ON w.id = g.walker_id
      WHERE w.id = $1 AND g.decision IS NULL AND w.guardian_email IS NOT NULL`,
    [walker.id],
  );
  return rows.length > 0;
}

function again({ id, registrationId }: StoredWalker, name: ResendableMail, entry: string): OutboxMessage {
  const about = name === 'guardian-consent' ? { walkerId: id } : { registrationId };
  return {
    kind: 'mail',
    onceKey: `${name}:again:${entry}`,
    payload: { mail: name, ...about },
    afterMs: 0,
  };
}
