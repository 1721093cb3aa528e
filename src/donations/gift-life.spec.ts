import { describe, expect, it } from '@jest/globals';
import { minor } from '../domain/money.js';
import type { PaymentStatus } from '../domain/payment-position.js';
import { giftLife, type GiftMovement } from './gift-life.js';

const at = (minute: number): Date => new Date(Date.UTC(2023, 9, 8, 10, minute));
const move = (account: string, amountMinor: number, minute: number): GiftMovement => ({
  account,
  amountMinor,
  postedAt: at(minute),
});

function kinds(status: PaymentStatus, movements: readonly GiftMovement[]): string[] {
  return giftLife({ startedAt: at(0), amountMinor: minor(4_000), status }, movements).map(({ kind }) => kind);
}

describe('The life of a gift', () => {
  it('begins with the form, and ends there when nobody paid', () => {
    expect(kinds('started', [])).toEqual(['started']);
    expect(kinds('expired', [])).toEqual(['started', 'expired']);
  });

  it('tells of a debit that is on its way and arrives', () => {
    const way = move('on-its-way', 4_000, 1);
    expect(kinds('pending', [way])).toEqual(['started', 'on-its-way']);
    const arrived = [way, move('paid', 4_000, 9), move('on-its-way', -4_000, 9)];
    expect(kinds('paid', arrived)).toEqual(['started', 'on-its-way', 'paid']);
  });

  it('tells of a debit that the bank refused', () => {
    expect(kinds('failed', [move('on-its-way', 4_000, 1), move('on-its-way', -4_000, 9)])).toEqual([
      'started',
      'on-its-way',
      'failed',
    ]);
  });

  it('tells of money that goes back and returns, each with its amount', () => {
    const life = giftLife({ startedAt: at(0), amountMinor: minor(4_000), status: 'partially-refunded' }, [
      move('paid', 4_000, 1),
      move('refunded', -1_000, 2),
      move('disputed', -3_000, 3),
      move('disputed', 3_000, 4),
      move('refunded', 500, 5),
    ]);
    expect(life.slice(1).map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
      ['paid', 4_000],
      ['refunded', 1_000],
      ['disputed', 3_000],
      ['dispute-returned', 3_000],
      ['refund-returned', 500],
    ]);
  });
});
