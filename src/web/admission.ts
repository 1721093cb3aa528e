import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { METRICS, type Metrics } from '../platform/metrics/metrics.js';
import type { Doorkeeper } from './front-door.js';
import { TurnedAway } from './turned-away.js';

/**
 * Pages and API calls that one process works on at once. They share some ten connections to Postgres at a few
 * milliseconds each, so that the last of so many waits well under a second; more would wait for nothing but each other.
 */
export const MOST_AT_ONCE = 200;
/** What is under way when the process ends has so long to finish; ms. Below the 15 s that operations.md asks hosts for. */
const DRAIN_MS = 10_000;

/** People are turned away for so long in one turn of the event loop; ms. What is under way goes on first, and then more of them. */
const AWAY_FOR_MS = 5;
/** As many wait to be turned away; whoever is more is so at once. */
const MOST_TO_TURN_AWAY = 5_000;

/** Asked by those who watch the process, which must see it most when it is busiest. */
const FOR_WATCHERS = /^\/(health\/live|metrics)(\?|$)/;
/**
 * Not turned away for pages: streams have a bound of their own (`LiveStreams`); readiness is what a load balancer decides by.
 */
const BOUNDED_ELSEWHERE = /^\/(live|health)\//;

/**
 * Says who is let in: everybody, until so much is under way that one more would only wait, or until the process ends.
 * Who is not is answered at once, before any work, with 503 and `Retry-After`; so a proxy may pass it on to another process.
 * The front page of an edition is then shown as it was last, with a line that says so.
 */
@Injectable()
export class Admission implements Doorkeeper, OnModuleDestroy, BeforeApplicationShutdown {
  private bounded = 0;
  private readonly underWay = new Set<ServerResponse>();
  private closing = false;
  private onIdle: (() => void) | undefined;
  private toTurnAway: (readonly [IncomingMessage, ServerResponse])[] = [];

  constructor(
    @Inject(METRICS) private readonly metrics: Metrics,
    private readonly turnedAway: TurnedAway,
  ) {}

  /** Whether a delivery of Stripe's is let in; it is bounded where it is written. */
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

  /** Whether a request is let in; one that is not is answered. */
  admit(request: IncomingMessage, response: ServerResponse): boolean {
    const { url = '/' } = request;
    if (FOR_WATCHERS.test(url)) return true;
    const isStream = url.startsWith('/live/');
    if (this.closing) {
      if (isStream) sendToOthers(response);
      else this.refuse(request, response, 'closing');
      return false;
    }
    const isBounded = !BOUNDED_ELSEWHERE.test(url);
    if (isBounded && this.bounded >= MOST_AT_ONCE) {
      this.refuse(request, response, 'busy');
      return false;
    }
    // A stream lasts as long as somebody looks; the hub ends it.
    if (!isStream) this.follow(response, isBounded);
    return true;
  }

  private refuse(request: IncomingMessage, response: ServerResponse, reason: 'busy' | 'closing'): void {
    this.metrics.requestsShed.inc({ reason });
    if (reason === 'closing' || this.toTurnAway.length >= MOST_TO_TURN_AWAY) {
      this.turnedAway.answer(request, response, reason === 'closing');
      return;
    }
    this.toTurnAway.push([request, response]);
    if (this.toTurnAway.length === 1) setImmediate(this.turnAway);
  }

  /** Turns away the first of those who wait for it, and leaves the others to the next turn. */
  private readonly turnAway = (): void => {
    const until = performance.now() + AWAY_FOR_MS;
    let done = 0;
    for (const [request, response] of this.toTurnAway) {
      this.turnedAway.answer(request, response, false);
      done += 1;
      if (performance.now() > until) break;
    }
    this.toTurnAway = this.toTurnAway.slice(done);
    if (this.toTurnAway.length > 0) setImmediate(this.turnAway);
  };

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
}

/** A browser gives a stream up for good at any status but 200: an empty one has it come back, to another process. */
function sendToOthers(response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end('retry: 1000\n\n');
}
