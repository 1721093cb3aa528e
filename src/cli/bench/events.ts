import { createHmac } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

/** An event as Stripe would send it, about 3 kB, for a gift of the bench. */
export interface BenchEvent {
  readonly donationId: string;
  readonly body: string;
}

const FILLER_BYTES = 2_200;

/** Events `payment_intent.succeeded`, each for a gift of its own. */
export function benchEvents(count: number, amountMinor: number): BenchEvent[] {
  const created = Math.floor(Date.now() / 1000);
  return Array.from({ length: count }, () => {
    const donationId = uuidv7();
    const intentId = `pi_bench_${donationId}`;
    const body = JSON.stringify({
      id: `evt_bench_${donationId}`,
      object: 'event',
      api_version: '2026-10-28.endive',
      created,
      livemode: false,
      pending_webhooks: 1,
      type: 'payment_intent.succeeded',
      data: {
        object: {
          id: intentId,
          object: 'payment_intent',
          amount: amountMinor,
          amount_received: amountMinor,
          currency: 'eur',
          status: 'succeeded',
          metadata: { donation_id: donationId, edition: '2023' },
          // Stands for the many fields of a real object that nothing here reads.
          description: 'x'.repeat(FILLER_BYTES),
        },
      },
    });
    return { donationId, body };
  });
}

/** What a stage without settings signs and verifies by. */
export const WEBHOOK_SECRET = 'whsec_local';

/** The `Stripe-Signature` header of a body, made now or at the given second. */
export function signatureOf(body: string, timestamp = String(Math.floor(Date.now() / 1000))): string {
  return `t=${timestamp},v1=${createHmac('sha256', WEBHOOK_SECRET).update(`${timestamp}.${body}`).digest('hex')}`;
}
