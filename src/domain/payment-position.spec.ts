import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { postingsForDonation, postingsForFee, type PostedAmounts, type Posting } from './ledger.js';
import { currency, minor } from './money.js';
import { derivePosition, type Fact, type Position, supersedes } from './payment-position.js';

const EUR = currency('EUR');
const expected = { amountMinor: minor(4_000), currency: EUR };

const fact = (told: Partial<Fact> & Pick<Fact, 'kind' | 'state'>): Fact => ({
  objectId: `${told.kind}_1`,
  paymentIntentId: 'pi_1',
  rank: 0,
  final: false,
  amountMinor: minor(4_000),
  currency: EUR,
  method: null,
  toldAtMs: 1_000,
  ...told,
});
const paid = fact({ kind: 'payment-intent', state: 'succeeded', rank: 3, final: true, objectId: 'pi_1' });
const refund = (state: string, amountMinor: number, objectId = 're_1'): Fact =>
  fact({ kind: 'refund', state, amountMinor: minor(amountMinor), objectId });
const dispute = (state: string): Fact => fact({ kind: 'dispute', state });
const session = (state: string, toldAtMs = 1_000): Fact => fact({ kind: 'checkout-session', state, toldAtMs });
const intent = (state: string, toldAtMs = 1_000): Fact =>
  fact({ kind: 'payment-intent', state, toldAtMs, objectId: 'pi_1' });

describe('a payment', () => {
  it('has only started while nothing is known', () => {
    expect(derivePosition(expected, [])).toMatchObject({ status: 'started', paidMinor: 0, paidAtMs: null });
  });

  it('counts once although its session and its intent both tell of it', () => {
    expect(derivePosition(expected, [session('paid'), paid])).toMatchObject({ status: 'paid', paidMinor: 4_000 });
  });

  it('that is not known yet lets its refund and its dispute wait', () => {
    expect(derivePosition(expected, [refund('succeeded', 4_000), dispute('lost')])).toMatchObject({
      status: 'started',
      paidMinor: 0,
      refundedMinor: 0,
      disputedMinor: 0,
      suspense: [],
    });
  });

  it.each([
    [[refund('succeeded', 1_000)], 'partially-refunded', 1_000],
    [[refund('pending', 1_000)], 'partially-refunded', 1_000],
    [[refund('succeeded', 1_000), refund('succeeded', 3_000, 're_2')], 'refunded', 4_000],
    [[refund('failed', 1_000)], 'paid', 0],
    [[refund('canceled', 1_000)], 'paid', 0],
    [[refund('failed', 4_000), refund('succeeded', 500, 're_2')], 'partially-refunded', 500],
  ] as const)('with the refunds %j is %s, less %i cents', (refunds, status, refundedMinor) => {
    expect(derivePosition(expected, [paid, ...refunds])).toMatchObject({ status, refundedMinor, paidMinor: 4_000 });
  });

  it('is refunded by what its charge says when no refund object explains it, and not twice when one does', () => {
    const charge = fact({ kind: 'charge', state: 'refunded', amountMinor: minor(1_500) });
    expect(derivePosition(expected, [paid, charge]).refundedMinor).toBe(1_500);
    expect(derivePosition(expected, [paid, charge, refund('succeeded', 1_500)]).refundedMinor).toBe(1_500);
    expect(derivePosition(expected, [paid, charge, refund('failed', 1_500)]).refundedMinor).toBe(0);
  });

  it.each([
    ['open', 'disputed', 4_000],
    ['funds-withdrawn', 'disputed', 4_000],
    ['lost', 'disputed', 4_000],
    ['won', 'paid', 0],
    ['funds-reinstated', 'paid', 0],
    ['warning', 'paid', 0],
    ['warning-closed', 'paid', 0],
    ['prevented', 'paid', 0],
  ])('with a dispute that is %s stands at %s, less %i cents', (state, status, disputedMinor) => {
    expect(derivePosition(expected, [paid, dispute(state)])).toMatchObject({ status, disputedMinor });
  });

  it('that lost more than it brought goes no further than zero, and the rest is for a person', () => {
    const position = derivePosition(expected, [paid, refund('succeeded', 3_000), dispute('lost')]);
    expect(position).toMatchObject({ refundedMinor: 3_000, disputedMinor: 1_000 });
    expect(position.suspense).toEqual([
      { paymentIntentId: 'pi_1', amountMinor: -3_000, currency: 'EUR', reason: 'lost-more-than-paid' },
    ]);
  });

  it.each([
    ['amount', { amountMinor: minor(4_001) }],
    ['currency', { currency: currency('USD') }],
  ])('of another %s waits in suspense and counts nowhere', (_what, other) => {
    const position = derivePosition(expected, [{ ...paid, ...other }]);
    expect(position).toMatchObject({ status: 'started', paidMinor: 0, suspense: [{ reason: 'amount-differs' }] });
  });

  it('that comes a second time waits in suspense, and the gift counts once', () => {
    const second = { ...paid, objectId: 'pi_0', paymentIntentId: 'pi_0', toldAtMs: 2_000 };
    expect(derivePosition(expected, [second, paid])).toMatchObject({
      paidMinor: 4_000,
      paidAtMs: 1_000,
      suspense: [{ paymentIntentId: 'pi_0', amountMinor: 4_000, reason: 'paid-twice' }],
    });
  });

  it.each(['pi_0', 'pi_1'])('made twice is paid still when %s of both is given back', (given) => {
    const second = { ...paid, objectId: 'pi_0', paymentIntentId: 'pi_0', toldAtMs: 2_000 };
    const back = { ...refund('succeeded', 4_000), paymentIntentId: given };
    expect(derivePosition(expected, [paid, second, back])).toMatchObject({
      status: 'paid',
      refundedMinor: 0,
      suspense: [{ paymentIntentId: given, amountMinor: 0 }],
    });
  });
});

