import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Edition } from '../domain/edition.js';
import { DomainError, InputInvalidError } from '../domain/errors.js';
import type { PledgeId } from '../domain/ids.js';
import { pledgesOpen } from '../domain/pledge.js';
import { shown } from '../domain/shown-page.js';
import { certificateWish } from '../domain/tax-certificate.js';
import { OutboxBell, writeOutbox } from '../outbox/index.js';
import { Database } from '../platform/database/database.js';
import { newToken } from '../platform/http/token.js';
import { dayInBelgium } from '../platform/i18n/index.js';
import { ReadWalkers } from '../walkers/index.js';
import type { PledgeOrder } from './parse-pledge-order.js';
import { pledgeMail } from './pledge-mails.js';

/** Promises that one address can make in an edition, so that nobody's mailbox is filled by a stranger. */
const MOST_OF_ONE_ADDRESS = 20;

/** Takes a promise per kilometre. It is no money: nothing is counted and nothing can be charged. */
@Injectable()
export class MakePledge {
  constructor(
    private readonly database: Database,
    private readonly walkers: ReadWalkers,
    private readonly bell: OutboxBell,
  ) {}

  /**
   * Stores the promise, and mails its donor the link to it.
   * An address that already promised this walker something makes no second promise: it is sent its link again, at most
   * once a day, and whoever fills in the form is told to look there. The link itself is never shown to them.
   * @returns the token that opens the donor's own page.
   * @throws {DomainError} `PLEDGES_CLOSED`, `WALKER_NOT_FOUND`, `TOO_MANY_REQUESTS` @throws {InputInvalidError}
   */
  async execute(edition: Edition, walkerSlug: string, order: PledgeOrder, now: Date): Promise<string> {
    const today = dayInBelgium(now);
    if (!pledgesOpen(edition, today)) throw new DomainError('PLEDGES_CLOSED', `Promises in ${edition.slug}`);
    const walker = shown(await this.walkers.bySlug(edition, walkerSlug));
    const token = newToken();
    const isNew = await this.database.transaction(async (tx) => {
      // The promises of one address are counted by one request at a time.
      await tx.rows(`SELECT pg_advisory_xact_lock(hashtextextended('pledge ' || $1, 0))`, [order.email]);
      const [known] = await tx.rows<{ same: PledgeId | null; promises: number }>(
        `SELECT (array_agg(id) FILTER (WHERE walker_id = $3 AND state = 'promised'))[1] AS same, count(*)::int AS promises
           FROM pledge WHERE email = $1 AND edition_id = $2`,
        [order.email, edition.id, walker.id],
      );
      tx.onceCommitted(() => {
        this.bell.ring();
      });
      const same = known?.same ?? null;
      if (same !== null) {
        await writeOutbox(tx, [pledgeMail('pledge-made', same, today)]);
        return false;
      }
      if ((known?.promises ?? 0) >= MOST_OF_ONE_ADDRESS) {
        throw new DomainError('TOO_MANY_REQUESTS', 'Too many promises of one address');
      }
      const id = uuidv7() as PledgeId;
      await tx.rows(
        `INSERT INTO pledge (id, edition_id, walker_id, email, name, message, anonymous, language, per_km_minor,
           cap_minor, token, certificate_wanted) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
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
          token,
          certificateWish(edition, order.certificateWanted),
        ],
      );
      await writeOutbox(tx, [pledgeMail('pledge-made', id)]);
      return true;
    });
    if (!isNew) throw new InputInvalidError([{ field: 'email', code: 'ALREADY_PROMISED' }]);
    return token;
  }
}
