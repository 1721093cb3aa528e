import { describe, expect, it } from '@jest/globals';
import { minor } from '../domain/money.js';
import { PAYMENT_STATUSES, type PaymentStatus } from '../domain/payment-position.js';
import { mailsAbout, type SettledGift } from './queue-gift-mails.js';

const ID = '0198c0de-0000-7000-8000-000000000001';

function change(
  from: PaymentStatus,
  to: PaymentStatus,
  refunded: { before?: number; after?: number } = {},
): SettledGift {
  return {
    payable: { kind: 'donation', id: ID, status: from, posted: { refundedMinor: minor(refunded.before ?? 0) } },
    position: { status: to, refundedMinor: minor(refunded.after ?? 0) },
  };
}

const namesOf = (gift: SettledGift): string[] => mailsAbout(gift).map(({ mail }) => mail);

describe('What a donor is told when a gift changes', () => {
  it.each([
    ['started', 'pending', ['gift-on-its-way']],
    ['started', 'paid', ['gift-received']],
    ['pending', 'paid', ['gift-received']],
    ['failed', 'paid', ['gift-received']],
    ['pending', 'failed', ['gift-failed']],
    ['pending', 'expired', ['gift-failed']],
    ['started', 'failed', []],
    ['started', 'expired', []],
    ['pending', 'started', []],
    ['started', 'disputed', []],
    ['paid', 'disputed', []],
    ['disputed', 'paid', ['gift-received']],
  ] as const)('from %s to %s: %j', (from, to, mails) => {
    expect(namesOf(change(from, to))).toEqual(mails);
  });

  it('names all that went back so far', () => {
    expect(mailsAbout(change('partially-refunded', 'partially-refunded', { before: 500, after: 1_500 }))).toEqual([
      { mail: 'gift-refunded', donationId: ID, refundedMinor: 1_500 },
    ]);
  });

  it('tells once of a gift that came and went back before anybody was told', () => {
    expect(namesOf(change('started', 'refunded', { after: 4_000 }))).toEqual(['gift-refunded']);
  });

  it('tells of both when part of a gift came back with it', () => {
    expect(namesOf(change('started', 'partially-refunded', { after: 1_000 }))).toEqual([
      'gift-received',
      'gift-refunded',
    ]);
  });

  it('thanks for money that stays because its refund failed; the key of the mail keeps it from being said twice', () => {
    expect(namesOf(change('refunded', 'paid', { before: 4_000 }))).toEqual(['gift-received']);
    expect(namesOf(change('refunded', 'partially-refunded', { before: 4_000, after: 1_000 }))).toEqual([
      'gift-received',
    ]);
  });

  it('thanks for money that is here again after a dispute that was won', () => {
    expect(namesOf(change('disputed', 'partially-refunded', { before: 500, after: 500 }))).toEqual(['gift-received']);
    expect(namesOf(change('disputed', 'disputed'))).toEqual([]);
  });

  it('says nothing when nothing changed', () => {
    for (const status of PAYMENT_STATUSES) expect(namesOf(change(status, status))).toEqual([]);
  });

  it('leaves registrations alone', () => {
    const fee = change('started', 'paid');
    expect(namesOf({ ...fee, payable: { ...fee.payable, kind: 'registration' } })).toEqual([]);
  });
});
