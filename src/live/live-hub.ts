import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { createHash, randomInt } from 'node:crypto';
import type { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from 'pino';
import { LOGGER } from '../platform/logging/logger.js';
import { METRICS, type Metrics } from '../platform/metrics/metrics.js';
import { RedisConnections } from '../platform/redis/redis.module.js';
import { ReadTotals, type Total, type TotalKey } from '../totals/index.js';
import { CHANGES_CHANNEL, topicOf, type Topic } from './topics.js';

/** At most one message per topic in this time; ms. */
export const THROTTLE_MS = 100;
/** Writing to all who watch takes at most one part in so many of the process: deliveries and pages come to the same one. */
export const WRITING_PART = 2;
/** So long it is written to one after another before whatever else has come meanwhile gets its turn; ms. */
export const WRITING_AT_ONCE_MS = 2;
/**
 * A beat keeps proxies from closing a quiet stream, and tells a page that its connection lives; ms. It is an event and no
 * comment, since a browser says nothing of comments (HTML Standard, server-sent events); the page misses two and comes back.
 */
const HEARTBEAT_MS = 20_000;
const BEAT = Buffer.from('event: beat\ndata:\n\n');
/** Every watched total is looked up this often even when nobody rang: Redis may be away; ms. */
const RECONCILE_MS = 2_000;
/** When a process ends, its watchers come back to the others spread over this time; ms. */
const COME_BACK_WITHIN_MS = 3_000;
/** A watcher who has so many bytes unread is dropped; it comes back by itself and gets a snapshot. */
const UNREAD_LIMIT = 64 * 1024;

/** How a total is named and read by those who watch it. */
export interface WatchedTotal {
  readonly key: TotalKey;
  /** What the message says: `scope` and `id` are the words of the URL that is watched. */
  readonly scope: 'edition' | 'team' | 'walker';
  readonly id: string;
}

/** What can be watched beside totals: it has no revision, so that each reading is compared with the one before. */
export interface WatchedSubject {
  readonly topic: Topic;
  /** The name of its events. */
  readonly event: string;
  /** What is to be said of it now, as JSON. */
  read(): Promise<string>;
}

/** What was said last. `id` tells it apart; totals are told apart, and put in order, by their revision. */
interface Said {
  readonly id: string;
  readonly revision: number | null;
  readonly message: Buffer;
}

interface Watched {
  readonly what: WatchedTotal | WatchedSubject;
  readonly watchers: Set<Writable>;
  /** The last message, for whoever comes next. */
  last: Said | undefined;
  /** While a message is being written to all who watch. */
  beingTold: boolean;
}

/**
 * Holds the open streams of this process. A ring on the Redis channel only names what changed; the hub then reads the
 * absolute values of what is watched here, in one query for all of it, at most every 100 ms and for at most half of
 * its time, and writes one shared buffer to all watchers of a topic, some milliseconds at a time. Revisions only grow: an older
 * value than the last one is never sent. What has no revision is read by one after another, and sent when it differs.
 */
@Injectable()
export class LiveHub implements OnModuleInit, OnModuleDestroy {
  private readonly topics = new Map<Topic, Watched>();
  private readonly changed = new Set<Topic>();
  private watcherCount = 0;
  private flushTimer: NodeJS.Timeout | undefined;
  private lastFlushAt = 0;
  /** What the last messages took to write; ms. */
  private writingMs = 0;
  /** What was written for since whatever else has come had its turn, to all topics together; ms. */
  private atOnceMs = 0;
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
        void this.writeToAll(BEAT);
      }, HEARTBEAT_MS),
      setInterval(() => {
        for (const topic of this.topics.keys()) this.changed.add(topic);
        this.flushSoon();
      }, RECONCILE_MS),
    ];
  }

  /** Sends everybody elsewhere before anything is waited for, each at a moment of its own. */
  onModuleDestroy(): void {
    for (const timer of this.timers) clearInterval(timer);
    clearTimeout(this.flushTimer);
    for (const { watchers } of this.topics.values()) {
      for (const watcher of watchers) watcher.end(`retry: ${String(randomInt(COME_BACK_WITHIN_MS))}\n\n`);
    }
  }

  /** How many streams are open. */
  get watchers(): number {
    return this.watcherCount;
  }

  /**
   * Starts a stream: a snapshot first, or a beat where the client has this very revision already; then every change.
   * @param stream what is written is what the watcher reads, as it is; the answer's head must be sent by the caller
   */
  async watch(what: WatchedTotal | WatchedSubject, stream: Writable, lastId: string | null): Promise<void> {
    const topic = isTotal(what) ? topicOf(what.key) : what.topic;
    let watched = this.topics.get(topic);
    if (watched === undefined) {
      watched = { what, watchers: new Set(), last: undefined, beingTold: false };
      this.topics.set(topic, watched);
    }
    watched.watchers.add(stream);
    this.watcherCount += 1;
    this.metrics.watchers.set(this.watcherCount);
    stream.on('close', () => {
      this.leave(topic, stream);
    });
    // Joined first, read afterwards: a change in between arrives twice at the most, and never not at all.
    const current = isTotal(what) ? saidOfTotal(what, await this.totals.ofKey(what.key)) : await saidOfSubject(what);
    if (watched.last === undefined) watched.last = current;
    else if (isNewer(current, watched.last)) {
      // Everybody hears of it, and this one with them: the next look would find nothing new, and leave the others behind.
      await this.publish(watched, current);
      return;
    } else if (current.revision === null && current.id !== watched.last.id) {
      // Which of the two was read first nobody knows: the next look decides.
      this.changed.add(topic);
      this.flushSoon();
    }
    // Who knows it all already hears at once that the connection stands, and that it was looked up.
    if (!stream.writableEnded) stream.write(lastId === watched.last.id ? BEAT : watched.last.message);
  }

  private leave(topic: Topic, stream: Writable): void {
    const watched = this.topics.get(topic);
    if (watched?.watchers.delete(stream) !== true) return;
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
    const pauseMs = Math.max(THROTTLE_MS, WRITING_PART * this.writingMs);
    const waitMs = Math.max(0, this.lastFlushAt + pauseMs - Date.now());
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
    this.writingMs = 0;
    await Promise.all([this.flushTotals(watched), this.flushSubjects(watched)]);
    this.flushing = false;
    this.flushSoon();
  }

  private async flushTotals(watched: readonly Watched[]): Promise<void> {
    const them = watched.flatMap((it) => (isTotal(it.what) ? [{ it, what: it.what }] : []));
    try {
      const totals = await this.totals.ofKeys(them.map(({ what }) => what.key));
      for (const [index, total] of totals.entries()) {
        const at = them[index];
        if (at !== undefined) await this.publish(at.it, saidOfTotal(at.what, total));
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'Live totals could not be read; watchers keep the last ones');
    }
  }

  private async flushSubjects(watched: readonly Watched[]): Promise<void> {
    for (const it of watched) {
      if (isTotal(it.what)) continue;
      try {
        await this.publish(it, await saidOfSubject(it.what));
      } catch (error) {
        this.logger.warn({ err: error, topic: it.what.topic }, 'What is watched could not be read; the last stands');
      }
    }
  }

  /** @returns once all who watch have been told, unless they are being told already */
  private async publish(watched: Watched, said: Said): Promise<void> {
    if (watched.last !== undefined && (said.id === watched.last.id || !mayFollow(said, watched.last))) return;
    watched.last = said;
    // Whoever goes round already goes on with this one.
    if (!watched.beingTold) await this.tellAll(watched);
  }

  /**
   * Goes round those who watch until each has been written the last message; one that comes meanwhile is what is written from
   * there on, so that nobody is passed over however fast they come.
   */
  private async tellAll(watched: Watched): Promise<void> {
    watched.beingTold = true;
    try {
      let [said, all, left]: [Said | undefined, readonly Writable[], number] = [undefined, [], 0];
      let startedAt = performance.now();
      for (let next = 0; ; next += 1) {
        if (watched.last !== said) {
          said = watched.last;
          all = [...watched.watchers];
          left = all.length;
        }
        const watcher = all[next % all.length];
        if (said === undefined || watcher === undefined || left === 0) break;
        this.write(watcher, said.message);
        left -= 1;
        if (this.atOnceMs + performance.now() - startedAt >= WRITING_AT_ONCE_MS)
          startedAt = await this.giveTurn(startedAt);
      }
      this.wrote(startedAt);
    } finally {
      watched.beingTold = false;
    }
  }

  private async writeToAll(message: Buffer): Promise<void> {
    let startedAt = performance.now();
    for (const watcher of [...this.topics.values()].flatMap(({ watchers }) => [...watchers])) {
      this.write(watcher, message);
      if (this.atOnceMs + performance.now() - startedAt >= WRITING_AT_ONCE_MS)
        startedAt = await this.giveTurn(startedAt);
    }
    this.wrote(startedAt);
  }

  private wrote(startedAt: number): void {
    const tookMs = performance.now() - startedAt;
    this.writingMs += tookMs;
    this.atOnceMs += tookMs;
  }

  /** Lets whatever else has come have its turn. @returns when writing goes on */
  private async giveTurn(startedAt: number): Promise<number> {
    this.wrote(startedAt);
    await nextTurn();
    this.atOnceMs = 0;
    return performance.now();
  }

  private write(watcher: Writable, message: Buffer): void {
    if (watcher.writableEnded) return;
    if (watcher.writableLength > UNREAD_LIMIT) {
      this.metrics.watchersDropped.inc();
      watcher.destroy();
      return;
    }
    watcher.write(message);
  }
}

function isTotal(what: WatchedTotal | WatchedSubject): what is WatchedTotal {
  return 'key' in what;
}

/** Whether a reading is surely newer than another one. */
function isNewer({ revision }: Said, last: Said): boolean {
  return revision !== null && last.revision !== null && revision > last.revision;
}

/** Whether what the hub has just read may be sent after what was sent: readings without a revision come in order. */
function mayFollow(said: Said, last: Said): boolean {
  return said.revision === null || isNewer(said, last);
}

async function saidOfSubject(subject: WatchedSubject): Promise<Said> {
  const data = await subject.read();
  const id = createHash('sha1').update(data).digest('base64url').slice(0, 12);
  return { id, revision: null, message: Buffer.from(`event: ${subject.event}\nid: ${id}\ndata: ${data}\n\n`) };
}

/** A message as the stream carries it; `id` is the revision, so that a client that comes back says what it has. */
function saidOfTotal(watched: WatchedTotal, total: Total): Said {
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
  const id = String(total.revision);
  return { id, revision: total.revision, message: Buffer.from(`event: total\nid: ${id}\ndata: ${data}\n\n`) };
}