describe('before the money', () => {
  it.each([
    ['a declined card leaves the page open for another one', [intent('payment-failed')], 'started'],
    ['another card after a declined one pays', [session('paid', 3_000), paid], 'paid'],
    ['a SEPA debit is on its way', [session('completed-unpaid'), intent('processing')], 'pending'],
    ['a SEPA debit is on its way as soon as the intent says so', [intent('processing')], 'pending'],
    ['a SEPA debit has come', [session('paid', 9_000), paid], 'paid'],
    ['a SEPA debit has failed, by its session', [session('async-failed', 9_000), intent('processing')], 'failed'],
    [
      'a SEPA debit has failed, by its intent',
      [session('completed-unpaid'), intent('payment-failed', 9_000)],
      'failed',
    ],
    ['nobody paid in time', [session('expired', 9_000), intent('payment-failed')], 'expired'],
  ] as const)('%s', (_what, facts, status) => {
    expect(derivePosition(expected, facts).status).toBe(status);
  });

  it('announces what is on its way, and nothing of it counts', () => {
    expect(derivePosition(expected, [intent('processing')])).toMatchObject({ onItsWayMinor: 4_000, paidMinor: 0 });
  });
});

/** Facts as the handlers make them: few objects, many versions, clocks that tie. */
const told: fc.Arbitrary<Fact> = fc.oneof(
  version(
    'payment-intent',
    [
      ['processing', 1],
      ['payment-failed', 2],
      ['succeeded', 3],
    ],
    ['succeeded'],
  ),
  version(
    'checkout-session',
    [
      ['completed-unpaid', 1],
      ['expired', 2],
      ['async-failed', 3],
      ['paid', 4],
    ],
    ['paid'],
  ),
  version(
    'refund',
    [
      ['pending', 0],
      ['succeeded', 2],
      ['canceled', 3],
      ['failed', 4],
    ],
    ['canceled', 'failed'],
  ),
  version(
    'dispute',
    [
      ['warning', 0],
      ['open', 2],
      ['funds-withdrawn', 3],
      ['lost', 4],
      ['won', 5],
    ],
    [],
  ),
  version('charge', [['refunded', 0]], []),
);

function version(kind: Fact['kind'], states: [string, number][], finals: string[]): fc.Arbitrary<Fact> {
  return fc
    .record({
      state: fc.constantFrom(...states),
      object: fc.constantFrom('a', 'b'),
      amount: fc.constantFrom(1_000, 3_000, 4_000, 5_000),
      toldAtMs: fc.constantFrom(1_000, 2_000, 3_000),
    })
    .map(({ state: [state, rank], object, amount, toldAtMs }) =>
      fact({
        kind,
        state,
        rank,
        final: finals.includes(state),
        toldAtMs,
        objectId: kind === 'payment-intent' ? `pi_${object}` : `${kind}_${object}`,
        paymentIntentId: `pi_${object}`,
        amountMinor: minor(kind === 'payment-intent' || kind === 'checkout-session' ? 4_000 : amount),
      }),
    );
}

function latestOf(facts: readonly Fact[]): Fact[] {
  const latest = new Map<string, Fact>();
  for (const it of facts) {
    const known = latest.get(it.objectId);
    if (known === undefined || supersedes(it, known)) latest.set(it.objectId, it);
  }
  return [...latest.values()];
}

