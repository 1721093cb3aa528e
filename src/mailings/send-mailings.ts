import { Injectable } from '@nestjs/common';
import type { EditionId } from '../domain/ids.js';
import { OutboxBell, writeOutbox } from '../outbox/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { segmentOf } from './mailings.js';
import { storeRecipients } from './people-of-segment.js';

/** So many mails of a mailing leave in a minute: mail servers take newcomers who hurry for spam. */
export const MAILINGS_A_MINUTE = 120;
const BATCH = 1_000;
/** A hundred thousand people; a mailing ends in any case. */
const MOST_BATCHES = 100;
/** Mailings that are begun in one run of the clock. */
const MOST_AT_ONCE = 20;

/** Begins mailings whose time has come. */
@Injectable()
export class SendMailings {
  constructor(
    private readonly database: Database,
    private readonly bell: OutboxBell,
  ) {}

  /**
   * Writes down whom each due mailing goes to and asks the outbox for one mail each, spread over time. It happens whole or
   * not at all, so that a process that dies leaves nobody out and nobody twice; two workers never begin the same one.
   * @returns how many mailings were begun.
   */
  async execute(now: Date): Promise<number> {
    let begun = 0;
    while (begun < MOST_AT_ONCE && (await this.beginNext(now))) begun += 1;
    return begun;
  }

  private beginNext(now: Date): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const [due] = await tx.rows<{
        id: string;
        edition_id: EditionId;
        segment: string;
        type_code: string | null;
        slot: Date | null;
      }>(
        `SELECT id, edition_id, segment, type_code, slot FROM mailing WHERE state = 'scheduled' AND send_at <= $1
          ORDER BY send_at, id LIMIT 1 FOR UPDATE SKIP LOCKED`,
        [now],
      );
      if (due === undefined) return false;
      const narrowing = { typeCode: due.type_code, slot: due.slot };
      await storeRecipients(tx, due.edition_id, due.id, segmentOf(due.segment), narrowing);
      await this.askForMails(tx, due.id);
      await tx.rows(`UPDATE mailing SET state = 'sending', begun_at = now() WHERE id = $1`, [due.id]);
      tx.onceCommitted(() => {
        this.bell.ring();
      });
      return true;
    });
  }

  private async askForMails(tx: Transaction, mailingId: string): Promise<void> {
    let after = '00000000-0000-0000-0000-000000000000';
    let asked = 0;
    for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
      const recipients = await tx.rows<{ id: string }>(
        `SELECT id FROM mailing_recipient WHERE mailing_id = $1 AND NOT is_test AND NOT unwanted AND id > $2
          ORDER BY id LIMIT $3`,
        [mailingId, after, BATCH],
      );
      const before = asked;
      await writeOutbox(
        tx,
        recipients.map(({ id }, index) => ({
          kind: 'mail',
          onceKey: `mailing:${id}`,
          payload: { mail: 'mailing', recipientId: id },
          afterMs: Math.floor((before + index) / MAILINGS_A_MINUTE) * 60_000,
        })),
      );
      asked += recipients.length;
      after = recipients.at(-1)?.id ?? after;
      if (recipients.length < BATCH) break;
    }
  }
}
