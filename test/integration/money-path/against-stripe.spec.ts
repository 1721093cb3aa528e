import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CheckAgainstStripe } from '../../../src/ledger/index.js';
import type { BookedMovement } from '../../../src/platform/stripe/stripe-gateway.js';
import { type StoredEdition, storeDonation, storeEdition } from '../../factories/edition.js';
import { RunningApp } from '../../factories/running-app.js';
import { PaymentStory } from '../../factories/stripe-events.js';
import { testDatabase, type TestDatabase } from '../../support/services.js';

const LONG_AGO = new Date('2023-10-08T10:00:00Z');

describe('the ledger beside Stripe’s own books', () => {
  let services: TestDatabase;
  let app: RunningApp;
  let edition: StoredEdition;
  let counted: { readonly id: string; readonly story: PaymentStory };

  beforeAll(async () => {
    services = await testDatabase();
    app = await RunningApp.start({ databaseUrl: services.databaseUrl }, { role: 'web' });
    edition = await storeEdition(app.database);
    const id = await storeDonation(app.database, edition);
    const story = new PaymentStory({ donation_id: id }, 4_000);
    await app.process(await app.record([story.intent('succeeded')]));
    counted = { id, story };
  }, 30_000);

  afterAll(async () => {
    await app.close();
    await services.drop();
  });

  const movement = (changes: Partial<BookedMovement> = {}): BookedMovement => ({
    id: 'txn_1',
    type: 'charge',
    amountMinor: 4_000,
    currency: 'EUR',
    createdAt: LONG_AGO,
    paymentIntentId: counted.story.paymentIntentId,
    metadata: { donation_id: counted.id },
    ...changes,
  });

  async function check(movements: readonly BookedMovement[], settledBefore = new Date(Date.now() + 60_000)) {
    const listed = Readable.from(movements) as AsyncIterable<BookedMovement>;
    const { differences, underWay } = await new CheckAgainstStripe(app.database).execute(listed, settledBefore);
    return { differences, underWay };
  }

  it('agrees where both hold the same', async () => {
    expect(await check([movement()])).toEqual({ differences: [], underWay: 0 });
  });

  it('finds money of ours that no event ever told of', async () => {
    const unheard = await storeDonation(app.database, edition);
    const lost = movement({ paymentIntentId: 'pi_unheard', metadata: { donation_id: unheard } });
    expect(await check([movement(), lost])).toEqual({
      differences: [`${unheard} EUR: Stripe 4000, ledger 0`],
      underWay: 0,
    });
  });

  it('finds a gift that is booked and is not at Stripe', async () => {
    expect((await check([])).differences).toEqual([`${counted.id} EUR: Stripe 0, ledger 4000`]);
  });

  it('leaves alone what belongs to another product or another install in the same account', async () => {
    const foreign = [
      movement({ paymentIntentId: 'pi_shop', metadata: { order: '7' } }),
      movement({ paymentIntentId: 'pi_other', metadata: { donation_id: '0198c0de-0000-7000-8000-000000000001' } }),
      movement({ paymentIntentId: null, type: 'payout', metadata: {} }),
    ];
    expect(await check([movement(), ...foreign])).toEqual({ differences: [], underWay: 0 });
  });

  it('never adds up two currencies', async () => {
    const dollars = movement({ currency: 'USD' });
    expect((await check([dollars])).differences).toHaveLength(2);
  });

  it('counts apart what moved a moment ago, and calls it a difference once it has had its time', async () => {
    const now = movement({ createdAt: new Date(), amountMinor: -1_000, type: 'refund', metadata: {} });
    const aMinuteAgo = new Date(Date.now() - 60_000);
    expect(await check([movement(), now], aMinuteAgo)).toEqual({ differences: [], underWay: 1 });
    expect((await check([movement(), now])).differences).toEqual([`${counted.id} EUR: Stripe 3000, ledger 4000`]);
  });
});
