import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServerResponse } from 'node:http';
import { CONFIG, type Config } from '../platform/config/config.js';
import { METRICS, type Metrics } from '../platform/metrics/metrics.js';
import { renderFrontPageOfBefore, renderProblemPage } from './public/pages/index.js';
import { LastFrontPages } from './shared/last-front-pages.js';
import { problemDetails } from './shared/problem.js';
import { languageOfPath, languageOfRequest } from './shared/request-language.js';
import { wantsJson } from './shared/send-page.js';

/**
 * Pages and API calls that one process works on at once. They share some ten connections to Postgres at a few
 * milliseconds each, so that the last of so many waits well under a second; more would wait for nothing but each other.
 */
export const MOST_AT_ONCE = 200;
/** Whoever is turned away comes back after so long; s. By then what was under way is done many times over. */
const RETRY_AFTER_SECONDS = 5;
/** What is under way when the process ends has so long to finish; ms. Below the 15 s that operations.md asks hosts for. */
const DRAIN_MS = 10_000;

/** Asked by those who watch the process, which must see it most when it is busiest. */
const FOR_WATCHERS = /^\/(health\/live|metrics)(\?|$)/;
/**
 * Not turned away for pages: streams have a bound of their own (`LiveStreams`); readiness is what a load balancer decides by.
 */
const BOUNDED_ELSEWHERE = /^\/(live|health)\//;
const MACHINES = /^\/(api|webhooks|health)\//;

/**
 * Says who is let in: everybody, until so much is under way that one more would only wait, or until the process ends.
 * Who is not is answered at once, before any work, with 503 and `Retry-After`; so a proxy may pass it on to another process.
 * The front page of an edition is then shown as it was last, with a line that says so.
 */
@Injectable()
export class Admission implements OnModuleDestroy, BeforeApplicationShutdown {
  private bounded = 0;
  private readonly underWay = new Set<ServerResponse>();
  private closing = false;
  private onIdle: (() => void) | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(METRICS) private readonly metrics: Metrics,
    private readonly lastFrontPages: LastFrontPages,
  ) {}

  /** Stands before every request of this server. */
  guard(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, reply, done) => {
      if (this.admit(request, reply)) done();
    });
  }

  /** The same for a delivery of Stripe's, which is bounded where it is written. */
  admitWebhook(response: ServerResponse): boolean {
    if (this.closing) this.metrics.requestsShed.inc({ reason: 'closing' });
    else this.follow(response, false);
    return !this.closing;
  }

  /** Whether the process ends: connections are not to be used again. */
  get isClosing(): boolean {
    return this.closing;
  }

  /** Lets nobody in any more. */
  onModuleDestroy(): void {
    this.closing = true;
  }

  /** Waits for what is under way; `app.close()` cuts connections afterwards. */
  async beforeApplicationShutdown(): Promise<void> {
    if (this.underWay.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.onIdle = resolve;
      timer = setTimeout(resolve, DRAIN_MS);
    });
    clearTimeout(timer);
  }

  private admit(request: FastifyRequest, reply: FastifyReply): boolean {
    if (FOR_WATCHERS.test(request.url)) return true;
    const isStream = request.url.startsWith('/live/');
    if (this.closing) {
      if (isStream) sendToOthers(reply);
      else this.refuse(request, reply, 'closing');
      return false;
    }
    const isBounded = !BOUNDED_ELSEWHERE.test(request.url);
    if (isBounded && this.bounded >= MOST_AT_ONCE) {
      this.refuse(request, reply, 'busy');
      return false;
    }
    // A stream lasts as long as somebody looks; the hub ends it.
    if (!isStream) this.follow(reply.raw, isBounded);
    return true;
  }

  private follow(response: ServerResponse, isBounded: boolean): void {
    this.underWay.add(response);
    if (isBounded) this.bounded += 1;
    const leave = (): void => {
      if (!this.underWay.delete(response)) return;
      if (isBounded) this.bounded -= 1;
      if (this.underWay.size === 0) this.onIdle?.();
    };
    response.once('finish', leave);
    // Without a `finish`: whoever asked went away.
    response.once('close', leave);
  }

  private refuse(request: FastifyRequest, reply: FastifyReply, reason: 'busy' | 'closing'): void {
    this.metrics.requestsShed.inc({ reason });
    const language = languageOfPath(request.url) ?? languageOfRequest(request);
    const code = 'SERVICE_UNAVAILABLE';
    void reply.status(503).headers({
      'retry-after': String(RETRY_AFTER_SECONDS),
      'cache-control': 'no-store',
      'content-language': language,
      ...(reason === 'closing' ? { connection: 'close' } : {}),
    });
    if (MACHINES.test(request.url) || wantsJson(request.headers.accept)) {
      const problem = problemDetails({ status: 503, code, fields: [] }, language, this.config);
      void reply.header('content-type', 'application/problem+json; charset=utf-8').send(JSON.stringify(problem));
      return;
    }
    const context = { language, editionSlug: null, path: '', publicUrl: this.config.publicUrl };
    const before = request.method === 'GET' ? this.lastFrontPages.at(request.url) : undefined;
    void reply
      .header('content-type', 'text/html; charset=utf-8')
      .send(
        before === undefined
          ? renderProblemPage({ status: 503, code, reference: null }, context)
          : renderFrontPageOfBefore(before, language),
      );
  }
}

/** A browser gives a stream up for good at any status but 200: an empty one has it come back, to another process. */
function sendToOthers(reply: FastifyReply): void {
  void reply
    .headers({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', connection: 'close' })
    .send('retry: 1000\n\n');
}
