import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type Actor, writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { DonationId, DonorId, PageId, ParticipationTypeId, TeamId, WalkerId } from '../domain/ids.js';
import type { Language } from '../domain/language.js';
import { currency, minor } from '../domain/money.js';
import { mayBeShown } from '../donations/index.js';
import { postEntries } from '../ledger/index.js';
import { AnnounceChanges } from '../live/index.js';
import { OutboxBell, writeOutbox } from '../outbox/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { newToken } from '../platform/http/token.js';
import { applyPostings } from '../totals/index.js';
import type { OfflineMethod, OfflineState } from './offline-gift.js';

interface Row {
  id: string;
  method: OfflineMethod;
  target: 'edition' | 'team' | 'walker';
  page_id: PageId | null;
  walker_id: WalkerId | null;
  team_id: TeamId | null;
  participation_type_id: ParticipationTypeId | null;
  amount_minor: string;
  currency: string;
  name: string;
  company: string | null;
  email: string | null;
  message: string | null;
  anonymous: boolean;
  certificate_wanted: boolean;
  language: Language;
  state: OfflineState;
  entered_by: string;
  donation_id: DonationId | null;
}

/**
 * What finance decides on gifts that were entered by hand. Verified, a gift takes the way of every other one: ledger,
 * totals, donor, thanks and announcement are one transaction with the decision and its line in the audit log.
 */
@Injectable()
export class DecideOfflineGift {
  constructor(
    private readonly database: Database,
    private readonly announceChanges: AnnounceChanges,
    private readonly bell: OutboxBell,
  ) {}

  /**
   * Lets a gift count from now on.
   * @returns the gift as donors and organisers know it
   * @throws {DomainError} `OFFLINE_GIFT_NOT_FOUND`; `OFFLINE_GIFT_DECIDED` for one that does not wait any more;
   *   `SECOND_PERSON_NEEDED` for who entered it, where somebody else could verify it.
   */
  async verify(edition: Edition, id: string, actor: Actor): Promise<DonationId> {
    return this.database.transaction(async (tx) => {
      const row = await lock(tx, edition, id, 'entered');
      await refuseSamePerson(tx, edition, row, actor);
      const donationId = uuidv7() as DonationId;
      const donorId = await storeDonor(tx, row);
      await storeGift(tx, edition, row, donationId, donorId);
      const posted = await postEntries(tx, [
        {
          account: 'offline',
          amountMinor: minor(Number(row.amount_minor)),
          currency: currency(row.currency),
          paymentIntentId: null,
          gifts: 1,
          editionId: edition.id,
          donationId,
          registrationId: null,
          donorId,
          pageId: row.page_id,
          teamId: row.team_id,
          participationTypeId: row.participation_type_id,
          cause: `offline:${row.id}`,
        },
      ]);
      const changed = await applyPostings(tx, posted);
      await tx.rows(
        `UPDATE offline_gift SET state = 'verified', decided_by = $2, decided_at = now(), donation_id = $3 WHERE id = $1`,
        [row.id, actor.name, donationId],
      );
      await this.log(tx, edition, row, actor, { action: 'verify-offline-gift', after: 'verified', donationId });
      if (row.email !== null) {
        await writeOutbox(tx, [
          {
            kind: 'mail',
            onceKey: `gift-received:${donationId}`,
            payload: { mail: 'gift-received', donationId },
            afterMs: 0,
          },
        ]);
        tx.onceCommitted(() => {
          this.bell.ring();
        });
      }
      await this.announceChanges.inTransaction(tx, changed);
      return donationId;
    });
  }

