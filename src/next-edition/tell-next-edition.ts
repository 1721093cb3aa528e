import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type Actor, writeAudit } from '../audit/index.js';
import { type Edition, registrationState } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { AccountId } from '../domain/ids.js';
import type { Language } from '../domain/language.js';
import { ensureMailPreferences } from '../mail-preferences/index.js';
import { OutboxBell, writeOutbox } from '../outbox/index.js';
import { Database, type Queryable, type Transaction } from '../platform/database/database.js';

/** So many mails leave in a minute, so that registration opens for people and not for a stampede. */
const MAILS_A_MINUTE = 120;
const BATCH = 1_000;
/** A hundred thousand people: more than ever asked; telling ends in any case. */
const MOST_BATCHES = 100;

/** Whoever waits to be told of edition $1: asked after an earlier one, was not told of any since, and wants such mails. */
const WAITING = `
  FROM next_edition_wish wish
  JOIN edition earlier ON earlier.id = wish.after_edition_id JOIN edition e ON e.id = $1 AND e.walk_on > earlier.walk_on
  LEFT JOIN mail_preference f ON f.account_id = wish.account_id
 WHERE wish.answered_at IS NULL AND coalesce(f.next_edition, true)`;

/** Tells whoever asked for it that the next edition is open: an organiser's act, done once for each person. */
@Injectable()
export class TellNextEdition {
  constructor(
    private readonly database: Database,
    private readonly bell: OutboxBell,
  ) {}

  /** How many people would be told of this edition now. */
  async waiting(edition: Edition): Promise<number> {
    const [row] = await this.database.rows<{ people: number }>(
      `SELECT count(DISTINCT wish.account_id)::int AS people ${WAITING}`,
      [edition.id],
    );
    return row?.people ?? 0;
  }

  /**
   * Writes one mail to each of them, spread over time, and a line in the audit log. Doing it again tells those who asked
   * meanwhile, and nobody twice.
   * @param actor who may do this was decided before
   * @returns how many are told now.
   * @throws {DomainError} `REGISTRATION_CLOSED` while nobody can register
   */
  async execute(edition: Edition, actor: Actor, now: Date): Promise<number> {
    if (registrationState(edition, now) !== 'open') {
      throw new DomainError('REGISTRATION_CLOSED', `Registration for ${edition.slug} is not open`);
    }
    return this.database.transaction(async (tx) => {
      let told = 0;
      for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
        const answered = await this.tell(tx, edition, told);
        told += answered.told;
        if (answered.people < BATCH) break;
      }
      if (told > 0) {
        await writeAudit(tx, {
          editionId: edition.id,
          actor,
          action: 'tell-next-edition',
          subject: { kind: 'edition', id: edition.id },
          after: { mails: told },
        });
        tx.onceCommitted(() => {
          this.bell.ring();
        });
      }
      return told;
    });
  }

  /** @param before how many were told in this act already; their mails leave first */
  private async tell(
    tx: Transaction,
    edition: Edition,
    before: number,
  ): Promise<{ readonly people: number; readonly told: number }> {
    const people = await tx.rows<{ account_id: AccountId; language: Language }>(
      `SELECT account_id, language FROM next_edition_wish WHERE account_id IN (
         SELECT DISTINCT wish.account_id ${WAITING} ORDER BY 1 LIMIT $2)
         AND answered_at IS NULL ORDER BY account_id, asked_at FOR UPDATE`,
      [edition.id, BATCH],
    );
    const languages = new Map(people.map((row) => [row.account_id, row.language]));
    const accountIds = [...languages.keys()];
    if (accountIds.length === 0) return { people: 0, told: 0 };
    await answer(tx, edition, accountIds);
    await ensureMailPreferences(tx, accountIds);
    const news = await tx.rows<{ id: string }>(
      `INSERT INTO next_edition_news (id, account_id, edition_id, language)
       SELECT n.id, n.account_id, $4, n.language FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS n (id, account_id, language)
       ON CONFLICT ON CONSTRAINT next_edition_news_once DO NOTHING RETURNING id`,
      [accountIds.map(() => uuidv7()), accountIds, [...languages.values()], edition.id],
    );
    await writeOutbox(
      tx,
      news.map(({ id }, index) => ({
        kind: 'mail',
        onceKey: `next-edition:${id}`,
        payload: { mail: 'next-edition', newsId: id },
        afterMs: Math.floor((before + index) / MAILS_A_MINUTE) * 60_000,
      })),
    );
    return { people: accountIds.length, told: news.length };
  }
}

/** All wishes of these people after earlier editions are answered with this one. */
async function answer(tx: Queryable, edition: Edition, accountIds: readonly AccountId[]): Promise<void> {
  await tx.rows(
    `UPDATE next_edition_wish wish SET answered_at = now() FROM edition earlier
      WHERE earlier.id = wish.after_edition_id AND earlier.walk_on < $2 AND wish.account_id = ANY($1::uuid[])
        AND wish.answered_at IS NULL`,
    [accountIds, edition.walkOn],
  );
}
