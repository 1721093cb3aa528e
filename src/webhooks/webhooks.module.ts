import { Inject, Injectable, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { DeliverOutbox } from '../outbox/index.js';
import { Database } from '../platform/database/database.js';
import { LOGGER } from '../platform/logging/logger.js';
import { Sealing } from '../platform/secrets/sealing.js';
import { DeliverWebhooks } from './deliver-webhooks.js';
import { FanOutEvents } from './fan-out-events.js';
import { WebhookEndpoints } from './webhook-endpoints.js';

/**
 * Tells other programs what waits to be told. Apart from the mails and announcements, because whoever is told may take
 * seconds to answer, and nobody else should wait for that.
 */
@Injectable()
export class TellWebhooks {
  private readonly outbox: DeliverOutbox;

  constructor(database: Database, fanOut: FanOutEvents, deliver: DeliverWebhooks, @Inject(LOGGER) logger: Logger) {
    this.outbox = new DeliverOutbox(database, [fanOut, deliver], logger);
  }

  execute(): Promise<void> {
    return this.outbox.execute();
  }
}

@Module({
  providers: [WebhookEndpoints, FanOutEvents, DeliverWebhooks, TellWebhooks, Sealing],
  exports: [WebhookEndpoints, TellWebhooks],
})
export class WebhooksModule {}