  /** Puts away what shall not count. @throws {DomainError} `OFFLINE_GIFT_NOT_FOUND`, `OFFLINE_GIFT_DECIDED`. */
  async reject(edition: Edition, id: string, reason: string, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const row = await lock(tx, edition, id, 'entered');
      await tx.rows(
        `UPDATE offline_gift SET state = 'rejected', decided_by = $2, decided_at = now(), reason = $3 WHERE id = $1`,
        [row.id, actor.name, reason],
      );
      await this.log(tx, edition, row, actor, { action: 'reject-offline-gift', after: 'rejected', reason });
    });
  }

  /**
   * Takes back a gift that counts: a cheque that bounced, an envelope counted twice. What is booked for it stays, and the
   * opposite is booked where it stands now.
   * @throws {DomainError} `OFFLINE_GIFT_NOT_FOUND`, `OFFLINE_GIFT_DECIDED` for one that does not count.
   */
  async reverse(edition: Edition, id: string, reason: string, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const row = await lock(tx, edition, id, 'verified');
      await tx.rows(`SELECT 1 FROM donation WHERE id = $1 FOR UPDATE`, [row.donation_id]);
      const booked = await tx.rows<{
        donation_id: DonationId;
        donor_id: DonorId | null;
        page_id: PageId | null;
        team_id: TeamId | null;
        participation_type_id: ParticipationTypeId | null;
        amount_minor: string;
        gifts: number;
      }>(
        `SELECT donation_id, donor_id, page_id, team_id, participation_type_id, sum(amount_minor) AS amount_minor,
                sum(gifts)::int AS gifts
           FROM ledger_entry
          WHERE donation_id IN (SELECT id FROM donation WHERE id = $1 OR split_of = $1) AND account = 'offline'
          GROUP BY donation_id, donor_id, page_id, team_id, participation_type_id HAVING sum(amount_minor) <> 0
          ORDER BY page_id`,
        [row.donation_id],
      );
      const posted = await postEntries(
        tx,
        booked.map((it) => ({
          account: 'offline',
          amountMinor: minor(-Number(it.amount_minor)),
          currency: currency(row.currency),
          paymentIntentId: null,
          gifts: it.gifts > 0 ? -1 : 0,
          editionId: edition.id,
          donationId: it.donation_id,
          registrationId: null,
          donorId: it.donor_id,
          pageId: it.page_id,
          teamId: it.team_id,
          participationTypeId: it.participation_type_id,
          cause: `offline-reversal:${row.id}`,
        })),
      );
      // Gifts before totals, as everywhere: two that lock in one order never wait for each other in a circle.
      await tx.rows(
        `UPDATE donation SET paid_minor = 0, status = 'failed' WHERE (id = $1 OR split_of = $1) AND NOT unsplit`,
        [row.donation_id],
      );
      const changed = await applyPostings(tx, posted);
      await tx.rows(
        `UPDATE offline_gift SET state = 'reversed', reversed_by = $2, reversed_at = now(), reason = $3 WHERE id = $1`,
        [row.id, actor.name, reason],
      );
      await this.log(tx, edition, row, actor, { action: 'reverse-offline-gift', after: 'reversed', reason });
      await this.announceChanges.inTransaction(tx, changed);
    });
  }

  /** One line about what was entered, and one about the gift where there is one: each page shows its own. */
  private async log(
    tx: Transaction,
    edition: Edition,
    row: Row,
    actor: Actor,
    did: {
      readonly action: string;
      readonly after: OfflineState;
      readonly reason?: string;
      readonly donationId?: DonationId;
    },
  ): Promise<void> {
    const donationId = did.donationId ?? row.donation_id;
    const counted = (state: OfflineState): number => (state === 'verified' ? Number(row.amount_minor) : 0);
    const subjects = [
      { kind: 'offline-gift', id: row.id },
      ...(donationId === null ? [] : [{ kind: 'donation', id: donationId }]),
    ];
    for (const subject of subjects) {
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: did.action,
        subject,
        before: { state: row.state, countedMinor: counted(row.state) },
        after: { state: did.after, countedMinor: counted(did.after), amountMinor: Number(row.amount_minor) },
        ...(did.reason === undefined ? {} : { reason: did.reason }),
      });
    }
  }
}

async function lock(tx: Transaction, edition: Edition, id: string, expected: OfflineState): Promise<Row> {
  const [row] = await tx.rows<Row>(
    `SELECT id, method, target, page_id, walker_id, team_id, participation_type_id, amount_minor, currency, name,
            company, email, message, anonymous, certificate_wanted, language, state, entered_by, donation_id
       FROM offline_gift WHERE id::text = $1 AND edition_id = $2 FOR UPDATE`,
    [id, edition.id],
  );
  if (row === undefined) throw new DomainError('OFFLINE_GIFT_NOT_FOUND', 'No such gift in this edition');
  if (row.state !== expected) throw new DomainError('OFFLINE_GIFT_DECIDED', `The gift is ${row.state}`);
  return row;
}

/** Four eyes where there are four: whoever entered a gift verifies it only while nobody else could. */
async function refuseSamePerson(tx: Transaction, edition: Edition, row: Row, actor: Actor): Promise<void> {
  if (row.entered_by !== actor.name) return;
  const [other] = await tx.rows(
    `SELECT 1 FROM (SELECT account_id FROM organiser WHERE edition_id = $1 AND role IN ('finance', 'admin')
                    UNION ALL SELECT account_id FROM organiser_everywhere WHERE role IN ('finance', 'admin')) o
       JOIN account a ON a.id = o.account_id WHERE a.email <> $2 LIMIT 1`,
    [edition.id, row.entered_by],
  );
  if (other !== undefined) throw new DomainError('SECOND_PERSON_NEEDED', 'Whoever entered a gift does not verify it');
}

async function storeDonor(tx: Transaction, row: Row): Promise<DonorId> {
  const [donor] = await tx.rows<{ id: DonorId }>(
    `INSERT INTO donor AS d (id, email, name, language) VALUES ($1, $2, $3, $4)
     ON CONFLICT ON CONSTRAINT donor_email_unique DO UPDATE SET language = d.language RETURNING id`,
    [uuidv7(), row.email, row.name, row.language],
  );
  if (donor === undefined) throw new Error('An upsert of a donor returned no row');
  return donor.id;
}

async function storeGift(
  tx: Transaction,
  edition: Edition,
  row: Row,
  donationId: DonationId,
  donorId: DonorId,
): Promise<void> {
  await tx.rows(
    `INSERT INTO donation (id, edition_id, donor_id, target, page_id, walker_id, team_id, participation_type_id,
       amount_minor, currency, name, company, message, anonymous, language, token, hidden_reason, status, paid_minor,
       paid_at, offline_method, certificate_wanted)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 'paid', $9, now(), $18, $19)`,
    [
      donationId,
      edition.id,
      donorId,
      row.target,
      row.page_id,
      row.walker_id,
      row.team_id,
      row.participation_type_id,
      row.amount_minor,
      row.currency,
      row.name,
      row.company,
      row.message,
      row.anonymous,
      row.language,
      newToken(),
      mayBeShown(row) ? null : 'word-filter',
      row.method,
      row.certificate_wanted,
    ],
  );
}
