import { Injectable } from '@nestjs/common';
import type { PledgeId } from '../domain/ids.js';
import { GIFT_BOUNDS } from '../donations/index.js';
import { OutboxBell, writeOutbox } from '../outbox/index.js';
import { Database } from '../platform/database/database.js';
import { pledgeMail } from './pledge-mails.js';

/** Promises followed up in one transaction; what is left comes with the next round. */
const BATCH = 500;

/** What a round came to. */
export interface FollowedUpPledges {
  readonly reminded: number;
  readonly lapsed: number;
  /** Promises whose kilometres nobody confirmed. */
  readonly letGo: number;
}

const DUE_AND_UNPAID = `p.state = 'settled' AND p.due_minor >= $1 AND NOT EXISTS (
  SELECT FROM pledge_payment y JOIN donation d ON d.id = y.donation_id
   WHERE y.pledge_id = p.id AND (d.paid_minor > 0 OR d.status = 'pending'))`;

/**
 * Reminds of settled promises that nobody paid, once, and lets them go after that: a promise is a kindness, not a debt.
 * How long each takes is a rule of the edition.
 */
@Injectable()
export class FollowUpPledges {
  constructor(
    private readonly database: Database,
    private readonly bell: OutboxBell,
  ) {}

  /** One round over all editions. Nobody is reminded where giving is over, since they could not pay; those lapse. */
  async execute(now: Date): Promise<FollowedUpPledges> {
    return { lapsed: await this.lapse(now), letGo: await this.letGo(now), reminded: await this.remind(now) };
  }

  private async remind(now: Date): Promise<number> {
    return this.database.transaction(async (tx) => {
      const reminded = await tx.rows<{ id: PledgeId }>(
        `UPDATE pledge SET reminded_at = $2 WHERE id IN (
           SELECT p.id FROM pledge p JOIN edition e ON e.id = p.edition_id
            WHERE ${DUE_AND_UNPAID} AND p.reminded_at IS NULL AND e.giving_opens_at <= $2 AND $2 < e.giving_closes_at
              AND p.settled_at <= $2::timestamptz - e.pledge_reminder_days * interval '1 day'
            ORDER BY p.id LIMIT $3 FOR UPDATE OF p SKIP LOCKED)
         RETURNING id`,
        [GIFT_BOUNDS.leastMinor, now, BATCH],
      );
      await writeOutbox(
        tx,
        reminded.map(({ id }) => pledgeMail('pledge-reminder', id)),
      );
      if (reminded.length > 0) {
        tx.onceCommitted(() => {
          this.bell.ring();
        });
      }
      return reminded.length;
    });
  }

  /** Lets go of promises that wait for kilometres since so many days after giving closed, with one mail to each donor. */
  private async letGo(now: Date): Promise<number> {
    return this.database.transaction(async (tx) => {
      const letGo = await tx.rows<{ id: PledgeId }>(
        `UPDATE pledge SET state = 'lapsed', ended_at = $1 WHERE id IN (
           SELECT p.id FROM pledge p JOIN edition e ON e.id = p.edition_id
            WHERE p.state = 'promised' AND e.giving_closes_at <= $1::timestamptz - e.pledge_wait_days * interval '1 day'
              AND NOT EXISTS (SELECT FROM walker_kilometres k
                               WHERE k.walker_id = p.walker_id AND k.confirmed_at IS NOT NULL)
            ORDER BY p.id LIMIT $2 FOR UPDATE OF p SKIP LOCKED)
         RETURNING id`,
        [now, BATCH],
      );
      await writeOutbox(
        tx,
        letGo.map(({ id }) => pledgeMail('pledge-let-go', id)),
      );
      if (letGo.length > 0) {
        tx.onceCommitted(() => {
          this.bell.ring();
        });
      }
      return letGo.length;
    });
  }

  private async lapse(now: Date): Promise<number> {
    const lapsed = await this.database.rows(
      `UPDATE pledge SET state = 'lapsed', ended_at = $2 WHERE id IN (
         SELECT p.id FROM pledge p JOIN edition e ON e.id = p.edition_id
          WHERE ${DUE_AND_UNPAID} AND (e.giving_closes_at <= $2
             OR p.reminded_at <= $2::timestamptz - e.pledge_lapse_days * interval '1 day')
          ORDER BY p.id LIMIT $3 FOR UPDATE OF p SKIP LOCKED)
       RETURNING id`,
      [GIFT_BOUNDS.leastMinor, now, BATCH],
    );
    return lapsed.length;
  }
}
