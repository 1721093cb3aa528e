import { setTimeout as sleep } from 'node:timers/promises';
import { CheckAgainstStripe } from '../../src/ledger/index.js';
import { freePort } from '../../src/local-services/index.js';
import { currency, minor } from '../../src/domain/money.js';
import { DONATION_KEY } from '../../src/platform/stripe/metadata-keys.js';
import { StripeGateway } from '../../src/platform/stripe/stripe-gateway.js';
import { type RunningSandbox, startStripeSandbox } from '../../src/stripe-sandbox/start-stripe-sandbox.js';
import type { RunningApp } from './running-app.js';
import { WEBHOOK_SECRET } from './stripe-events.js';

/** Deliveries that are not done after so many looks, some 10 ms each, never are. */
const MOST_LOOKS = 3_000;

/** Stripe's stand-in beside one walk: takes payments and refunds, and tells of them by signed webhooks over HTTP. */
export class StripeAside {
  private constructor(
    private readonly sandbox: RunningSandbox,
    /** Where the app has to listen to hear of anything. */
    readonly port: number,
  ) {}

  static async open(): Promise<StripeAside> {
    const port = await freePort();
    const sandbox = await startStripeSandbox({
      port: 0,
      webhookUrls: [`http://127.0.0.1:${String(port)}/webhooks/stripe`],
      webhookSecret: WEBHOOK_SECRET,
    });
    return new StripeAside(sandbox, port);
  }

  get apiBase(): string {
    return this.sandbox.url;
  }

  /** A gift is paid by card; returns when the app has taken all that is told of it. */
  async pay(running: RunningApp, donationId: string, amount: number): Promise<void> {
    const { sessionId } = await running.app.get(StripeGateway, { strict: false }).openCheckout({
      id: donationId,
      purpose: 'donation',
      amountMinor: minor(amount),
      currency: currency('EUR'),
      description: 'Gift',
      email: 'donor@example.org',
      language: 'nl',
      metadata: { [DONATION_KEY]: donationId },
      successUrl: 'http://127.0.0.1/thanks',
      cancelUrl: 'http://127.0.0.1/again',
      expiresAt: null,
    });
    await this.control('POST', `checkout_sessions/${sessionId}/pay`, { method: 'card' });
    await this.allTold();
  }

  /** Waits until every event was delivered. */
  async allTold(): Promise<void> {
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      const { pending } = (await this.control('GET', 'deliveries')) as { pending: number };
      if (pending === 0) return;
      await sleep(5);
    }
    throw new Error('Stripe is not done telling');
  }

  /** Where Stripe's books and ours differ. */
  async differences(running: RunningApp): Promise<readonly string[]> {
    const movements = running.app.get(StripeGateway, { strict: false }).listMovements();
    const soon = new Date(Date.now() + 60_000);
    return (await running.app.get(CheckAgainstStripe, { strict: false }).execute(movements, soon)).differences;
  }

  /** How many refunds Stripe made, and what they come to. */
  async refunds(): Promise<{ readonly count: number; readonly minor: number }> {
    const { refunds } = (await this.control('GET', 'state')) as { refunds: number };
    const { refundsMinor } = (await this.control('GET', 'books')) as { refundsMinor: number };
    return { count: refunds, minor: Math.abs(refundsMinor) };
  }

  /** Is busy for so many calls. */
  async fail(calls: number): Promise<void> {
    await this.control('PUT', 'controls', { failures: { calls, status: 503 } });
  }

  /** Forgets all payments. */
  async forget(): Promise<void> {
    await this.control('POST', 'reset');
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }

  private async control(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.sandbox.url}/_sandbox/${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${String(response.status)} ${await response.text()}`);
    return response.json();
  }
}
