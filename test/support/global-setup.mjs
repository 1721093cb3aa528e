import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from '../../scripts/project.mjs';

/**
 * Listens for the first test that asks for Postgres, and starts it then: once for the whole run, with a migrated template
 * from which every test file makes databases of its own. A run of pure unit tests starts nothing.
 */
export default async function globalSetup() {
  const run = { services: undefined, folder: undefined };
  globalThis.testRun = run;
  const secret = randomBytes(16).toString('hex');
  run.server = createServer((request, response) => {
    if (request.url !== `/${secret}`) {
      response.writeHead(404).end();
      return;
    }
    run.services ??= bringUp(run);
    run.services.then(
      ({ adminUrl, template }) => response.end(JSON.stringify({ adminUrl, template })),
      (error) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    );
  });
  // A test file may ask long after another one did: a connection that was kept must not be closed under its request.
  run.server.keepAliveTimeout = 0;
  await new Promise((resolve) => run.server.listen(0, '127.0.0.1', resolve));
  run.server.unref();
  process.env.TEST_SERVICES_URL = `http://127.0.0.1:${run.server.address().port}/${secret}`;
}

async function bringUp(run) {
  await ensureBuilt();
  const { startLocalServices } = await import('../../dist/local-services/index.js');
  const { migrate } = await import('../../dist/cli/migrate.js');
  const { default: pg } = await import('pg');
  run.folder = await mkdtemp(join(tmpdir(), 'refugee-walk-test-'));
  const services = await startLocalServices({
    dataDir: run.folder,
    databaseUrl: process.env.DATABASE_URL,
    // Every test file has a Redis of its own.
    redisUrl: 'redis://not-used.invalid',
    postgres: { durable: false },
  });
  const template = `walk_test_template_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client({ connectionString: services.databaseUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${template}`);
  await admin.end();
  const url = new URL(services.databaseUrl);
  url.pathname = `/${template}`;
  await migrate(url.href);
  return { adminUrl: services.databaseUrl, template, services };
}
