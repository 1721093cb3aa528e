import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { request } from 'undici';
import { startBareProcess } from './bare-process.js';
import { quantile } from './figures.js';
import { LightClient, requestFor } from './light-client.js';
import type { BenchStage } from './stage.js';
import { eventsFor, postSteadily } from './steady-events.js';

/** A public page under load while events come in, beside the same HTML from memory under the same load. */
export interface PageFigures {
  readonly page: string;
  readonly perSecond: number;
  readonly p99Ms: number;
  readonly barePerSecond: number;
  readonly bareP99Ms: number;
}

const CONNECTIONS = 50;
const SETTLE_MS = 200;

/** Asks for each page as fast as it is answered; what a page shows changes all the while. */
export async function benchPages(stage: BenchStage, seconds: number): Promise<PageFigures[]> {
  const endpoint = await startBareProcess();
  const paths = await pathsOf(stage);
  const events = await eventsFor(stage, paths.length * 2 * (seconds + 2));
  let over = false;
  const posting = postSteadily(stage.appUrl, events, { goesOn: () => !over });
  try {
    await sleep(SETTLE_MS);
    const figures: PageFigures[] = [];
    for (const [page, path] of paths) {
      const { body } = await request(`${stage.appUrl}${path}`);
      await endpoint.keepPage(await body.text());
      const ours = await load(`${stage.appUrl}${path}`, seconds);
      const bare = await load(`${endpoint.url}/page`, seconds);
      figures.push({ page, ...ours, barePerSecond: bare.perSecond, bareP99Ms: bare.p99Ms });
    }
    return figures;
  } finally {
    over = true;
    await posting;
    await endpoint.close();
  }
}

/** One page of each kind, by name. */
export async function pathsOf(stage: BenchStage): Promise<[string, string][]> {
  const database = new Client({ connectionString: stage.databaseUrl });
  await database.connect();
  try {
    const { rows } = await database.query<{ walker: string; team: string }>(
      `SELECT w.slug AS walker, t.slug AS team FROM walker w JOIN team t ON t.id = w.team_id
        WHERE w.confirmed_at IS NOT NULL ORDER BY w.id LIMIT 1`,
    );
    const { walker = '', team = '' } = rows[0] ?? {};
    return [
      ['edition', '/nl/2023'],
      ['team', `/nl/2023/teams/${team}`],
      ['walker', `/nl/2023/walkers/${walker}`],
    ];
  } finally {
    await database.end();
  }
}

/** Loops on each connection, one request after the other. */
async function load(url: string, seconds: number): Promise<{ readonly perSecond: number; readonly p99Ms: number }> {
  const client = new LightClient(url, CONNECTIONS);
  const asking = requestFor(url);
  const waits: number[] = [];
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  const lane = async (): Promise<void> => {
    while (performance.now() < endsAt) {
      const askedAt = performance.now();
      await client.ask(asking);
      waits.push(performance.now() - askedAt);
    }
  };
  try {
    await Promise.all(Array.from({ length: CONNECTIONS }, lane));
    const perSecond = waits.length / ((performance.now() - startedAt) / 1000);
    return {
      perSecond,
      p99Ms: quantile(
        waits.sort((a, b) => a - b),
        0.99,
      ),
    };
  } finally {
    client.close();
  }
}
