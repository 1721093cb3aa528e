import { Injectable } from '@nestjs/common';
import { type Actor, writeAudit } from '../audit/index.js';
import { DomainError } from '../domain/errors.js';
import type { AccountId, DonationId, EditionId } from '../domain/ids.js';
import { pageIsOf } from '../fundraising-pages/index.js';
import { Database, type Transaction } from '../platform/database/database.js';

/** Why everybody reads neither the name nor the message of a gift. */
export type HiddenReason = 'word-filter' | 'page-owner' | 'organiser';

/** Who hides or shows: the owner of the page that was given to, or an organiser. */
export type WhoHides =
  | { readonly kind: 'page-owner'; readonly accountId: AccountId }
  | { readonly kind: 'organiser'; readonly actor: Actor };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Hides the name and the message of a gift from public lists and the API, or shows them again. The gift counts as
 * before, its amount stays where it was, and its donor, the page's owner and organisers go on reading it.
 */
@Injectable()
export class HideGiftMessage {
  constructor(private readonly database: Database) {}

  /**
   * Who did it and when is kept; doing what is done already changes nothing and is not kept.
   *
   * A page's owner is the account of the walker whose page it is, or of who leads the team whose page it is: captain and
   * co-captains. Owners may also show what the word filter held back. What an organiser hid, only an organiser shows again.
   * Who leads a team may also hide words on a gift to one of its walkers, since the team's page shows them too; of those
   * they show again only what they hid themselves.
   * @param donationId as it came from a form: what is no id is not found
   * @throws {DomainError} `DONATION_NOT_FOUND` when there is no such gift, or none on a page of the account's own;
   *   `NOT_ALLOWED` when an owner would show what an organiser hid, or whoever leads the team what they did not hide.
   */
  async execute(who: WhoHides, donationId: string, hidden: boolean): Promise<void> {
    if (!UUID.test(donationId)) throw new DomainError('DONATION_NOT_FOUND', 'No gift has such an id');
    await this.database.transaction(async (tx) => {
      const gift = await find(tx, who, donationId);
      if (isSettled(who, gift.reason, hidden)) return;
      if (!hidden && gift.reason === 'organiser' && who.kind === 'page-owner') {
        throw new DomainError('NOT_ALLOWED', 'Hidden by an organiser');
      }
      if (!hidden && !gift.own && gift.hiddenBy !== (who.kind === 'page-owner' ? who.accountId : null)) {
        throw new DomainError('NOT_ALLOWED', 'Hidden by whose page it is');
      }
      // The parts of a split gift say the same words; a page's owner decides about their own page alone.
      const first = who.kind === 'organiser' ? (gift.splitOf ?? gift.id) : null;
      await tx.rows(`UPDATE donation SET hidden_reason = $2 WHERE id = $1 OR id = $3 OR split_of = $3`, [
        gift.id,
        hidden ? who.kind : null,
        first,
      ]);
      await tx.rows(
        `INSERT INTO gift_text_decision (donation_id, hidden, by_whom, account_id, actor) VALUES ($1, $2, $3, $4, $5)`,
        [
          gift.id,
          hidden,
          who.kind,
          who.kind === 'page-owner' ? who.accountId : null,
          who.kind === 'page-owner' ? who.accountId : who.actor.name,
        ],
      );
      if (who.kind === 'organiser') {
        await writeAudit(tx, {
          editionId: gift.editionId,
          actor: who.actor,
          action: hidden ? 'hide-gift-message' : 'show-gift-message',
          subject: { kind: 'donation', id: gift.id },
          before: { hiddenReason: gift.reason },
          after: { hiddenReason: hidden ? who.kind : null },
        });
      }
    });
  }
}

/** Whether nothing is to be done. An organiser hides even what is hidden already: then no owner shows it again. */
function isSettled(who: WhoHides, reason: HiddenReason | null, hidden: boolean): boolean {
  if (!hidden) return reason === null;
  return reason === 'organiser' || (reason !== null && who.kind === 'page-owner');
}

interface HideableGift {
  readonly id: DonationId;
  readonly editionId: EditionId;
  readonly reason: HiddenReason | null;
  readonly splitOf: DonationId | null;
  /** Whether it was given to a page of who asks; organisers have every page in hand. */
  readonly own: boolean;
  /** The account that decided last. */
  readonly hiddenBy: AccountId | null;
}

/** Finds and locks the gift. */
async function find(tx: Transaction, who: WhoHides, donationId: string): Promise<HideableGift> {
  const [gift] = await tx.rows<HideableGift>(
    `SELECT d.id, d.edition_id AS "editionId", d.hidden_reason AS reason, d.split_of AS "splitOf", of_own.page AS own,
            (SELECT g.account_id FROM gift_text_decision g WHERE g.donation_id = d.id ORDER BY g.id DESC LIMIT 1) AS "hiddenBy"
       FROM donation d CROSS JOIN LATERAL (
         SELECT $2::uuid IS NULL OR EXISTS (
                  SELECT 1 FROM fundraising_page p WHERE p.id = d.page_id AND ${pageIsOf('$2::uuid')}) AS page,
                EXISTS (
                  SELECT 1 FROM fundraising_page p WHERE p.team_id = d.team_id AND ${pageIsOf('$2::uuid')}) AS team) of_own
      WHERE d.id = $1 AND (of_own.page OR of_own.team) FOR UPDATE OF d`,
    [donationId, who.kind === 'page-owner' ? who.accountId : null],
  );
  if (gift === undefined) throw new DomainError('DONATION_NOT_FOUND', 'No gift here to hide or show');
  return gift;
}
