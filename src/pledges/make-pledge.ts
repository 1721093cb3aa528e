import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { PledgeId } from '../domain/ids.js';
import { pledgesOpen } from '../domain/pledge.js';
import { shown } from '../domain/shown-page.js';
import { certificateWish } from '../domain/tax-certificate.js';
import { OutboxBell, writeOutboxAlike } from '../outbox/index.js';
import { Database } from '../platform/database/database.js';
import { newToken } from '../platform/http/token.js';
import { dayInBelgium } from '../platform/i18n/index.js';
import { ReadWalkers } from '../walkers/index.js';
import type { PledgeOrder } from './parse-pledge-order.js';
import { pledgeMail } from './pledge-mails.js';

/** Promises of one address whose mails wait to be opened, so that nobody's mailbox is filled by a stranger. */
const MOST_UNOPENED = 20;

/** Takes a promise per kilometre. It is no money: nothing is counted and nothing can be charged. */
@Injectable()
export class MakePledge {
  constructor(
    private readonly database: Database,
    private readonly walkers: ReadWalkers,
    private readonly bell: OutboxBell,
  ) {}

  /**
   * Stores the promise, and mails its donor the link to it, which is shown nowhere else.
   * An address that already promised this walker something makes no second promise: it is sent its link again, at most
   * once a day. Whoever fills in the form learns nothing of it: the answer is the same, and nothing that others see changes
   * before the link was opened. An address that leaves many mails unopened is sent no more, and told of it just as little.
   * @throws {DomainError} `PLEDGES_CLOSED`, `WALKER_NOT_FOUND`
   */
  async execute(edition: Edition, walkerSlug: string, order: PledgeOrder, now: Date): Promise<void> {
    const today = dayInBelgium(now);
    if (!pledgesOpen(edition, today)) throw new DomainError('PLEDGES_CLOSED', `Promises in ${edition.slug}`);
    const walker = shown(await this.walkers.bySlug(edition, walkerSlug));
    await this.database.transaction(async (tx) => {
      // The promises of one address are counted by one request at a time.
      await tx.rows(`SELECT pg_advisory_xact_lock(hashtextextended('pledge ' || $1, 0))`, [order.email]);
      const [known] = await tx.rows<{ same: PledgeId | null; unopened: number }>(
        `SELECT (array_agg(id) FILTER (WHERE walker_id = $3 AND state = 'promised'))[1] AS same,
                count(*) FILTER (WHERE opened_at IS NULL)::int AS unopened
           FROM pledge WHERE email = $1 AND edition_id = $2`,
        [order.email, edition.id, walker.id],
      );
      tx.onceCommitted(() => {
        this.bell.ring();
      });
      const same = known?.same ?? null;
      const made = same === null && (known?.unopened ?? 0) < MOST_UNOPENED;
      const id = uuidv7() as PledgeId;
      // The same statements for every address, each a write: how long it takes tells nobody which one promised already.
      await tx.rows(`SELECT 1 FROM pledge WHERE id = $1 FOR NO KEY UPDATE`, [same]);
      await tx.rows(
        `INSERT INTO pledge (id, edition_id, walker_id, email, name, message, anonymous, language, per_km_minor,
           cap_minor, token, certificate_wanted, opened_at)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, NULL WHERE $13`,
        [
          id,
          edition.id,
          walker.id,
          order.email,
          order.name,
          order.message,
          order.anonymous,
          order.language,
          order.perKmMinor,
          order.capMinor,
          newToken(),
          certificateWish(edition, order.certificateWanted),
          made,
        ],
      );
      if (same !== null) await writeOutboxAlike(tx, pledgeMail('pledge-made', same, today));
      else await writeOutboxAlike(tx, made ? pledgeMail('pledge-made', id) : null);
    });
  }
}
