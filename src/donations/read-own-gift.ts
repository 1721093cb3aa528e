import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { DonationId } from '../domain/ids.js';
import { type Minor, minor } from '../domain/money.js';
import { type PaymentStatus, statusOfPart } from '../domain/payment-position.js';
import { canBeCertified } from '../domain/tax-certificate.js';
import { Database } from '../platform/database/database.js';
import { isToken } from '../platform/http/token.js';
import { type GiftEvent, giftLife } from './gift-life.js';
import type { HiddenReason } from './hide-gift-message.js';
import type { GiftTarget } from './read-public-gifts.js';

/** A gift as its own donor sees it, by a link that only they have. */
export interface OwnGift {
  readonly id: DonationId;
  readonly status: PaymentStatus;
  readonly amountMinor: Minor;
  readonly refundedMinor: Minor;
  readonly name: string;
  readonly company: string | null;
  /** `null`: the gift was entered by hand, and nobody knows one. */
  readonly email: string | null;
  readonly message: string | null;
  readonly anonymous: boolean;
  readonly companyNumber: string | null;
  readonly certificateWanted: boolean;
  /** Whether such a gift may stand on a tax certificate at all. */
  readonly certifiable: boolean;
  /** The part of the amount that covers what the payment cost. */
  readonly coveredFeeMinor: Minor;
  /** Why everybody reads neither name nor message; `null` when they do. */
  readonly hiddenReason: HiddenReason | null;
  readonly startedAt: Date;
  /** `null` while it is not paid. */
  readonly paidAt: Date | null;
  readonly checkoutUrl: string | null;
  readonly target: GiftTarget;
  /** Whom a split gift was divided between, the largest part first; none of a gift that is whole. */
  readonly parts: readonly { readonly target: GiftTarget; readonly amountMinor: Minor }[];
  /** The donor has told us that the gift was meant for somebody else, and nobody has dealt with it yet. */
  readonly moveAsked: boolean;
  /** The promise that this gift is to keep, by the link to its page; `null` for an ordinary gift. */
  readonly pledgeToken: string | null;
}

/** Nothing of one gift is listed beyond this. */
const MOST_MOVEMENTS = 200;

/** Reads a donor's own gift. */
@Injectable()
export class ReadOwnGift {
  constructor(private readonly database: Database) {}

