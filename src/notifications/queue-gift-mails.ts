import type { Minor } from '../domain/money.js';
import { isMoneyHere, type PaymentStatus } from '../domain/payment-position.js';
import { type OutboxMessage, writeOutbox } from '../outbox/index.js';
import type { PreparingQueryable } from '../platform/database/database.js';

/** A mail about a gift as the outbox keeps it: whom it is about, never an address or a name. */
export type GiftMailPayload =
  | { readonly mail: 'gift-received' | 'gift-on-its-way' | 'gift-failed'; readonly donationId: string }
  /** `refundedMinor`: all that went back so far, minor units. */
  | { readonly mail: 'gift-refunded'; readonly donationId: string; readonly refundedMinor: Minor };

/** What a settled payable must tell for its donor to be mailed: where it stood, and where it stands. */
export interface SettledGift {
  readonly payable: {
    readonly kind: 'donation' | 'registration';
    readonly id: string;
    readonly status: PaymentStatus;
    readonly posted: { readonly refundedMinor: Minor };
  };
  readonly position: { readonly status: PaymentStatus; readonly refundedMinor: Minor };
}

/**
 * Queues what donors must hear about their gifts, in the transaction that books the money: one statement for the whole
 * batch, none when there is nothing to say. The keys make each mail one that is sent at most once ever, however often
 * its event is told or replayed.
 * @returns how many mails are new.
 */
export async function queueGiftMails(
  transaction: PreparingQueryable,
  settled: readonly SettledGift[],
): Promise<number> {
  const messages = settled.flatMap((gift) => mailsAbout(gift).map(messageOf));
  if (messages.length === 0) return 0;
  return (await writeOutbox(transaction, messages)).length;
}

/**
 * The mails that a change calls for. A gift that came and went back before anybody was told is told once, as refunded;
 * one that failed without ever having been on its way is no news to somebody who saw the payment page refuse it.
 */
export function mailsAbout({ payable, position }: SettledGift): GiftMailPayload[] {
  if (payable.kind !== 'donation') return [];
  const mails: GiftMailPayload[] = [];
  const donationId = payable.id;
  if (hasMoney(position.status)) {
    // Also of money that is back, from a refund that failed or a dispute that was won: nobody may have been thanked for it
    // yet. The key of the mail keeps whoever was thanked from hearing it twice.
    if (isMoneyHere(position.status) && !isMoneyHere(payable.status)) mails.push({ mail: 'gift-received', donationId });
    if (position.refundedMinor > payable.posted.refundedMinor) {
      mails.push({ mail: 'gift-refunded', donationId, refundedMinor: position.refundedMinor });
    }
  } else if (position.status === 'pending') {
    if (payable.status !== 'pending') mails.push({ mail: 'gift-on-its-way', donationId });
  } else if (payable.status === 'pending' && position.status !== 'started') {
    mails.push({ mail: 'gift-failed', donationId });
  }
  return mails;
}

/** Whether the payment came, whatever happened to it since. */
function hasMoney(status: PaymentStatus): boolean {
  switch (status) {
    case 'paid':
    case 'partially-refunded':
    case 'refunded':
    case 'disputed':
      return true;
    case 'started':
    case 'pending':
    case 'failed':
    case 'expired':
      return false;
  }
}

function messageOf(mail: GiftMailPayload): OutboxMessage {
  const once = [mail.mail, mail.donationId, ...(mail.mail === 'gift-refunded' ? [String(mail.refundedMinor)] : [])];
  return { kind: 'mail', onceKey: once.join(':'), payload: { ...mail }, afterMs: 0 };
}
