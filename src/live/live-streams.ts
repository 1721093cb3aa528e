import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { DomainError } from '../domain/errors.js';
import { LOGGER } from '../platform/logging/logger.js';
import { LiveHub, type WatchedSubject, type WatchedTotal } from './live-hub.js';

/** Streams one process may hold open; beyond it a page polls. */
const WATCHER_LIMIT = 20_000;
/** How long a browser waits before it comes back; ms. */
const RETRY_MS = 2_000;
/** What a browser may say that it has already: an id of ours. */
const EVENT_ID = /^[A-Za-z0-9_-]{1,20}$/;

/** Opens streams of server-sent events: a snapshot first, then every change. */
@Injectable()
export class LiveStreams {
  constructor(
    private readonly hub: LiveHub,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws {DomainError} `SERVICE_UNAVAILABLE` when too many are open */
  async open(what: WatchedTotal | WatchedSubject, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (this.hub.watchers >= WATCHER_LIMIT) {
      throw new DomainError('SERVICE_UNAVAILABLE', 'Too many live streams are open');
    }
    reply.hijack();
    const { socket } = request.raw;
    socket.setNoDelay(true);
    // The stream ends with its connection, so that a message is sent as it is: in chunks, each of thousands would be wrapped.
    reply.raw.removeHeader('transfer-encoding');
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      connection: 'close',
    });
    reply.raw.write(`retry: ${String(RETRY_MS)}\n\n`);
    const had = request.headers['last-event-id'];
    const lastId = typeof had === 'string' && EVENT_ID.test(had) ? had : null;
    try {
      await this.hub.watch(what, socket, lastId);
    } catch (error) {
      // The head is sent, so the only answer left is an end; the browser comes back by itself.
      this.logger.warn({ err: error }, 'A live stream could not be started');
      reply.raw.end();
    }
  }
}
