import { createRequire } from 'node:module';
import { v7 as uuidv7 } from 'uuid';
import { signatureOf, WEBHOOK_SECRET } from './events.js';

// Its build for `import` looks for its migrations by a name that only CommonJS knows, and quietly makes no tables.
const { runMigrations, StripeSync } = createRequire(import.meta.url)('@supabase/stripe-sync-engine') as typeof import(
  '@supabase/stripe-sync-engine',
  { with: { 'resolution-mode': 'require' } }
);

const AT_ONCE = 50;
const CONNECTIONS = 20;
const FILLER_BYTES = 2_200;

/**
 * Events per second of a peer that verifies and stores them in this very process, without HTTP, inbox, queue or ledger:
 * `charge.succeeded`, fifty at once, against the same Postgres.
 */
export async function syncEnginePerSecond(databaseUrl: string, count: number): Promise<number> {
  await runMigrations({ databaseUrl, schema: 'stripe' });
  const engine = new StripeSync({
    schema: 'stripe',
    stripeSecretKey: 'sk_test_none',
    stripeWebhookSecret: WEBHOOK_SECRET,
    autoExpandLists: false,
    backfillRelatedEntities: false,
    poolConfig: { connectionString: databaseUrl, max: CONNECTIONS },
  });
  try {
    // Signed beforehand, as what is posted to us is.
    const deliveries = chargeEvents(count).map((body) => ({
      body: Buffer.from(body),
      signature: signatureOf(body),
    }));
    const startedAt = performance.now();
    let next = 0;
    const lane = async (): Promise<void> => {
      for (let it = deliveries[next++]; it !== undefined; it = deliveries[next++])
        await engine.processWebhook(it.body, it.signature);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    return count / ((performance.now() - startedAt) / 1000);
  } finally {
    await engine.postgresClient.pool.end();
  }
}

function chargeEvents(count: number): string[] {
  const created = Math.floor(Date.now() / 1000);
  return Array.from({ length: count }, () => {
    const id = uuidv7();
    return JSON.stringify({
      id: `evt_peer_${id}`,
      object: 'event',
      created,
      livemode: false,
      type: 'charge.succeeded',
      data: {
        object: {
          id: `ch_peer_${id}`,
          object: 'charge',
          amount: 4_000,
          amount_captured: 4_000,
          amount_refunded: 0,
          currency: 'eur',
          created,
          paid: true,
          captured: true,
          refunded: false,
          status: 'succeeded',
          payment_intent: `pi_peer_${id}`,
          metadata: { donation_id: id, edition: '2023' },
          description: 'x'.repeat(FILLER_BYTES),
        },
      },
    });
  });
}
