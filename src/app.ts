import type { IncomingMessage } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { LogController } from 'fastify';
import { AppModule } from './app.module.js';
import type { Config } from './platform/config/config.js';
import { requestIdOf } from './platform/logging/log-context.js';
import { createLogger, NestLogger } from './platform/logging/logger.js';
import { Admission } from './web/admission.js';
import { configureWeb } from './web/configure-web.js';
import { FrontDoor } from './web/front-door.js';
import { StripeWebhookDoor } from './web/webhooks/stripe-webhook-door.js';

/** Ordinary bodies: forms and JSON of people; bytes. */
const BODY_LIMIT = 256 * 1024;

/**
 * Puts a process together by its role: `web` answers people and Stripe, `worker` does what waits, `all` does both. It
 * does not listen yet.
 */
export async function createApp(config: Config): Promise<NestFastifyApplication> {
  const logger = createLogger(config.logLevel);
  const door = new FrontDoor();
  const adapter = new FastifyAdapter({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: (request: IncomingMessage) => requestIdOf(request.headers['x-request-id']),
    serverFactory: door.open,
    forceCloseConnections: true,
    bodyLimit: BODY_LIMIT,
    trustProxy: config.trustedProxies.length === 0 ? false : [...config.trustedProxies],
    routerOptions: { maxParamLength: 200 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(await AppModule.with(config, logger), adapter, {
    logger: new NestLogger(logger),
    bodyParser: false,
    abortOnError: false,
  });
  await configureWeb(app, config, logger);
  door.keptBy(app.get(Admission, { strict: false }));
  if (config.role !== 'worker') door.handsTo(app.get(StripeWebhookDoor, { strict: false }));
  app.enableShutdownHooks();
  return app;
}
