import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { DomainError } from '../../domain/errors.js';
import { DEFAULT_LANGUAGE } from '../../domain/language.js';
import { ReceiveStripeWebhook } from '../../payments/index.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { requestIdOf } from '../../platform/logging/log-context.js';
import { LOGGER } from '../../platform/logging/logger.js';
import { METRICS, type Metrics } from '../../platform/metrics/metrics.js';
import { Admission } from '../admission.js';
import type { Deliveries } from '../front-door.js';
import { headersOfMachines } from '../shared/security-headers.js';
import { problemDetails, refusalOf } from '../shared/problem.js';

const ROUTE = '/webhooks/stripe';
/** A webhook of Stripe's is a few kB; nothing we act on comes near this; bytes. */
const BODY_LIMIT = 512 * 1024;
const RECEIVED = '{"received":true}';

/**
 * Where Stripe tells us what happened. Stands before the framework, whose routing, hooks and contexts cost a delivery more
 * than all that is done for it. 2xx is answered once the inbox row is committed, and never for a failure of ours.
 */
@Injectable()
export class StripeWebhookDoor implements Deliveries {
  private readonly headers: Readonly<Record<string, string>>;
  /** Of the answer that nearly all get, made once: names and values in turn. */
  private readonly receivedHeaders: readonly string[];
  private readonly answeredWell;

  constructor(
    private readonly receive: ReceiveStripeWebhook,
    private readonly admission: Admission,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {
    this.headers = headersOfMachines(config);
    this.receivedHeaders = Object.entries({
      ...this.headers,
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(RECEIVED)),
    }).flat();
    this.answeredWell = metrics.requestSeconds.labels({ method: 'POST', route: ROUTE, status: '2xx' });
  }

  /** Whether a request is a delivery; anything else is the framework's. */
  takes({ method, url }: IncomingMessage): boolean {
    return method === 'POST' && (url === ROUTE || url?.startsWith(`${ROUTE}?`) === true);
  }

  /** Answers a delivery; never throws. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    const visit = {
      request,
      response,
      requestId: requestIdOf(request.headers['x-request-id']),
      begun: performance.now(),
    };
    if (!this.admission.admitWebhook(response)) {
      this.refuse(visit, new DomainError('SERVICE_UNAVAILABLE', 'The process ends'));
      return;
    }
    const pieces: Buffer[] = [];
    let length = 0;
    request.on('data', (piece: Buffer) => {
      length += piece.length;
      if (length <= BODY_LIMIT) pieces.push(piece);
      else if (!response.headersSent) {
        pieces.length = 0;
        this.refuse(visit, new DomainError('WEBHOOK_BODY_TOO_LARGE', 'No webhook is as large'));
      }
    });
    request.on('end', () => {
      if (length > BODY_LIMIT) return;
      const [first] = pieces;
      void this.take(visit, pieces.length === 1 && first !== undefined ? first : Buffer.concat(pieces, length));
    });
    // Cut off on its way: there is nobody to answer.
    request.on('error', () => undefined);
  }

  private async take(visit: Visit, body: Buffer): Promise<void> {
    const { request, response, requestId, begun } = visit;
    try {
      await this.receive.execute({ body, signature: signatureOf(request), requestId });
    } catch (error) {
      this.refuse(visit, error);
      return;
    }
    const ending = this.admission.isClosing ? ['connection', 'close'] : [];
    response.writeHead(200, [...this.receivedHeaders, 'x-request-id', requestId, ...ending]).end(RECEIVED);
    this.answeredWell.observe((performance.now() - begun) / 1_000);
  }

  private refuse(visit: Visit, error: unknown): void {
    const { request, response, requestId, begun } = visit;
    const refusal = refusalOf(error);
    const { status, code, retryAfterSeconds } = refusal;
    const ms = Math.round(performance.now() - begun);
    const line = { method: 'POST', route: ROUTE, status, code, ms, requestId };
    if (status >= 500)
      this.logger[refusal.unexpected ? 'error' : 'warn']({ ...line, err: error }, 'Not able to answer');
    else this.logger.info(line, 'Refused');
    const problem = JSON.stringify(problemDetails(refusal, DEFAULT_LANGUAGE, this.config));
    response.writeHead(status, {
      ...this.headers,
      'content-type': 'application/problem+json; charset=utf-8',
      'content-length': Buffer.byteLength(problem),
      'content-language': DEFAULT_LANGUAGE,
      'x-request-id': requestId,
      ...(retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) }),
      // What is left of a body that nobody reads would be taken for the next request.
      ...(request.complete && !this.admission.isClosing ? {} : { connection: 'close' }),
    });
    response.end(problem);
    const labels = { method: 'POST', route: ROUTE, status: `${String(Math.floor(status / 100))}xx` };
    this.metrics.requestSeconds.observe(labels, ms / 1_000);
  }
}

/** A delivery that is being answered. */
interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** By the clock of `performance`; ms. */
  readonly begun: number;
}

function signatureOf({ headers }: IncomingMessage): string {
  const signature = headers['stripe-signature'];
  return typeof signature === 'string' ? signature : '';
}
