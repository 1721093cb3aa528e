import { Client } from 'pg';
import type { BareProcess } from './bare-process.js';
import { benchEvents, type BenchEvent } from './events.js';
import { plainSqlPerSecond } from './plain-sql.js';
import { deliveriesOf, postAll } from './post-all.js';
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

/** What every gift of the bench comes to. */
export const AMOUNT_MINOR = 4_000;
/** The peer is slow enough to tell by fewer. */
const MOST_OF_PEER = 5_000;
const WITHIN_MS = 180_000;

/**
 * Measures the way from POST to committed totals, and its second half alone, beside peers and limits of this machine. What
 * the events leave to be done (mails) is done before anything else is measured.
 * @param endpoint stays from turn to turn, as the platform does: one that has just started is several times as slow
 */
export async function benchWebhooks(stage: BenchStage, endpoint: BareProcess, count: number): Promise<WebhookFigures> {
  const database = new Client({ connectionString: stage.databaseUrl });
  await database.connect();
  try {
    const events = benchEvents(count, AMOUNT_MINOR);
    const before = await storeGifts(database, events);
    const eventsPerSecond = await postedPerSecond(stage, database, events, before);
    const syncEngine = await syncEnginePerSecond(stage.databaseUrl, Math.min(count, MOST_OF_PEER));
    const bareUrl = `${endpoint.url}/webhooks/stripe`;
    const deliveries = deliveriesOf(bareUrl, events);
    const endpointPerSecond = await perSecond(events, () => postAll(bareUrl, deliveries));
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
    await database.end();
  }
}

/**
 * Events per second from the first POST to the committed totals of the last.
 * @param before what the edition had raised
 */
export async function postedPerSecond(
  stage: BenchStage,
  database: Client,
  events: readonly BenchEvent[],
  before: number,
): Promise<number> {
  const url = `${stage.appUrl}/webhooks/stripe`;
  const deliveries = deliveriesOf(url, events);
  const rate = await perSecond(events, async () => {
    await postAll(url, deliveries);
    await untilRaised(database, before + events.length * AMOUNT_MINOR);
  });
  await untilNothingWaits(database);
  return rate;
}

/** Has the worker stand still while the inbox fills, and then go on. */
async function workerAlone(stage: BenchStage, database: Client, events: readonly BenchEvent[]): Promise<number> {
  const before = await storeGifts(database, events);
  const url = `${stage.appUrl}/webhooks/stripe`;
  process.kill(stage.workerPid, 'SIGSTOP');
  try {
    await postAll(url, deliveriesOf(url, events));
  } finally {
    process.kill(stage.workerPid, 'SIGCONT');
  }
  const rate = await perSecond(events, () => untilRaised(database, before + events.length * AMOUNT_MINOR));
  await untilNothingWaits(database);
  return rate;
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

export async function untilRaised(database: Client, wantedMinor: number): Promise<void> {
  const deadline = performance.now() + WITHIN_MS;
  while ((await raised(database)) !== wantedMinor) {
    if (performance.now() > deadline) throw new Error('The totals did not come to the sum of the events in time');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Until the mails that the events caused are sent: they are work of ours, and not for a peer to bear. */
export async function untilNothingWaits(database: Client): Promise<void> {
  const deadline = performance.now() + WITHIN_MS;
  for (;;) {
    const { rows } = await database.query<{ waiting: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM outbox_message WHERE state IN ('waiting', 'claimed')) AS waiting`,
    );
    if (rows[0]?.waiting !== true) return;
    if (performance.now() > deadline) throw new Error('The outbox was not empty in time');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function perSecond(events: readonly BenchEvent[], work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return events.length / ((performance.now() - startedAt) / 1000);
}
