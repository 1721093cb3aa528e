import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { BookingFirst } from '../../../src/outbox/index.js';
import { ReplayStripeEvents, SweepStripeEvents } from '../../../src/payments/index.js';
import { type StoredEdition, storeDonation, storeEdition } from '../../factories/edition.js';
import { RunningApp } from '../../factories/running-app.js';
import { until } from '../../support/until.js';
import { PaymentStory, signed, stripeEvent, stripeId, WEBHOOK_SECRET } from '../../factories/stripe-events.js';
import { testDatabase, type TestDatabase, testRedis } from '../../support/services.js';

const OTHER_SECRET = 'whsec_the_one_that_replaces_it';

let services: TestDatabase;
let app: RunningApp;
let edition: StoredEdition;

beforeAll(async () => {
  services = await testDatabase();
  app = await RunningApp.start({ databaseUrl: services.databaseUrl, listen: true }, { role: 'web' });
  edition = await storeEdition(app.database);
});

afterAll(async () => {
  await app.close();
  await services.drop();
});

afterEach(async () => {
  await app.database.rows(`UPDATE stripe_event SET state = 'ignored', processed_at = now() WHERE state = 'received'`);
});

interface InboxRow {
  readonly id: string;
  readonly state: string;
  readonly error: string | null;
  readonly payload: string;
}

async function inboxRow(eventId: string): Promise<InboxRow | undefined> {
  const [row] = await app.database.rows<InboxRow>(
    `SELECT id, state, error, payload::text AS payload FROM stripe_event WHERE event_id = $1`,
    [eventId],
  );
  return row;
}

async function inboxSize(): Promise<number> {
  const [row] = await app.database.rows<{ size: number }>(`SELECT count(*)::int AS size FROM stripe_event`);
  return row?.size ?? 0;
}

async function donation(id: string): Promise<unknown> {
  const [row] = await app.database.rows(`SELECT status, raised_minor FROM donation WHERE id = $1`, [id]);
  return row;
}

async function paymentOfNewGift(): Promise<{ donationId: string; story: PaymentStory }> {
  const donationId = await storeDonation(app.database, edition);
  return { donationId, story: new PaymentStory({ donation_id: donationId }, 4_000) };
}

