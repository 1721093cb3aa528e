import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import { type DonationId, type DonorId, idFrom } from '../domain/ids.js';
import type { LedgerAccount } from '../domain/ledger.js';
import { type Minor, minor } from '../domain/money.js';
import type { PaymentStatus } from '../domain/payment-position.js';
import { canBeCertified } from '../domain/tax-certificate.js';
import type { GiftTarget, GiftTo, HiddenReason } from '../donations/index.js';
import { Database } from '../platform/database/database.js';
import { type DeskAct, type DeskPart, readDeskActs, readParts } from './read-gift-acts.js';

/** A gift with all that organisers need to answer for it. */
export interface DeskGift {
  readonly id: DonationId;
  readonly donorId: DonorId;
  readonly status: PaymentStatus;
  readonly amountMinor: Minor;
  readonly raisedMinor: Minor;
  readonly onItsWayMinor: Minor;
  readonly name: string;
  readonly company: string | null;
  /** `null`: the gift was entered by hand, and nobody knows one. */
  readonly email: string | null;
  readonly message: string | null;
  readonly anonymous: boolean;
  readonly certificateWanted: boolean;
  /** Whether such a gift may stand on a tax certificate at all. */
  readonly certifiable: boolean;
  /** Why everybody reads neither name nor message; `null` when they do. */
  readonly hiddenReason: HiddenReason | null;
  readonly startedAt: Date;
  readonly paidAt: Date | null;
  readonly target: GiftTarget;
  /** What is raised in all where the gift stands. */
  readonly raisedAtTargetMinor: Minor;
  readonly paymentIntentIds: readonly string[];
  readonly entries: readonly DeskEntry[];
  readonly audit: readonly DeskAuditLine[];
  /** The donor's own words, while nobody has dealt with them: for whom it was meant. */
  readonly meantFor: string | null;
  /** The page that they chose for it, while nobody has dealt with it. */
  readonly wished: GiftTo | null;
  /** The parts of a split gift, this one among them, the gift that was paid first; none of a gift that is whole. */
  readonly parts: readonly DeskPart[];
  /** What organisers did with it and its parts, the latest first. */
  readonly acts: readonly DeskAct[];
}

/** A movement in the ledger. */
export interface DeskEntry {
  readonly postedAt: Date;
  readonly account: LedgerAccount;
  /** Whose page or which team it is booked to; `null` is the whole walk. */
  readonly bookedTo: string | null;
  readonly amountMinor: Minor;
  readonly cause: string;
}

export interface DeskAuditLine {
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly reason: string | null;
}

const MOST_LINES = 200;

/** Reads one gift for organisers. */
@Injectable()
export class ReadGift {
  constructor(private readonly database: Database) {}