const posted: fc.Arbitrary<PostedAmounts> = fc.record({
  paidMinor: fc.nat({ max: 9_000 }).map(minor),
  refundedMinor: fc.nat({ max: 4_000 }).map(minor),
  disputedMinor: fc.nat({ max: 4_000 }).map(minor),
  onItsWayMinor: fc.nat({ max: 9_000 }).map(minor),
  suspense: fc.uniqueArray(
    fc.record({
      paymentIntentId: fc.constantFrom('pi_a', 'pi_b', 'pi_c'),
      amountMinor: fc.integer({ min: -5_000, max: 5_000 }).map(minor),
      currency: fc.constant(EUR),
    }),
    { selector: (it) => it.paymentIntentId },
  ),
});

/** The books after postings. */
function booked(before: PostedAmounts, postings: readonly Posting[]): PostedAmounts {
  const of = (account: Posting['account']): number =>
    postings.filter((it) => it.account === account).reduce((sum, it) => sum + it.amountMinor, 0);
  const suspense = new Map(before.suspense.map((it) => [it.paymentIntentId, Number(it.amountMinor)]));
  for (const { account, paymentIntentId, amountMinor } of postings) {
    if (account !== 'suspense' || paymentIntentId === null) continue;
    suspense.set(paymentIntentId, (suspense.get(paymentIntentId) ?? 0) + amountMinor);
  }
  return {
    paidMinor: minor(before.paidMinor + of('paid')),
    refundedMinor: minor(before.refundedMinor - of('refunded')),
    disputedMinor: minor(before.disputedMinor - of('disputed')),
    onItsWayMinor: minor(before.onItsWayMinor + of('on-its-way')),
    suspense: [...suspense]
      .filter(([, amountMinor]) => amountMinor !== 0)
      .map(([paymentIntentId, amountMinor]) => ({ paymentIntentId, amountMinor: minor(amountMinor), currency: EUR })),
  };
}

describe('whatever is told', () => {
  it('ends in the same position in any order and any number of times', () => {
    fc.assert(
      fc.property(
        fc.array(told, { maxLength: 12 }).chain((facts) =>
          fc.tuple(
            fc.constant(facts),
            fc.shuffledSubarray([...facts, ...facts], { minLength: facts.length }).map((some) => [...some, ...facts]),
          ),
        ),
        ([facts, again]) => {
          expect(derivePosition(expected, latestOf(again))).toEqual(derivePosition(expected, latestOf(facts)));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never makes an amount negative, nor takes back more than was paid', () => {
    fc.assert(
      fc.property(fc.array(told, { maxLength: 12 }), (facts) => {
        const position = derivePosition(expected, latestOf(facts));
        const { paidMinor, refundedMinor, disputedMinor, onItsWayMinor } = position;
        expect(Math.min(paidMinor, refundedMinor, disputedMinor, onItsWayMinor)).toBeGreaterThanOrEqual(0);
        expect(paidMinor - refundedMinor - disputedMinor).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 500 },
    );
  });

  it('brings the books from wherever they are to the position, and books nothing a second time', () => {
    fc.assert(
      fc.property(posted, fc.array(told, { maxLength: 10 }), (before, facts) => {
        const position = derivePosition(expected, latestOf(facts));
        const after = booked(before, postingsForDonation(before, position, EUR));
        expect(after).toMatchObject(amountsOf(position));
        expect(postingsForDonation(after, position, EUR)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

const amountsOf = ({ paidMinor, refundedMinor, disputedMinor, onItsWayMinor }: Position): Partial<PostedAmounts> => ({
  paidMinor,
  refundedMinor,
  disputedMinor,
  onItsWayMinor,
});

describe('postings', () => {
  const nothing: PostedAmounts = derivePosition(expected, []);
  const whole = derivePosition(expected, [paid]);

  it('count a gift when its money comes, and no longer when nothing of it is left', () => {
    const gone = derivePosition(expected, [paid, refund('succeeded', 4_000)]);
    expect(postingsForDonation(nothing, whole, EUR).map((it) => [it.account, it.amountMinor, it.gifts])).toEqual([
      ['paid', 4_000, 1],
    ]);
    expect(postingsForDonation(whole, gone, EUR).map((it) => [it.account, it.amountMinor, it.gifts])).toEqual([
      ['refunded', -4_000, -1],
    ]);
    expect(postingsForDonation(nothing, gone, EUR).reduce((gifts, it) => gifts + it.gifts, 0)).toBe(0);
  });

  it.each([
    [true, 'counted-fee'],
    [false, 'fee'],
  ])('of a fee, where fees count: %s, go to the account %s', (feesCount, account) => {
    expect(postingsForFee(nothing, whole, EUR, feesCount)).toMatchObject([{ account, amountMinor: 4_000, gifts: 0 }]);
    expect(postingsForFee(whole, whole, EUR, feesCount)).toEqual([]);
  });
});
