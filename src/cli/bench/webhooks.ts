import { Client } from 'pg';
import { Agent, request } from 'undici';
import { startBareProcess } from './bare-process.js';
import { benchEvents, type BenchEvent, signatureOf } from './events.js';
import { plainSqlPerSecond } from './plain-sql.js';
import type { BenchStage } from './stage.js';
import { syncEnginePerSecond } from './sync-engine.js';

/** Events per second, each way measured in turn in the same run. */
export interface WebhookFigures {
  /** From the first POST to the committed totals of the last. */
  readonly eventsPerSecond: number;
  /** A peer that stores events in this process, without HTTP, inbox, queue or ledger. */
  readonly syncEnginePerSecond: number;
  /** An endpoint that only checks the signature; HTTP alone. */
  readonly endpointPerSecond: number;
  /** The worker, with the inbox full and nobody posting. */
  readonly workerPerSecond: number;
  /** The same rows into tables with the same indexes, by plain SQL in batches. */
  readonly plainSqlPerSecond: number;
}

const CONNECTIONS = 64;
/** What every gift of the bench comes to. */
export const AMOUNT_MINOR = 4_000;
/** The peer is slow enough to tell by fewer. */
const MOST_OF_PEER = 5_000;
const SECRET = 'whsec_local';
const WITHIN_MS = 180_000;

/** Measures the way from POST to committed totals, and its second half alone, beside peers and limits of this machine. */
export async function benchWebhooks(stage: BenchStage, count: number): Promise<WebhookFigures> {
  const database = new Client({ connectionString: stage.databaseUrl });
  await database.connect();
  const endpoint = await startBareProcess();
  try {
    const events = benchEvents(count, AMOUNT_MINOR);
    const before = await storeGifts(database, events);
    const eventsPerSecond = await postedPerSecond(stage, database, events, before);
    const syncEngine = await syncEnginePerSecond(stage.databaseUrl, Math.min(count, MOST_OF_PEER));
    const endpointPerSecond = await perSecond(events, () => postAll(`${endpoint.url}/webhooks/stripe`, events));
    const waiting = benchEvents(count, AMOUNT_MINOR);
    const workerPerSecond = await workerAlone(stage, database, waiting);
    const plainSql = await plainSqlPerSecond(
      database,
      waiting.map(({ donationId }) => donationId),
    );
    return {
      eventsPerSecond,
      syncEnginePerSecond: syncEngine,
      endpointPerSecond,
      workerPerSecond,
      plainSqlPerSecond: plainSql,
    };
  } finally {
    await endpoint.close();
    await database.end();
  }
}

/**
 * Events per second from the first POST to the committed totals of the last.
 * @param before what the edition had raised
 */
export function postedPerSecond(
  stage: BenchStage,
  database: Client,
  events: readonly BenchEvent[],
  before: number,
): Promise<number> {
  return perSecond(events, async () => {
    await postAll(`${stage.appUrl}/webhooks/stripe`, events);
    await untilRaised(database, before + events.length * AMOUNT_MINOR);
  });
}

/** Has the worker stand still while the inbox fills, and then go on. */
async function workerAlone(stage: BenchStage, database: Client, events: readonly BenchEvent[]): Promise<number> {
  const before = await storeGifts(database, events);
  process.kill(stage.workerPid, 'SIGSTOP');
  try {
    await postAll(`${stage.appUrl}/webhooks/stripe`, events);
  } finally {
    process.kill(stage.workerPid, 'SIGCONT');
  }
  return perSecond(events, () => untilRaised(database, before + events.length * AMOUNT_MINOR));
}

/** Stores the gifts that the events will pay. @returns what the edition had raised before */
export async function storeGifts(database: Client, events: readonly BenchEvent[]): Promise<number> {
  await database.query(
    `WITH giver AS (
       INSERT INTO donor (id, email, name, language)
       SELECT id, id || '@example.org', 'Bench', 'nl' FROM unnest($1::uuid[]) AS id RETURNING id)
     INSERT INTO donation (id, edition_id, donor_id, target, amount_minor, currency, name, anonymous, language, token)
     SELECT giver.id, edition.id, giver.id, 'edition', $2, 'EUR', 'Bench', false, 'nl', giver.id::text
       FROM giver, edition WHERE edition.slug = '2023'`,
    [events.map((event) => event.donationId), AMOUNT_MINOR],
  );
  return raised(database);
}

async function raised(database: Client): Promise<number> {
  const { rows } = await database.query<{ raised: string | null }>(
    `SELECT raised_minor AS raised FROM total WHERE scope = 'edition'`,
  );
  return Number(rows[0]?.raised ?? 0);
}

async function untilRaised(database: Client, wantedMinor: number): Promise<void> {
  const deadline = performance.now() + WITHIN_MS;
  while ((await raised(database)) !== wantedMinor) {
    if (performance.now() > deadline) throw new Error('The totals did not come to the sum of the events in time');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function postAll(url: string, events: readonly BenchEvent[]): Promise<void> {
  const dispatcher = new Agent({ connections: CONNECTIONS, pipelining: 1 });
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let event = events[next++]; event !== undefined; event = events[next++]) {
      const response = await request(url, {
        method: 'POST',
        dispatcher,
        headers: { 'content-type': 'application/json', 'stripe-signature': signatureOf(event.body, SECRET) },
        body: event.body,
      });
      await response.body.dump();
      if (response.statusCode !== 200) throw new Error(`A delivery was answered ${String(response.statusCode)}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: CONNECTIONS }, lane));
  } finally {
    await dispatcher.close();
  }
}

async function perSecond(events: readonly BenchEvent[], work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return events.length / ((performance.now() - startedAt) / 1000);
}
