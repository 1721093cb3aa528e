import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import Stripe from 'stripe';
import { API_VERSION } from '../../src/stripe-sandbox/settings.js';
import { type RunningSandbox, startStripeSandbox } from '../../src/stripe-sandbox/start-stripe-sandbox.js';
import { until as untilSeen } from './until.js';

const SECRET = 'whsec_local';
const ends: (() => Promise<unknown>)[] = [];

/** Ends what a test opened, the latest first. */
export async function endAll(): Promise<void> {
  for (const end of ends.splice(0).reverse()) await end();
}

/** Has something done at the end of the test. */
export function atTheEnd(end: () => Promise<unknown>): void {
  ends.push(end);
}

/** Waits until something is there. */
export function until<T>(look: () => T | Promise<T | null | undefined | false> | null | undefined | false): Promise<T> {
  return untilSeen(look.toString(), look);
}

export interface Taken {
  readonly event: Stripe.Event;
  readonly signature: string;
}

/** A webhook endpoint: checks every signature, and answers with what `answer` says. */
export class Receiver {
  readonly taken: Taken[] = [];
  readonly refused: Taken[] = [];
  answer: (event: Stripe.Event) => number = () => 200;
  secret = SECRET;
  readonly #server: Server;

  private constructor(private readonly stripe: Stripe) {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const signature = String(request.headers['stripe-signature']);
        const event = this.stripe.webhooks.constructEvent(Buffer.concat(chunks), signature, this.secret);
        const status = this.answer(event);
        (status === 200 ? this.taken : this.refused).push({ event, signature });
        response.writeHead(status).end();
      });
    });
  }

  static async open(): Promise<Receiver> {
    const receiver = new Receiver(new Stripe('sk_sandbox_local'));
    await new Promise<void>((resolve) => {
      receiver.#server.listen(0, '127.0.0.1', resolve);
    });
    ends.push(
      () =>
        new Promise((resolve) => {
          receiver.#server.close(resolve);
          receiver.#server.closeAllConnections();
        }),
    );
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}/webhooks`;
  }

  get types(): string[] {
    return this.taken.map(({ event }) => event.type);
  }

  get ids(): string[] {
    return this.taken.map(({ event }) => event.id);
  }
}

export interface Stage {
  readonly url: string;
  readonly stripe: Stripe;
  readonly sandbox: RunningSandbox;
  readonly receiver: Receiver;
}

export function clientOf(url: string, key = 'sk_sandbox_local'): Stripe {
  const { hostname, port } = new URL(url);
  return new Stripe(key, {
    apiVersion: API_VERSION,
    host: hostname,
    port: Number(port),
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  });
}

export async function open(options: Parameters<typeof startStripeSandbox>[0] = {}, known?: Receiver): Promise<Stage> {
  const receiver = known ?? (await Receiver.open());
  const sandbox = await startStripeSandbox({
    port: 0,
    webhookUrls: [receiver.url],
    sepaSettleMs: 3_600_000,
    refundSettleMs: 3_600_000,
    ...options,
  });
  let closed = false;
  const once: RunningSandbox = {
    url: sandbox.url,
    close: async () => {
      if (closed) return;
      closed = true;
      await sandbox.close();
    },
  };
  ends.push(() => once.close());
  return { url: sandbox.url, stripe: clientOf(sandbox.url), sandbox: once, receiver };
}

export function order(
  amount = 4_000,
  more: Partial<Stripe.Checkout.SessionCreateParams> = {},
): Stripe.Checkout.SessionCreateParams {
  return {
    mode: 'payment',
    submit_type: 'donate',
    line_items: [
      { quantity: 1, price_data: { currency: 'eur', unit_amount: amount, product_data: { name: 'Gift to Team Zon' } } },
    ],
    client_reference_id: 'donation-1',
    customer_email: 'donor@example.org',
    locale: 'nl',
    metadata: { donation_id: 'donation-1' },
    payment_intent_data: { metadata: { donation_id: 'donation-1' } },
    success_url: 'http://127.0.0.1/thanks?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://127.0.0.1/again',
    ...more,
  };
}

export async function control<T>(
  stage: Stage,
  method: 'GET' | 'PUT' | 'POST',
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await fetch(`${stage.url}/_sandbox/${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const json: unknown = await response.json();
  expect([response.status, json]).toEqual([200, expect.anything()]);
  return json as T;
}

type Method = 'card' | 'card_declined' | 'bancontact' | 'ideal' | 'sepa_succeeds' | 'sepa_fails';

/** Opens a session and pays it. @returns the intent's id */
export async function pay(stage: Stage, method: Method, amount = 4_000): Promise<string> {
  const { id } = await stage.stripe.checkout.sessions.create(order(amount));
  await control(stage, 'POST', `checkout_sessions/${id}/pay`, { method });
  const session = await stage.stripe.checkout.sessions.retrieve(id);
  if (typeof session.payment_intent !== 'string') throw new Error(`Session ${id} has no payment intent`);
  return session.payment_intent;
}

export interface Counts {
  readonly events: number;
  readonly deliveries: number;
  readonly retried: number;
  readonly duplicated: number;
  readonly dropped: number;
  readonly pending: number;
}

export async function allDelivered(stage: Stage): Promise<Counts> {
  for (;;) {
    const counts = await control<Counts>(stage, 'GET', 'deliveries');
    if (counts.pending === 0) return counts;
    await sleep(10);
  }
}

export interface Books {
  readonly chargesMinor: number;
  readonly refundsMinor: number;
  readonly disputesMinor: number;
}

export async function refusal(work: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const error = await work.then(
    () => null,
    (caught: unknown) => caught,
  );
  if (error instanceof Stripe.errors.StripeError) return error;
  throw new Error(`It was not refused by Stripe: ${String(error)}`);
}
