import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { z } from 'zod';
import { migrate } from '../../src/cli/migrate.js';
import { startPostgres, startRedis } from '../../src/local-services/index.js';

/** A database of one test file. */
export interface TestDatabase {
  readonly databaseUrl: string;
  /** Throws it away, whoever is still connected. */
  drop(): Promise<void>;
}

/** A server of one test file, which the test may take away and bring back. */
export interface TestServer {
  /** Ends the server; its port stays the same. */
  stop(): Promise<void>;
  /** Brings it back on the same port: Postgres with its data, Redis empty. */
  start(): Promise<void>;
  /** Ends it for good and throws its data away. */
  drop(): Promise<void>;
}

const RunServices = z.object({ adminUrl: z.string(), template: z.string() });

/**
 * A fresh, migrated, empty database, copied from the template of this run. Call it in `beforeAll` or `beforeEach` and
 * `drop` it afterwards. Takes about 50 ms; the first call of a run starts Postgres (about 2 s).
 */
export async function testDatabase(): Promise<TestDatabase> {
  const { adminUrl, template } = await runServices();
  return makeDatabase(adminUrl, template);
}

/** A database without a table, for tests that bring its schema about by themselves. */
export async function emptyDatabase(): Promise<TestDatabase> {
  const { adminUrl } = await runServices();
  return makeDatabase(adminUrl, 'template0');
}

async function makeDatabase(adminUrl: string, template: string): Promise<TestDatabase> {
  const name = `walk_test_${randomBytes(8).toString('hex')}`;
  await administer(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return {
    databaseUrl: url.href,
    drop: () => administer(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** A Redis of its own, empty; for tests that flush it or take it away as well. Takes about 50 ms. */
export async function testRedis(): Promise<TestServer & { readonly redisUrl: string }> {
  const folder = await scratchFolder('redis');
  let redis = await startRedis(folder);
  const { redisUrl } = redis;
  return {
    redisUrl,
    stop: () => redis.stop(),
    start: async () => {
      redis = await startRedis(folder);
      requireSame(redisUrl, redis.redisUrl);
    },
    drop: async () => {
      await redis.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A Postgres of its own, migrated; for tests that take it away. Takes about 2 s: where nobody takes it away,
 * {@link testDatabase} does as well.
 */
export async function testPostgres(): Promise<TestServer & { readonly databaseUrl: string }> {
  const folder = await scratchFolder('postgres');
  let postgres = await startPostgres(folder, { durable: false });
  const { databaseUrl } = postgres;
  await migrate(databaseUrl);
  return {
    databaseUrl,
    stop: () => postgres.stop(),
    start: async () => {
      postgres = await startPostgres(folder, { durable: false });
      requireSame(databaseUrl, postgres.databaseUrl);
    },
    drop: async () => {
      await postgres.stop();
      await postgres.discard();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function runServices(): Promise<z.infer<typeof RunServices>> {
  const url = process.env['TEST_SERVICES_URL'];
  if (url === undefined)
    throw new Error('TEST_SERVICES_URL is missing: run the tests with the jest.config.mjs of the project');
  const response = await fetch(url);
  const text = await response.text();
  if (!response.ok) throw new Error(`The services of the test run did not start: ${text}`);
  return RunServices.parse(JSON.parse(text));
}

async function administer(adminUrl: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function scratchFolder(kind: string): Promise<string> {
  return mkdtemp(join(tmpdir(), `refugee-walk-test-${kind}-`));
}

function requireSame(before: string, after: string): void {
  if (before !== after) throw new Error('Another program took the port while the server was away');
}
