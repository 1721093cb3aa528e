import 'reflect-metadata';
import type { Server } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../src/app.js';
import { CheckLedger, type LedgerProof, RebuildTotals } from '../../src/ledger/index.js';
import { ProcessStripeEvents } from '../../src/payments/index.js';
import { RecordStripeEvents } from '../../src/payments/record-stripe-events.js';
import { type Config, readConfig } from '../../src/platform/config/config.js';
import { Database } from '../../src/platform/database/database.js';
import { signed, type StripeEvent, WEBHOOK_SECRET } from './stripe-events.js';

/** A port on which nobody listens: a Redis that is away, a Stripe that cannot be reached. */
export const NOBODY = '127.0.0.1:9';

/** A process of the platform inside the test, with the services of the test. */
export class RunningApp {
  private listens: Promise<string> | undefined;

  private constructor(readonly app: NestFastifyApplication) {}

  /** @param changes settings that differ; `url` is set when the app is to listen. */
  static async start(
    settings: {
      readonly databaseUrl: string;
      readonly redisUrl?: string;
      readonly apiBase?: string;
      readonly listen?: boolean;
    },
    changes: Partial<Config> = {},
  ): Promise<RunningApp> {
    const config: Config = {
      ...readConfig({
        DATABASE_URL: settings.databaseUrl,
        REDIS_URL: settings.redisUrl ?? `redis://${NOBODY}`,
        STRIPE_API_BASE: settings.apiBase ?? `http://${NOBODY}`,
        STRIPE_WEBHOOK_SECRETS: WEBHOOK_SECRET,
        CATCH_UP_INTERVAL_MS: '3600000',
        CATCH_UP_AFTER_MS: '0',
        SWEEP_INTERVAL_MS: '500',
        // Tests of the limits turn them on.
        RATE_LIMITS: 'off',
        LOG_LEVEL: 'silent',
      }),
      ...changes,
    };
    const app = await createApp(config);
    if (settings.listen === true) await app.listen(0, '127.0.0.1');
    else await app.init();
    await app.getHttpAdapter().getInstance().ready();
    return new RunningApp(app);
  }

  get database(): Database {
    return this.app.get(Database, { strict: false });
  }

  /** Its address; from now on it listens. */
  listening(): Promise<string> {
    this.listens ??= (async () => {
      const server: Server = this.app.getHttpServer();
      if (!server.listening) await this.app.listen(0, '127.0.0.1');
      return this.app.getUrl();
    })();
    return this.listens;
  }

  /** Delivers an event as Stripe does. @returns the status */
  async deliver(event: StripeEvent | string, signature?: string): Promise<number> {
    const body = typeof event === 'string' ? event : JSON.stringify(event);
    const response = await fetch(`${await this.listening()}/webhooks/stripe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'stripe-signature': signature ?? signed(body) },
      body,
    });
    await response.arrayBuffer();
    return response.status;
  }

  /** Writes events to the inbox. @returns the ids of their rows, in the events' order */
  async record(events: readonly StripeEvent[]): Promise<string[]> {
    const recorder = this.app.get(RecordStripeEvents, { strict: false });
    await Promise.all(
      events.map((event) =>
        recorder.execute({
          eventId: event.id,
          type: event.type,
          payload: JSON.stringify(event),
          source: 'webhook',
          requestId: null,
        }),
      ),
    );
    const rows = await this.database.rows<{ id: string; event_id: string }>(
      `SELECT id, event_id FROM stripe_event WHERE event_id = ANY($1::text[])`,
      [events.map((event) => event.id)],
    );
    const ids = new Map(rows.map((row) => [row.event_id, row.id]));
    return events.map((event) => ids.get(event.id) ?? '');
  }

  /** Has inbox rows processed, as a worker that was rung for. */
  process(inboxIds: readonly string[]): Promise<void> {
    return this.app.get(ProcessStripeEvents, { strict: false }).execute(inboxIds);
  }

  proveLedger(): Promise<LedgerProof> {
    return new CheckLedger(this.database).againstItself();
  }

  rebuildTotals(): Promise<{ totals: number; donors: number; supporters: number; headcounts: number; hours: number }> {
    return new RebuildTotals(this.database).execute();
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
