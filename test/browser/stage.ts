import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Browser } from 'playwright-core';
import { createApp } from '../../src/app.js';
import { loadDemoEdition } from '../../src/cli/load-demo-edition.js';
import { freePort } from '../../src/local-services/index.js';
import { readConfig } from '../../src/platform/config/config.js';
import { startStripeSandbox, type RunningSandbox } from '../../src/stripe-sandbox/start-stripe-sandbox.js';
import { launchChromium } from '../../src/cli/browser/launch-chromium.js';
import { testDatabase, testRedis } from '../support/services.js';

/** The whole platform as people meet it: web and worker, the stand-in, and a browser. */
export interface BrowserStage {
  readonly url: string;
  readonly sandboxUrl: string;
  readonly browser: Browser;
  readonly organiserKey: string;
  /** The platform itself, for what has no page: the passing of days, and commands. */
  readonly app: NestFastifyApplication;
  close(): Promise<void>;
}

const ORGANISER_KEY = 'a-key-for-this-test-only';

/** Sets up everything; the demo edition has its rules and nobody in it. */
export async function setBrowserStage(): Promise<BrowserStage> {
  const [database, redis, port, sandboxPort] = await Promise.all([testDatabase(), testRedis(), freePort(), freePort()]);
  const uploads = await mkdtemp(join(tmpdir(), 'refugee-walk-test-uploads-'));
  const url = `http://localhost:${String(port)}`;
  await loadDemoEdition({ databaseUrl: database.databaseUrl });
  const sandbox: RunningSandbox = await startStripeSandbox({
    port: sandboxPort,
    webhookUrls: [`http://127.0.0.1:${String(port)}/webhooks/stripe`],
    sepaSettleMs: 3_600_000,
  });
  const app: NestFastifyApplication = await createApp(
    readConfig({
      DATABASE_URL: database.databaseUrl,
      REDIS_URL: redis.redisUrl,
      STRIPE_API_BASE: sandbox.url,
      PORT: String(port),
      PUBLIC_URL: url,
      ORGANISER_KEY,
      STORAGE_DIR: uploads,
      LOG_LEVEL: 'silent',
    }),
  );
  await app.listen(port, '127.0.0.1');
  const browser = await launchChromium();
  return {
    url,
    sandboxUrl: sandbox.url,
    browser,
    organiserKey: ORGANISER_KEY,
    app,
    async close() {
      await browser.close();
      await app.close();
      await sandbox.close();
      await redis.drop();
      await database.drop();
      await rm(uploads, { recursive: true, force: true });
    },
  };
}