describe('the webhook', () => {
  it('answers 200 once the event is committed in its own bytes', async () => {
    const { story } = await paymentOfNewGift();
    const event = story.intent('succeeded');
    expect(await app.deliver(event)).toBe(200);
    expect(await inboxRow(event.id)).toMatchObject({ state: 'received', payload: JSON.stringify(event) });
  });

  it('waits for the commit before it answers', async () => {
    const { story } = await paymentOfNewGift();
    let answered = false;
    const delivery = await app.database.transaction(async (transaction) => {
      await transaction.rows(`LOCK TABLE stripe_event IN EXCLUSIVE MODE`);
      const promise = app.deliver(story.intent('succeeded')).then((status) => {
        answered = true;
        return status;
      });
      await until('the insert waits for the lock', async () => {
        const [row] = await app.database.rows<{ waiting: number }>(
          `SELECT count(*)::int AS waiting FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO stripe_event%'`,
        );
        return row?.waiting === 1;
      });
      expect(answered).toBe(false);
      return { promise };
    });
    expect(await delivery.promise).toBe(200);
  });

  it.each([
    ['a wrong signature', (body: string) => signed(body, 'whsec_of_somebody_else')],
    [
      'a signature that was made more than five minutes ago',
      (body: string) => signed(body, WEBHOOK_SECRET, Math.floor(Date.now() / 1000) - 301),
    ],
    ['no signature', () => ''],
    ['a signature over another body', () => signed('{}')],
  ])('answers 400 to %s and stores nothing', async (_what, signature) => {
    const body = JSON.stringify(stripeEvent('payment_intent.succeeded', { id: stripeId('pi') }));
    const before = await inboxSize();
    expect(await app.deliver(body, signature(body))).toBe(400);
    expect(await inboxSize()).toBe(before);
  });

  it.each([
    ['JSON that is no event', '{"hello":"world"}'],
    ['an event without an id', JSON.stringify({ ...stripeEvent('payout.paid', {}), id: '' })],
    ['text that is no JSON', 'hello'],
    ['a list', '[]'],
  ])('answers 400 to %s, even when it is signed, and stores nothing', async (_what, body) => {
    const before = await inboxSize();
    expect(await app.deliver(body)).toBe(400);
    expect(await inboxSize()).toBe(before);
  });

  it('answers 413 to an enormous body and stores nothing', async () => {
    const before = await inboxSize();
    expect(await app.deliver(JSON.stringify(stripeEvent('payout.paid', { text: 'x'.repeat(600_000) })))).toBe(413);
    expect(await inboxSize()).toBe(before);
  });

  it('stores nothing of a body that is cut off on its way', async () => {
    const body = JSON.stringify(stripeEvent('payout.paid', { id: stripeId('po') }));
    const before = await inboxSize();
    const { port, hostname } = new URL(await app.app.getUrl());
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(
      `POST /webhooks/stripe HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n` +
        `stripe-signature: ${signed(body)}\r\ncontent-length: ${String(body.length)}\r\n\r\n${body.slice(0, 40)}`,
    );
    socket.end();
    await once(socket.resume(), 'close');
    expect(await inboxSize()).toBe(before);
  });

  it('accepts each of two secrets while one is being replaced', async () => {
    const config = { databaseUrl: services.databaseUrl };
    const rotating = await RunningApp.start(config, {
      role: 'web',
      stripe: {
        mode: 'sandbox',
        secretKey: 'sk_sandbox_local',
        webhookSecrets: [OTHER_SECRET, WEBHOOK_SECRET],
        apiBase: 'http://127.0.0.1:9',
        catchUpIntervalMs: 3_600_000,
        catchUpAfterMs: 60_000,
      },
    });
    try {
      for (const secret of [WEBHOOK_SECRET, OTHER_SECRET]) {
        const body = JSON.stringify(stripeEvent('payout.paid', { id: stripeId('po') }));
        expect(await rotating.deliver(body, signed(body, secret))).toBe(200);
      }
    } finally {
      await rotating.close();
    }
  });

  it('stores one row of an event that is delivered 50 times at once, and books it once', async () => {
    const { donationId, story } = await paymentOfNewGift();
    const event = story.intent('succeeded');
    const statuses = await Promise.all(Array.from({ length: 50 }, () => app.deliver(event)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    const rows = await app.database.rows<{ id: string }>(`SELECT id FROM stripe_event WHERE event_id = $1`, [event.id]);
    expect(rows).toHaveLength(1);
    await Promise.all(Array.from({ length: 5 }, () => app.process(rows.map((row) => row.id))));
    expect(await donation(donationId)).toEqual({ status: 'paid', raised_minor: '4000' });
    expect(
      await app.database.rows(`SELECT amount_minor FROM ledger_entry WHERE donation_id = $1`, [donationId]),
    ).toEqual([{ amount_minor: '4000' }]);
  });

  it('ignores a type that it does not know by its name, and counts it', async () => {
    const event = stripeEvent('customer.tax_id.created', { id: 'txi_1' });
    expect(await app.deliver(event)).toBe(200);
    expect(await inboxRow(event.id)).toMatchObject({ state: 'ignored' });
    const metrics = await app.app.inject({ method: 'GET', url: '/metrics' });
    expect(metrics.body).toContain('webhook_events_ignored_total{type="customer.tax_id.created"} 1');
  });

  it('answers 5xx while Postgres is away, and takes the same delivery once it is back', async () => {
    const { story } = await paymentOfNewGift();
    const event = story.intent('succeeded');
    const name = new URL(services.databaseUrl).pathname.slice(1);
    const admin = await testDatabase();
    const guard = await RunningApp.start({ databaseUrl: admin.databaseUrl }, { role: 'web' });
    try {
      await guard.database.rows(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
      await guard.database.rows(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1`, [name]);
      expect(await app.deliver(event)).toBeGreaterThanOrEqual(500);
      const ready = await app.app.inject({ method: 'GET', url: '/health/ready' });
      expect([ready.statusCode, ready.json()]).toMatchObject([503, { status: 'unavailable', postgres: 'down' }]);
    } finally {
      await guard.database.rows(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
      await guard.close();
      await admin.drop();
    }
    expect(await inboxRow(event.id)).toBeUndefined();
    expect(await app.deliver(event)).toBe(200);
    expect(await inboxRow(event.id)).toMatchObject({ state: 'received' });
  });
});

describe('processing', () => {
  it('leaves an object that is not ours as foreign', async () => {
    const [id = ''] = await app.record([new PaymentStory({}, 4_000).intent('succeeded')]);
    await app.process([id]);
    expect(await app.database.rows(`SELECT state FROM stripe_event WHERE id = $1`, [id])).toEqual([
      { state: 'foreign' },
    ]);
  });

  it('keeps payouts for the books and acts on nothing', async () => {
    const [id = ''] = await app.record([stripeEvent('payout.paid', { id: stripeId('po'), amount: 100 })]);
    await app.process([id]);
    expect(await app.database.rows(`SELECT state FROM stripe_event WHERE id = $1`, [id])).toEqual([
      { state: 'processed' },
    ]);
  });

  it('parks an event that cannot be read, lets the others of its batch through, and takes it on a replay', async () => {
    const [one, other] = [await paymentOfNewGift(), await paymentOfNewGift()];
    const broken = one.story.intent('succeeded');
    const unreadable = { ...broken, data: { object: { ...broken.data.object, amount: 'forty euros' } } };
    const good = other.story.intent('succeeded');
    const ids = await app.record([unreadable, good]);
    await app.process(ids);
    expect(await donation(other.donationId)).toEqual({ status: 'paid', raised_minor: '4000' });
    expect(await inboxRow(broken.id)).toMatchObject({
      state: 'parked',
      error: expect.stringContaining('amount') as unknown,
    });

    await app.database.rows(`UPDATE stripe_event SET payload = $2::json WHERE event_id = $1`, [
      broken.id,
      JSON.stringify(broken),
    ]);
    const replay = await app.app.get(ReplayStripeEvents, { strict: false }).execute({ parked: true });
    expect(replay).toEqual({ replayed: 1, parkedAgain: [] });
    expect(await donation(one.donationId)).toEqual({ status: 'paid', raised_minor: '4000' });
    expect(await app.proveLedger()).toMatchObject({ ok: true });
  });

  it('parks an event that Postgres refuses, and books the others of its batch', async () => {
    const [one, other] = [await paymentOfNewGift(), await paymentOfNewGift()];
    const broken = one.story.intent('succeeded');
    const impossible = {
      ...broken,
      data: { object: { ...broken.data.object, id: 'pi_with_a_\u0000_in_it' } },
    };
    const ids = await app.record([other.story.intent('succeeded')]);
    // JSON may say what no text column of Postgres can hold.
    ids.push(...(await app.record([impossible])));
    await app.process(ids);
    expect(await inboxRow(broken.id)).toMatchObject({ state: 'parked' });
    expect(await donation(other.donationId)).toEqual({ status: 'paid', raised_minor: '4000' });
    expect(await donation(one.donationId)).toEqual({ status: 'started', raised_minor: '0' });
  });

  it('puts money that names no gift of ours in suspense, on the list of a person', async () => {
    const story = new PaymentStory({ donation_id: '0190f1c2-7000-7000-8000-000000000000' }, 4_000);
    await app.process(await app.record([story.intent('succeeded')]));
    expect(
      await app.database.rows(`SELECT account, amount_minor FROM ledger_entry WHERE payment_intent_id = $1`, [
        story.paymentIntentId,
      ]),
    ).toEqual([{ account: 'suspense', amount_minor: '4000' }]);
    expect(
      await app.database.rows(`SELECT kind FROM attention_item WHERE reference = $1`, [story.paymentIntentId]),
    ).toEqual([{ kind: 'payment-unclaimed' }]);
  });

  it('puts a payment of another amount in suspense, and never in the total', async () => {
    const donationId = await storeDonation(app.database, edition);
    const story = new PaymentStory({ donation_id: donationId }, 4_001);
    await app.process(await app.record([story.intent('succeeded')]));
    expect(await donation(donationId)).toEqual({ status: 'started', raised_minor: '0' });
    expect(
      await app.database.rows(`SELECT kind, donation_id FROM attention_item WHERE reference = $1`, [
        story.paymentIntentId,
      ]),
    ).toEqual([{ kind: 'payment-amount-differs', donation_id: donationId }]);
  });
});

describe('without Redis', () => {
  it('takes an event, and the sweeper has it processed', async () => {
    const { donationId, story } = await paymentOfNewGift();
    const event = story.intent('succeeded');
    expect(await app.deliver(event)).toBe(200);
    const ready = await app.app.inject({ method: 'GET', url: '/health/ready' });
    expect([ready.statusCode, ready.json()]).toMatchObject([200, { status: 'degraded', redis: 'down' }]);
    const sweep = app.app.get(SweepStripeEvents, { strict: false });
    expect(await sweep.execute()).toBe(0);
    await app.database.rows(`UPDATE stripe_event SET received_at = now() - interval '3 seconds' WHERE event_id = $1`, [
      event.id,
    ]);
    expect(await sweep.execute()).toBe(1);
    expect(await donation(donationId)).toEqual({ status: 'paid', raised_minor: '4000' });
  });

  describe('and with old events, the sweeper', () => {
    const sweep = () => app.app.get(SweepStripeEvents, { strict: false });
    const oldEvent = async () => {
      const { donationId, story } = await paymentOfNewGift();
      const event = story.intent('succeeded');
      await app.record([event]);
      await app.database.rows(
        `UPDATE stripe_event SET received_at = now() - interval '3 seconds' WHERE event_id = $1`,
        [event.id],
      );
      return { donationId, eventId: event.id };
    };
    const statesOf = async (events: readonly { readonly eventId: string }[]) =>
      Promise.all(events.map(async ({ eventId }) => (await inboxRow(eventId))?.state));

    it('lets no row wait for one whose gift somebody holds, and does that one when it is free', async () => {
      const events = [await oldEvent(), await oldEvent(), await oldEvent()];
      const [before, held, after] = events;
      // Another transaction has the gift of the middle one, for as long as it likes.
      await app.database.transaction(async (other) => {
        await other.rows(`SELECT 1 FROM donation WHERE id = $1 FOR UPDATE`, [held?.donationId ?? '']);
        expect(await sweep().execute()).toBe(3);
        expect(await statesOf(events)).toEqual(['processed', 'received', 'processed']);
        // And again: the one that is held goes last now, after what came in the meantime.
        const later = await oldEvent();
        expect(await sweep().execute()).toBe(2);
        expect(await statesOf([later])).toEqual(['processed']);
      });
      expect(await sweep().execute()).toBe(1);
      expect(await statesOf(events)).toEqual(['processed', 'processed', 'processed']);
      for (const one of [before, held, after]) {
        expect(await donation(one?.donationId ?? '')).toEqual({ status: 'paid', raised_minor: '4000' });
      }
      expect(await sweep().execute()).toBe(0);
    });

    it('gives way to the events that were rung for', async () => {
      const event = await oldEvent();
      const bookings = app.app.get(BookingFirst, { strict: false });
      let goOn: (() => void) | undefined;
      const quiet = jest.spyOn(bookings, 'quiet').mockImplementation(
        () =>
          new Promise((resolve) => {
            goOn = resolve;
          }),
      );
      const swept = sweep().execute();
      await until('the sweeper waits for bookings', () => goOn !== undefined);
      expect(await statesOf([event])).toEqual(['received']);
      goOn?.();
      expect(await swept).toBe(1);
      expect(await statesOf([event])).toEqual(['processed']);
      quiet.mockRestore();
    });
  });

  it('loses nothing when Redis is emptied and taken away between a delivery and its processing', async () => {
    const database = await testDatabase();
    const redis = await testRedis();
    const whole = await RunningApp.start({ databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl });
    try {
      const ownEdition = await storeEdition(whole.database);
      const ids = await Promise.all(Array.from({ length: 10 }, () => storeDonation(whole.database, ownEdition)));
      const paid = async (): Promise<number> => {
        const [row] = await whole.database.rows<{ paid: number }>(
          `SELECT count(*)::int AS paid FROM donation WHERE status = 'paid'`,
        );
        return row?.paid ?? 0;
      };
      const pay = (id: string): Promise<number> =>
        whole.deliver(new PaymentStory({ donation_id: id }, 4_000).intent('succeeded'));
      for (const id of ids.slice(0, 3)) expect(await pay(id)).toBe(200);
      await until('the bell was heard', async () => (await paid()) === 3);
      await redis.stop();
      for (const id of ids.slice(3, 7)) expect(await pay(id)).toBe(200);
      await redis.start();
      for (const id of ids.slice(7)) expect(await pay(id)).toBe(200);
      await until('everything is paid', async () => (await paid()) === 10, 15_000);
      expect(await whole.proveLedger()).toMatchObject({ ok: true });
    } finally {
      await whole.close();
      await redis.drop();
      await database.drop();
    }
  });
});