  /** @throws {DomainError} `DONATION_NOT_FOUND` */
  async byId(edition: Edition, id: string): Promise<DeskGift> {
    const [row] = await this.database.rows<{
      id: DonationId;
      donor_id: DonorId;
      status: PaymentStatus;
      amount_minor: string;
      raised_minor: string;
      on_its_way_minor: string;
      name: string;
      company: string | null;
      email: string | null;
      message: string | null;
      anonymous: boolean;
      certificate_wanted: boolean;
      offline_method: string | null;
      hidden_reason: HiddenReason | null;
      created_at: Date;
      paid_at: Date | null;
      target: GiftTarget['kind'];
      target_slug: string | null;
      target_name: string | null;
      raised_at_target_minor: string | null;
      intents: string[] | null;
      meant_for: string | null;
      wished: string | null;
      whole_id: DonationId;
    }>(
      `SELECT d.id, d.donor_id, d.status, d.amount_minor, d.raised_minor, d.on_its_way_minor, d.name, d.company, donor.email,
              d.message, d.anonymous, d.certificate_wanted, d.offline_method, d.hidden_reason, d.created_at, d.paid_at, d.target,
              coalesce(w.slug, CASE d.target WHEN 'team' THEN t.slug END) AS target_slug,
              coalesce(w.public_name, CASE d.target WHEN 'team' THEN t.name END) AS target_name,
              (SELECT s.raised_minor FROM total s WHERE (s.scope, s.scope_id) = (
                 CASE d.target WHEN 'walker' THEN 'page' ELSE d.target END,
                 CASE d.target WHEN 'walker' THEN d.page_id WHEN 'team' THEN d.team_id ELSE d.edition_id END)
              ) AS raised_at_target_minor,
              (SELECT array_agg(payment_intent_id ORDER BY payment_intent_id) FROM stripe_payment p
                WHERE p.donation_id = coalesce(d.split_of, d.id)) AS intents,
              (SELECT a.detail ->> 'meantFor' FROM attention_item a WHERE a.kind = 'wrong-page-request'
                  AND a.reference = coalesce(d.split_of, d.id)::text AND a.resolved_at IS NULL) AS meant_for,
              (SELECT a.detail ->> 'page' FROM attention_item a WHERE a.kind = 'wrong-page-request'
                  AND a.reference = coalesce(d.split_of, d.id)::text AND a.resolved_at IS NULL) AS wished,
              coalesce(d.split_of, d.id) AS whole_id
         FROM donation d JOIN donor ON donor.id = d.donor_id
         LEFT JOIN walker w ON w.id = d.walker_id LEFT JOIN team t ON t.id = d.team_id
        WHERE d.edition_id = $1 AND d.id = $2 AND NOT d.unsplit`,
      [edition.id, idFrom(id)],
    );
    if (row === undefined) throw new DomainError('DONATION_NOT_FOUND', 'No such gift in this edition');
    const [entries, audit, parts, acts] = await Promise.all([
      this.database.rows<{
        posted_at: Date;
        account: LedgerAccount;
        booked_to: string | null;
        amount_minor: string;
        cause: string;
      }>(
        `SELECT e.posted_at, e.account, coalesce(w.public_name, t.name) AS booked_to, e.amount_minor, e.cause
           FROM ledger_entry e LEFT JOIN fundraising_page p ON p.id = e.page_id LEFT JOIN walker w ON w.id = p.walker_id
           LEFT JOIN team t ON t.id = e.team_id
          WHERE e.donation_id = $1 ORDER BY e.id LIMIT $2`,
        [row.id, MOST_LINES],
      ),
      this.database.rows<DeskAuditLine>(
        `SELECT at, actor, action, reason FROM audit_line WHERE subject_kind = 'donation' AND subject_id = $1
          ORDER BY id DESC LIMIT $2`,
        [row.id, MOST_LINES],
      ),
      readParts(this.database, row.whole_id),
      readDeskActs(this.database, row.whole_id),
    ]);
    return {
      id: row.id,
      donorId: row.donor_id,
      status: row.status,
      amountMinor: minor(Number(row.amount_minor)),
      raisedMinor: minor(Number(row.raised_minor)),
      onItsWayMinor: minor(Number(row.on_its_way_minor)),
      name: row.name,
      company: row.company,
      email: row.email,
      message: row.message,
      anonymous: row.anonymous,
      certificateWanted: row.certificate_wanted,
      certifiable: canBeCertified(row.offline_method),
      hiddenReason: row.hidden_reason,
      startedAt: row.created_at,
      paidAt: row.paid_at,
      target: { kind: row.target, slug: row.target_slug, name: row.target_name },
      raisedAtTargetMinor: minor(Number(row.raised_at_target_minor ?? 0)),
      paymentIntentIds: row.intents ?? [],
      entries: entries.map((entry) => ({
        postedAt: entry.posted_at,
        account: entry.account,
        bookedTo: entry.booked_to,
        amountMinor: minor(Number(entry.amount_minor)),
        cause: entry.cause,
      })),
      audit,
      meantFor: row.meant_for,
      wished: wishOf(row.wished),
      parts,
      acts,
    };
  }
}

/** `walkers/SLUG`, `teams/SLUG` or `edition`, as a wish is kept. */
function wishOf(page: string | null): GiftTo | null {
  if (page === 'edition') return { kind: 'edition' };
  const [, kind, slug] = /^(walker|team)s\/(.+)$/.exec(page ?? '') ?? [];
  return slug !== undefined && (kind === 'walker' || kind === 'team') ? { kind, slug } : null;
}
