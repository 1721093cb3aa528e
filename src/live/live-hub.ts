import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { LOGGER } from '../platform/logging/logger.js';
import { METRICS, type Metrics } from '../platform/metrics/metrics.js';
import { RedisConnections } from '../platform/redis/redis.module.js';
import { ReadTotals, type Total, type TotalKey } from '../totals/index.js';
import { CHANGES_CHANNEL, topicOf, type Topic } from './topics.js';

/** At most one message per topic in this time; ms. */
export const THROTTLE_MS = 100;
/** A comment keeps proxies from closing a quiet stream; ms. */
const HEARTBEAT_MS = 20_000;
/** Every watched total is looked up this often even when nobody rang: Redis may be away; ms. */
const RECONCILE_MS = 2_000;
/** A watcher who has so many bytes unread is dropped; it comes back by itself and gets a snapshot. */
const UNREAD_LIMIT = 64 * 1024;

/** How a total is named and read by those who watch it. */
export interface WatchedTotal {
  readonly key: TotalKey;
  /** What the message says: `scope` and `id` are the words of the URL that is watched. */
  readonly scope: 'edition' | 'team' | 'walker';
  readonly id: string;
}

interface Watched {
  readonly total: WatchedTotal;
  readonly watchers: Set<ServerResponse>;
  /** The last message and its revision, for whoever comes next. */
  last: { readonly revision: number; readonly message: Buffer } | undefined;
}

/**
 * Holds the open streams of this process. A ring on the Redis channel only names what changed; the hub then reads the
 * absolute values of what is watched here, in one query for all of it, at most every 100 ms, and writes one shared
 * buffer to all watchers of a topic. Revisions only grow: an older value than the last one is never sent.
 */
@Injectable()
export class LiveHub implements OnModuleInit, OnApplicationShutdown {
  private readonly topics = new Map<Topic, Watched>();
  private readonly changed = new Set<Topic>();
  private watcherCount = 0;
  private flushTimer: NodeJS.Timeout | undefined;
  private lastFlushAt = 0;
  private flushing = false;
  private timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly totals: ReadTotals,
    private readonly connections: RedisConnections,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    const subscriber = this.connections.connect('wait');
    subscriber.on('message', (_channel, message) => {
      this.heard(message);
    });
    subscriber.subscribe(CHANGES_CHANNEL).catch((error: unknown) => {
      this.logger.warn({ err: error }, 'Live totals come by the clock until Redis is back');
    });
    this.timers = [
      setInterval(() => {
        this.writeToAll(Buffer.from(': still here\n\n'));
      }, HEARTBEAT_MS),
      setInterval(() => {
        for (const topic of this.topics.keys()) this.changed.add(topic);
        this.flushSoon();
      }, RECONCILE_MS),
    ];
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearInterval(timer);
    clearTimeout(this.flushTimer);
    for (const { watchers } of this.topics.values()) for (const watcher of watchers) watcher.end();
  }

  /** How many streams are open. */
  get watchers(): number {
    return this.watcherCount;
  }

  /**
   * Starts a stream: a snapshot first, unless the client has this very revision already, then every change.
   * The response's head must be sent by the caller.
   */
  async watch(total: WatchedTotal, response: ServerResponse, lastRevision: number | null): Promise<void> {
    const topic = topicOf(total.key);
    let watched = this.topics.get(topic);
    if (watched === undefined) {
      watched = { total, watchers: new Set(), last: undefined };
      this.topics.set(topic, watched);
    }
    watched.watchers.add(response);
    this.watcherCount += 1;
    this.metrics.watchers.set(this.watcherCount);
    response.on('close', () => {
      this.leave(topic, response);
    });
    // Joined first, read afterwards: a change in between arrives twice at the most, and never not at all.
    const current = await this.totals.ofKey(total.key);
    const message = messageOf(total, current);
    if (watched.last === undefined || current.revision > watched.last.revision) {
      watched.last = { revision: current.revision, message };
    }
    if (!response.writableEnded && lastRevision !== watched.last.revision) response.write(watched.last.message);
  }

  private leave(topic: Topic, response: ServerResponse): void {
    const watched = this.topics.get(topic);
    if (watched?.watchers.delete(response) !== true) return;
    this.watcherCount -= 1;
    this.metrics.watchers.set(this.watcherCount);
    if (watched.watchers.size === 0) this.topics.delete(topic);
  }

  private heard(message: string): void {
    let topics: unknown;
    try {
      topics = JSON.parse(message);
    } catch (error) {
      this.logger.warn({ err: error }, 'Something on the channel of changes is no JSON');
      return;
    }
    if (!Array.isArray(topics)) return;
    for (const topic of topics) if (typeof topic === 'string' && this.topics.has(topic)) this.changed.add(topic);
    this.flushSoon();
  }

  private flushSoon(): void {
    if (this.changed.size === 0 || this.flushTimer !== undefined || this.flushing) return;
    const waitMs = Math.max(0, this.lastFlushAt + THROTTLE_MS - Date.now());
    this.flushTimer = setTimeout(() => {
      this.flushTimer = undefined;
      void this.flush();
    }, waitMs);
  }

  private async flush(): Promise<void> {
    this.flushing = true;
    this.lastFlushAt = Date.now();
    const watched = [...this.changed].flatMap((topic) => this.topics.get(topic) ?? []);
    this.changed.clear();
    try {
      const totals = await this.totals.ofKeys(watched.map((it) => it.total.key));
      totals.forEach((total, index) => {
        const it = watched[index];
        if (it !== undefined) this.publish(it, total);
      });
    } catch (error) {
      this.logger.warn({ err: error }, 'Live totals could not be read; watchers keep the last ones');
    } finally {
      this.flushing = false;
      this.flushSoon();
    }
  }

  private publish(watched: Watched, total: Total): void {
    if (watched.last !== undefined && total.revision <= watched.last.revision) return;
    const message = messageOf(watched.total, total);
    watched.last = { revision: total.revision, message };
    for (const watcher of watched.watchers) this.write(watcher, message);
  }

  private writeToAll(message: Buffer): void {
    for (const { watchers } of this.topics.values()) for (const watcher of watchers) this.write(watcher, message);
  }

  private write(watcher: ServerResponse, message: Buffer): void {
    if (watcher.writableLength > UNREAD_LIMIT) {
      this.metrics.watchersDropped.inc();
      watcher.destroy();
      return;
    }
    watcher.write(message);
  }
}

/** A message as the stream carries it; `id` is the revision, so that a client that comes back says what it has. */
function messageOf(watched: WatchedTotal, total: Total): Buffer {
  const data = JSON.stringify({
    scope: watched.scope,
    id: watched.id,
    raisedMinor: total.raisedMinor,
    gifts: total.gifts,
    revision: total.revision,
    asOf: total.asOf.toISOString(),
    onItsWayMinor: total.onItsWayMinor,
    ...(total.donors === null ? {} : { donors: total.donors, teams: total.teams }),
    walkers: total.walkers,
  });
  return Buffer.from(`event: total\nid: ${String(total.revision)}\ndata: ${data}\n\n`);
}
