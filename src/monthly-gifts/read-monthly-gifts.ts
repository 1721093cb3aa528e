import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { MonthlyGiftId } from '../domain/ids.js';
import { type Minor, minor } from '../domain/money.js';
import { Database } from '../platform/database/database.js';
import { isToken } from '../platform/http/token.js';
import type { MonthlyGiftState } from './gift-state.js';
import type { ChargeState, EndReason } from './monthly-facts.js';

/** A month's charge as its donor sees it. */
export interface OwnMonthlyCharge {
  readonly invoiceId: string;
  readonly state: ChargeState;
  readonly amountMinor: Minor;
  /** What of it was given back, or is held by a bank; minor units. */
  readonly takenBackMinor: Minor;
  readonly chargedAt: Date;
  readonly nextAttemptAt: Date | null;
  /** Where it can be paid while it is not. */
  readonly payUrl: string | null;
}

/** A monthly gift as its own donor sees it, by a link that only they have. */
export interface OwnMonthlyGift {
  readonly id: MonthlyGiftId;
  readonly state: MonthlyGiftState;
  readonly name: string;
  readonly email: string;
  readonly amountMinor: Minor;
  readonly certificateWanted: boolean;
  readonly checkoutUrl: string | null;
  readonly subscriptionId: string | null;
  /** When the next month is charged; `null` where nothing will be. */
  readonly nextChargeAt: Date | null;
  readonly endsAt: Date | null;
  readonly endedAt: Date | null;
  readonly endReason: EndReason | null;
  /** The donor has ended it, and Stripe's word for it is not here yet. */
  readonly ending: boolean;
  /** The newest first, bounded. */
  readonly charges: readonly OwnMonthlyCharge[];
}

/** More than eight years of months. */
const MOST_CHARGES = 100;

/** Reads monthly gifts, and what editions offer. */
@Injectable()
export class ReadMonthlyGifts {
  constructor(private readonly database: Database) {}

  /** The monthly amounts that an edition proposes, the smallest first; none where it does not offer monthly gifts. */
  async offeredAmounts(edition: Edition): Promise<readonly Minor[]> {
    const [row] = await this.database.rows<{ monthly_amounts_minor: number[] }>(
      `SELECT monthly_amounts_minor FROM edition WHERE id = $1`,
      [edition.id],
    );
    return (row?.monthly_amounts_minor ?? []).map((amount) => minor(amount)).sort((a, b) => a - b);
  }

  /** @throws {DomainError} `MONTHLY_GIFT_NOT_FOUND` */
  async byToken(edition: Edition, token: string): Promise<OwnMonthlyGift> {
    const [row] = isToken(token)
      ? await this.database.rows<{
          id: MonthlyGiftId;
          state: MonthlyGiftState;
          name: string;
          email: string;
          amount_minor: number;
          certificate_wanted: boolean;
          checkout_url: string | null;
          subscription_id: string | null;
          period_ends_at: Date | null;
          ends_at: Date | null;
          ended_at: Date | null;
          end_reason: EndReason | null;
          end_asked_at: Date | null;
        }>(
          `SELECT g.id, g.state, g.name, d.email, g.amount_minor, g.certificate_wanted, g.checkout_url, g.subscription_id,
                  g.period_ends_at,
                  g.ends_at, g.ended_at, g.end_reason, g.end_asked_at
             FROM monthly_gift g JOIN donor d ON d.id = g.donor_id WHERE g.edition_id = $1 AND g.token = $2`,
          [edition.id, token],
        )
      : [];
    if (row === undefined) throw new DomainError('MONTHLY_GIFT_NOT_FOUND', 'No monthly gift behind this link');
    const goesOn = row.state === 'active' && row.ends_at === null && row.end_asked_at === null;
    return {
      id: row.id,
      state: row.state,
      name: row.name,
      email: row.email,
      amountMinor: minor(row.amount_minor),
      certificateWanted: row.certificate_wanted,
      checkoutUrl: row.checkout_url,
      subscriptionId: row.subscription_id,
      nextChargeAt: goesOn ? row.period_ends_at : null,
      endsAt: row.ends_at,
      endedAt: row.ended_at,
      endReason: row.end_reason,
      ending: row.end_asked_at !== null && row.state !== 'ended',
      charges: await this.charges(row.id),
    };
  }

  private async charges(id: MonthlyGiftId): Promise<OwnMonthlyCharge[]> {
    const rows = await this.database.rows<{
      invoice_id: string;
      state: ChargeState;
      amount_minor: string;
      taken_back_minor: string;
      period_starts_at: Date;
      next_attempt_at: Date | null;
      pay_url: string | null;
    }>(
      `SELECT invoice_id, state, amount_minor, refunded_minor + disputed_minor AS taken_back_minor, period_starts_at,
              next_attempt_at, pay_url FROM monthly_charge
        WHERE monthly_gift_id = $1 AND state <> 'unknown' ORDER BY period_starts_at DESC, invoice_id LIMIT $2`,
      [id, MOST_CHARGES],
    );
    return rows.map((row) => ({
      invoiceId: row.invoice_id,
      state: row.state,
      amountMinor: minor(Number(row.amount_minor)),
      takenBackMinor: minor(Number(row.taken_back_minor)),
      chargedAt: row.period_starts_at,
      nextAttemptAt: row.next_attempt_at,
      payUrl: row.state === 'open' || row.state === 'failed' ? row.pay_url : null,
    }));
  }
}