  /** @throws {DomainError} `DONATION_NOT_FOUND` */
  async byToken(edition: Edition, token: string): Promise<OwnGift> {
    const [row] = isToken(token)
      ? await this.database.rows<{
          id: DonationId;
          status: PaymentStatus;
          amount_minor: string;
          paid_minor: string;
          refunded_minor: string;
          disputed_minor: string;
          name: string;
          company: string | null;
          email: string | null;
          message: string | null;
          anonymous: boolean;
          company_number: string | null;
          certificate_wanted: boolean;
          offline_method: string | null;
          covered_fee_minor: string;
          hidden_reason: HiddenReason | null;
          created_at: Date;
          paid_at: Date | null;
          checkout_url: string | null;
          target: GiftTarget['kind'];
          target_slug: string | null;
          target_name: string | null;
          parts: { kind: GiftTarget['kind']; slug: string | null; name: string | null; amountMinor: number }[] | null;
          move_asked: boolean;
          pledge_token: string | null;
        }>(
          `SELECT d.id, d.status, whole.amount_minor, whole.paid_minor, whole.refunded_minor, whole.disputed_minor, whole.parts,
                  d.name, d.company, donor.email, d.message,
                  d.anonymous, d.company_number, d.certificate_wanted, d.offline_method, d.covered_fee_minor, d.hidden_reason, d.created_at, d.paid_at, d.checkout_url, d.target,
                  coalesce(w.slug, CASE d.target WHEN 'team' THEN t.slug END) AS target_slug,
                  coalesce(w.public_name, CASE d.target WHEN 'team' THEN t.name END) AS target_name,
                  EXISTS (SELECT 1 FROM attention_item a WHERE a.kind = 'wrong-page-request'
                             AND a.reference = d.id::text AND a.resolved_at IS NULL) AS move_asked,
                  (SELECT p.token FROM pledge_payment y JOIN pledge p ON p.id = y.pledge_id
                    WHERE y.donation_id = d.id) AS pledge_token
             FROM donation d JOIN donor ON donor.id = d.donor_id
             LEFT JOIN walker w ON w.id = d.walker_id LEFT JOIN team t ON t.id = d.team_id
            CROSS JOIN LATERAL (
              SELECT sum(p.amount_minor) AS amount_minor, sum(p.paid_minor) AS paid_minor,
                     sum(p.refunded_minor) AS refunded_minor, sum(p.disputed_minor) AS disputed_minor,
                     jsonb_agg(jsonb_build_object('kind', p.target, 'amountMinor', p.amount_minor,
                         'slug', coalesce(pw.slug, CASE p.target WHEN 'team' THEN pt.slug END),
                         'name', coalesce(pw.public_name, CASE p.target WHEN 'team' THEN pt.name END))
                       ORDER BY p.amount_minor DESC, p.id) FILTER (WHERE d.whole_minor IS NOT NULL) AS parts
                FROM donation p LEFT JOIN walker pw ON pw.id = p.walker_id LEFT JOIN team pt ON pt.id = p.team_id
               WHERE (p.id = d.id OR p.split_of = d.id) AND NOT p.unsplit) whole
            WHERE d.edition_id = $1 AND d.token = $2 AND d.split_of IS NULL`,
          [edition.id, token],
        )
      : [];
    if (row === undefined) throw new DomainError('DONATION_NOT_FOUND', 'No gift behind this link');
    return {
      id: row.id,
      status: statusOfPart(row.status, {
        paidMinor: minor(Number(row.paid_minor)),
        refundedMinor: minor(Number(row.refunded_minor)),
        disputedMinor: minor(Number(row.disputed_minor)),
      }),
      amountMinor: minor(Number(row.amount_minor)),
      refundedMinor: minor(Number(row.refunded_minor)),
      name: row.name,
      company: row.company,
      email: row.email,
      message: row.message,
      anonymous: row.anonymous,
      companyNumber: row.company_number,
      certificateWanted: row.certificate_wanted,
      certifiable: canBeCertified(row.offline_method),
      coveredFeeMinor: minor(Number(row.covered_fee_minor)),
      hiddenReason: row.hidden_reason,
      startedAt: row.created_at,
      paidAt: row.paid_at,
      checkoutUrl: row.checkout_url,
      target: { kind: row.target, slug: row.target_slug, name: row.target_name },
      parts: (row.parts ?? []).map(({ amountMinor, ...target }) => ({ target, amountMinor: minor(amountMinor) })),
      moveAsked: row.move_asked,
      pledgeToken: row.pledge_token,
    };
  }

  /** All that happened to a gift, from its own entries in the ledger; the earliest first. */
  async life(gift: OwnGift): Promise<GiftEvent[]> {
    const rows = await this.database.rows<{ account: string; amount_minor: string; posted_at: Date }>(
      `WITH entry AS (
         SELECT e.*, substring(e.cause FROM '^(?:undo-)?(move|split|merge-donors):') AS act
           FROM ledger_entry e
          WHERE e.donation_id IN (SELECT id FROM donation WHERE id = $1 OR split_of = $1))
       SELECT account, amount_minor, posted_at FROM (
         -- One word from Stripe about a split gift is booked part by part.
         SELECT min(id) AS id, account, sum(amount_minor) AS amount_minor, posted_at FROM entry
          WHERE act IS NULL GROUP BY account, cause, posted_at
         UNION ALL
         SELECT max(id), CASE act WHEN 'move' THEN 'moved' ELSE 'split' END,
                sum(amount_minor) FILTER (WHERE amount_minor > 0), max(posted_at) FROM entry
          WHERE act IN ('move', 'split') GROUP BY act, cause) movement
        ORDER BY id LIMIT $2`,
      [gift.id, MOST_MOVEMENTS],
    );
    return giftLife(
      gift,
      rows.map((row) => ({ account: row.account, amountMinor: Number(row.amount_minor), postedAt: row.posted_at })),
    );
  }
}
