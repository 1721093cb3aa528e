import { join } from 'node:path';
import Fastify from 'fastify';
import { Account } from './account.js';
import { mountApi } from './api.js';
import { mountControls } from './controls.js';
import { Deliveries } from './deliveries.js';
import { Endpoints } from './endpoints.js';
import { ApiError } from './errors.js';
import { Failures } from './failures.js';
import { mountHostedPage } from './hosted-page.js';
import { Idempotency, type RememberedAnswer } from './idempotency.js';
import { Journal } from './journal.js';
import { DEFAULT_SETTINGS, type SandboxSettings } from './settings.js';

/** A stand-in that runs. */
export interface RunningSandbox {
  /** Where it listens, such as `http://127.0.0.1:12111`. */
  readonly url: string;
  /** Ends it; everything it knows is in the journal then. */
  close(): Promise<void>;
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/**
 * Starts Stripe's stand-in: the API, the hosted payment page, signed webhooks, and the controls for tests. The controls
 * are there on loopback only, or where `controls` says so.
 * @throws errors of listening, such as a port in use.
 */
export async function startStripeSandbox(
  options: Partial<SandboxSettings> & { readonly controls?: boolean } = {},
): Promise<RunningSandbox> {
  const { controls, ...given } = options;
  const settings: SandboxSettings = { ...DEFAULT_SETTINGS, ...given };
  const journal = new Journal(settings.dataDir === null ? null : join(settings.dataDir, 'journal.jsonl'));
  const deliveries = new Deliveries(new Endpoints(settings, journal), journal);
  let url = '';
  const account = new Account(deliveries, journal, settings, () => settings.publicUrl ?? url);
  const idempotency = new Idempotency();
  for (const { kind, value } of await journal.read()) {
    if (kind !== 'idempotency') continue;
    const { key, answer } = value as { key: string; answer: RememberedAnswer };
    idempotency.restore(key, answer);
  }

  const app = Fastify({ forceCloseConnections: true, bodyLimit: 1_048_576, keepAliveTimeout: 30_000 });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
  app.setErrorHandler((error, _request, reply) => {
    const refusal = error instanceof ApiError ? error : new ApiError(500, 'api_error', null, messageOf(error));
    void reply.status(refusal.status).type('application/json').send(JSON.stringify(refusal.body()));
  });
  const answering = { idempotency, journal, failures: new Failures() };
  mountApi(app, account, answering);
  mountHostedPage(app, account);
  if (controls ?? LOOPBACK.has(settings.host)) mountControls(app, account, answering);

  await account.restore();
  url = await app.listen({ host: settings.host, port: settings.port });
  return {
    url,
    async close() {
      account.stop();
      answering.failures.stop();
      await app.close();
      await deliveries.close();
      await journal.flush();
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
