import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { DonationId } from '../domain/ids.js';
import { StartDonation } from '../donations/index.js';
import { Database } from '../platform/database/database.js';
import { type OwnPledge, type PledgePayment, ReadPledges } from './read-pledges.js';

/** Where a donor who wants to pay is to go. */
export type PledgeWayOn =
  | { readonly kind: 'checkout'; readonly url: string; readonly donationId: DonationId }
  /** The money has come, or is on its way: the gift's own page says so. */
  | { readonly kind: 'thanks'; readonly giftToken: string };

/** A page of Stripe's is open for 24 hours; near its end a new one is opened, so that nobody types into a closed one. */
const PAGE_IS_OPEN_MS = (24 * 60 - 10) * 60_000;

/**
 * Lets a donor pay what a promise came to, as an ordinary donation: what counts is that donation, by the same way as any
 * other. A second click finds the same payment page; who has paid is thanked.
 */
@Injectable()
export class PayPledge {
  constructor(
    private readonly database: Database,
    private readonly pledges: ReadPledges,
    private readonly startDonation: StartDonation,
  ) {}

  /**
   * @throws {DomainError} `PLEDGE_NOT_FOUND`; `PLEDGE_NOT_PAYABLE` while it is not settled, and where nothing is due; what
   *   `StartDonation` throws.
   */
  async execute(edition: Edition, token: string, now: Date): Promise<PledgeWayOn> {
    const pledge = await this.pledges.byToken(edition, token);
    const known = wayOn(pledge, now);
    if (known !== null) return known;
    const { settled } = pledge;
    if (pledge.state !== 'settled' || settled === null) {
      throw new DomainError('PLEDGE_NOT_PAYABLE', `The promise is ${pledge.state}`);
    }
    const started = await this.startDonation.execute(
      edition,
      {
        to: { kind: 'walker', slug: pledge.walker.slug },
        amountMinor: settled.dueMinor,
        name: pledge.name,
        email: pledge.email,
        message: pledge.message,
        company: null,
        anonymous: pledge.anonymous,
        certificateWanted: pledge.certificateWanted,
        language: pledge.language,
        cancelPath: `/${pledge.language}/${edition.slug}/pledges/${token}`,
      },
      now,
    );
    // Nobody has seen the new page yet. Of two clicks at one time the first one's page is used, and the other one's
    // is never shown to anybody: two open pages could be paid twice.
    const first = await this.database.transaction(async (tx) => {
      await tx.rows(`SELECT FROM pledge WHERE id = $1 FOR UPDATE`, [pledge.id]);
      const other = wayOn(await this.pledges.byToken(edition, token, tx), now);
      if (other !== null) return other;
      await tx.rows(`INSERT INTO pledge_payment (donation_id, pledge_id) VALUES ($1, $2)`, [
        started.donationId,
        pledge.id,
      ]);
      return null;
    });
    return first ?? { kind: 'checkout', url: started.checkoutUrl, donationId: started.donationId };
  }
}

/** Where a payment that was begun before leads now; `null` when a new one is to be begun. */
function wayOn({ payment, state }: OwnPledge, now: Date): PledgeWayOn | null {
  if (payment === null) return null;
  if (state === 'paid' || state === 'on-its-way') return { kind: 'thanks', giftToken: payment.token };
  return state === 'settled' && isOpen(payment, now)
    ? { kind: 'checkout', url: payment.checkoutUrl, donationId: payment.donationId }
    : null;
}

function isOpen(payment: PledgePayment, now: Date): payment is PledgePayment & { readonly checkoutUrl: string } {
  const { status, checkoutUrl, startedAt } = payment;
  return status === 'started' && checkoutUrl !== null && now.getTime() - startedAt.getTime() < PAGE_IS_OPEN_MS;
}
