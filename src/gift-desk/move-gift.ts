import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type Actor, writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { DonationId, DonorId, PageId, ParticipationTypeId, TeamId, WalkerId } from '../domain/ids.js';
import type { LedgerAccount } from '../domain/ledger.js';
import { currency, minor } from '../domain/money.js';
import type { GiftTo } from '../donations/index.js';
import { type Attribution, type Entry, postEntries } from '../ledger/index.js';
import { AnnounceChanges } from '../live/index.js';
import { OutboxBell, writeOutbox } from '../outbox/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { applyPostings } from '../totals/index.js';

/** Where a gift is to stand from now on, and why. */
export interface GiftMove {
  readonly donationId: string;
  readonly to: GiftTo;
  /** For the audit log; not empty. */
  readonly reason: string;
  readonly tellDonor: boolean;
  readonly actor: Actor;
}

interface GiftRow {
  id: DonationId;
  donor_id: DonorId;
  target: GiftTo['kind'];
  page_id: PageId | null;
  walker_id: WalkerId | null;
  team_id: TeamId | null;
  participation_type_id: ParticipationTypeId | null;
  currency: string;
}

type Place = Pick<GiftRow, 'target' | 'page_id' | 'walker_id' | 'team_id' | 'participation_type_id'>;

/**
 * Moves a gift to another walker or team, or to the whole walk. What is booked for it leaves the totals where it stood
 * and enters those where it goes, by entries of its own: both sides, the gift and the line in the audit log are one
 * transaction. What Stripe tells of the gift later is booked where it stands then. Moving it back undoes it.
 */
@Injectable()
export class MoveGift {
  constructor(
    private readonly database: Database,
    private readonly announceChanges: AnnounceChanges,
    private readonly bell: OutboxBell,
  ) {}

  /** @throws {DomainError} `DONATION_NOT_FOUND`, `TEAM_NOT_FOUND`, `WALKER_NOT_FOUND`, `GIFT_STANDS_THERE`. */
  async execute(edition: Edition, { donationId, to, reason, tellDonor, actor }: GiftMove): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [gift] = await tx.rows<GiftRow>(
        `SELECT id, donor_id, target, page_id, walker_id, team_id, participation_type_id, currency
           FROM donation WHERE id::text = $1 AND edition_id = $2 FOR UPDATE`,
        [donationId, edition.id],
      );
      if (gift === undefined) throw new DomainError('DONATION_NOT_FOUND', 'No such gift in this edition');
      const place = await placeOf(tx, edition, to);
      if (place.page_id === gift.page_id) throw new DomainError('GIFT_STANDS_THERE', 'The gift stands there already');
      const moveId = uuidv7();
      const entries = await this.entriesOf(tx, edition, gift, place, `move:${moveId}`);
      const changed = await applyPostings(tx, await postEntries(tx, entries));
      await tx.rows(
        `UPDATE donation SET target = $2, page_id = $3, walker_id = $4, team_id = $5, participation_type_id = $6
          WHERE id = $1`,
        [gift.id, place.target, place.page_id, place.walker_id, place.team_id, place.participation_type_id],
      );
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'move-gift',
        subject: { kind: 'donation', id: gift.id },
        before: { target: gift.target, page: gift.page_id },
        after: { target: place.target, page: place.page_id, entries: entries.length },
        reason,
      });
      await tx.rows(
        `UPDATE attention_item SET resolved_at = now()
          WHERE kind = 'wrong-page-request' AND reference = $1 AND resolved_at IS NULL`,
        [gift.id],
      );
      if (tellDonor) {
        await writeOutbox(tx, [
          {
            kind: 'mail',
            onceKey: `gift-moved:${moveId}`,
            payload: { mail: 'gift-moved', donationId: gift.id },
            afterMs: 0,
          },
        ]);
        tx.onceCommitted(() => {
          this.bell.ring();
        });
      }
      await this.announceChanges.inTransaction(tx, changed);
    });
  }

  /** What is booked for the gift, account by account: out of the old totals, and into the new ones. */
  private async entriesOf(
    tx: Transaction,
    edition: Edition,
    gift: GiftRow,
    place: Place,
    cause: string,
  ): Promise<Entry[]> {
    const booked = await tx.rows<{ account: LedgerAccount; amount_minor: string; gifts: number }>(
      `SELECT account, sum(amount_minor) AS amount_minor, sum(gifts)::int AS gifts FROM ledger_entry
        WHERE donation_id = $1 AND account <> 'suspense' GROUP BY account ORDER BY account`,
      [gift.id],
    );
    const counted = booked.reduce((sum, { gifts }) => sum + gifts, 0);
    const whose = { editionId: edition.id, donationId: gift.id, registrationId: null, donorId: gift.donor_id } as const;
    const [from, into] = [
      { ...whose, ...attributionOf(gift) },
      { ...whose, ...attributionOf(place) },
    ];
    return booked
      .filter(({ amount_minor }) => Number(amount_minor) !== 0)
      .flatMap(({ account, amount_minor }, index): Entry[] => {
        const gifts = (index === 0 ? counted : 0) as 0 | 1;
        const shared = { account, currency: currency(gift.currency), paymentIntentId: null, cause };
        return [
          { ...from, ...shared, amountMinor: minor(-Number(amount_minor)), gifts: gifts === 1 ? -1 : 0 },
          { ...into, ...shared, amountMinor: minor(Number(amount_minor)), gifts },
        ];
      });
  }
}

function attributionOf(place: Place): Pick<Attribution, 'pageId' | 'teamId' | 'participationTypeId'> {
  return { pageId: place.page_id, teamId: place.team_id, participationTypeId: place.participation_type_id };
}

async function placeOf(tx: Transaction, edition: Edition, to: GiftTo): Promise<Place> {
  switch (to.kind) {
    case 'edition':
      return { target: 'edition', page_id: null, walker_id: null, team_id: null, participation_type_id: null };
    case 'team': {
      const [team] = await tx.rows<Omit<Place, 'target'>>(
        `SELECT p.id AS page_id, NULL::uuid AS walker_id, t.id AS team_id, c.participation_type_id
           FROM team t JOIN fundraising_page p ON p.team_id = t.id JOIN walker c ON c.id = t.captain_walker_id
          WHERE t.edition_id = $1 AND t.slug = $2 AND t.confirmed_at IS NOT NULL`,
        [edition.id, to.slug],
      );
      if (team === undefined) throw new DomainError('TEAM_NOT_FOUND', `No team ${to.slug}`);
      return { target: 'team', ...team };
    }
    case 'walker': {
      const [walker] = await tx.rows<Omit<Place, 'target'>>(
        `SELECT p.id AS page_id, w.id AS walker_id, w.team_id, w.participation_type_id
           FROM walker w JOIN fundraising_page p ON p.walker_id = w.id
          WHERE w.edition_id = $1 AND w.slug = $2 AND w.confirmed_at IS NOT NULL`,
        [edition.id, to.slug],
      );
      if (walker === undefined) throw new DomainError('WALKER_NOT_FOUND', `No walker ${to.slug}`);
      return { target: 'walker', ...walker };
    }
  }
}
