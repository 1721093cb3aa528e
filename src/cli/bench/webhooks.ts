import { Client } from 'pg';
import { Agent, request } from 'undici';
import { openBareEndpoint } from './bare-endpoint.js';
import { benchEvents, type BenchEvent, signatureOf } from './events.js';
import type { BenchStage } from './stage.js';

/** Events per second, three ways, in the same run. */
export interface WebhookFigures {
  readonly eventsPerSecond: number;
  /** Batched inserts of the same bodies and amounts into two plain tables; Postgres alone. */
  readonly postgresPerSecond: number;
  /** An endpoint that only checks the signature; HTTP alone. */
  readonly endpointPerSecond: number;
}

const CONNECTIONS = 64;
/** What every gift of the bench comes to. */
export const AMOUNT_MINOR = 4_000;
const BATCH = 50;
const SECRET = 'whsec_local';
const WITHIN_MS = 180_000;

/** Measures the whole way from POST to committed totals, beside what this machine can do at the most. */
export async function benchWebhooks(stage: BenchStage, count: number): Promise<WebhookFigures> {
  const events = benchEvents(count, AMOUNT_MINOR);
  const database = new Client({ connectionString: stage.databaseUrl });
  await database.connect();
  try {
    const before = await storeGifts(database, events);
    const eventsPerSecond = await wholeWay(stage, database, events, before);
    const postgresPerSecond = await postgresAlone(database, events);
    return { eventsPerSecond, postgresPerSecond, endpointPerSecond: await endpointAlone(events) };
  } finally {
    await database.end();
  }
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

async function wholeWay(
  stage: BenchStage,
  database: Client,
  events: readonly BenchEvent[],
  before: number,
): Promise<number> {
  const startedAt = performance.now();
  await postAll(`${stage.appUrl}/webhooks/stripe`, events);
  const wanted = before + events.length * AMOUNT_MINOR;
  const deadline = startedAt + WITHIN_MS;
  while ((await raised(database)) !== wanted) {
    if (performance.now() > deadline) throw new Error('The totals did not come to the sum of the events in time');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return perSecond(events.length, startedAt);
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

async function postgresAlone(database: Client, events: readonly BenchEvent[]): Promise<number> {
  await database.query(
    `CREATE TABLE bench_event (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event_id text UNIQUE, payload json);
     CREATE TABLE bench_total (id int PRIMARY KEY, raised_minor bigint NOT NULL); INSERT INTO bench_total VALUES (1, 0)`,
  );
  try {
    const startedAt = performance.now();
    for (let from = 0; from < events.length; from += BATCH) {
      const batch = events.slice(from, from + BATCH);
      await database.query('BEGIN');
      await database.query(`INSERT INTO bench_event (event_id, payload) SELECT * FROM unnest($1::text[], $2::json[])`, [
        batch.map((event) => event.donationId),
        batch.map((event) => event.body),
      ]);
      await database.query(`UPDATE bench_total SET raised_minor = raised_minor + $1 WHERE id = 1`, [
        batch.length * AMOUNT_MINOR,
      ]);
      await database.query('COMMIT');
    }
    return perSecond(events.length, startedAt);
  } finally {
    await database.query('DROP TABLE bench_event, bench_total');
  }
}

async function endpointAlone(events: readonly BenchEvent[]): Promise<number> {
  const endpoint = await openBareEndpoint();
  try {
    const startedAt = performance.now();
    await postAll(`${endpoint.url}/webhooks/stripe`, events);
    return perSecond(events.length, startedAt);
  } finally {
    await endpoint.close();
  }
}

function perSecond(count: number, startedAt: number): number {
  return Math.round(count / ((performance.now() - startedAt) / 1000));
}
