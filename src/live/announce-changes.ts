import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { writeOutbox, type ClaimedMessage, type Delivery, type OutboxHandler } from '../outbox/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { LOGGER } from '../platform/logging/logger.js';
import { GroupCommit } from '../platform/queue/group-commit.js';
import { REDIS } from '../platform/redis/redis.module.js';
import type { TotalKey } from '../totals/index.js';
import { CHANGES_CHANNEL, type Topic, topicOf } from './topics.js';

const KIND = 'totals-changed';
/** The outbox leaves an announcement alone for so long, because it is made at once; ms. */
const OUTBOX_AFTER_MS = 3_000;
/** Announcements that were made are struck off together, so long after each other; ms, well below the time above. */
const STRIKING_APART_MS = 250;

/**
 * Tells every web process which totals changed, after the commit that changed them. Only their names travel: each
 * process reads the absolute values from Postgres, so a message that is late, doubled or lost can never show a wrong
 * number.
 */
@Injectable()
export class AnnounceChanges implements OutboxHandler, BeforeApplicationShutdown {
  readonly kind = KIND;
  private readonly strikingOff = new GroupCommit<string, void>((ids) => this.strikeOff(ids), {
    batch: 1_000,
    waiting: 10_000,
    flushes: 1,
    apartMs: STRIKING_APART_MS,
  });

  constructor(
    private readonly database: Database,
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Writes the announcement in the transaction, and makes it once that is committed.
   * @param others topics of what is watched beside totals
   */
  async inTransaction(
    transaction: Transaction,
    changed: readonly TotalKey[],
    others: readonly Topic[] = [],
  ): Promise<void> {
    const topics = [...new Set([...changed.map(topicOf), ...others])];
    if (topics.length === 0) return;
    const ids = await writeOutbox(transaction, [
      { kind: KIND, onceKey: null, payload: { topics }, afterMs: OUTBOX_AFTER_MS },
    ]);
    transaction.onceCommitted(() => void this.announce(topics, ids));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.strikingOff.finish();
  }

  /** The outbox's second try, when the process that committed could not announce. */
  async deliver(messages: readonly ClaimedMessage[]): Promise<Delivery> {
    const topics = new Set<string>();
    for (const { payload } of messages) {
      if (Array.isArray(payload['topics'])) for (const topic of payload['topics']) topics.add(String(topic));
    }
    await this.redis.publish(CHANGES_CHANNEL, JSON.stringify([...topics]));
    return { done: messages.map((message) => message.id), failed: [] };
  }

  /** Whoever looks at a page reads its total anew: an announcement that nobody heard is worth nothing hours later. */
  aboutGivenUp(): null {
    return null;
  }

  private async announce(topics: readonly string[], outboxIds: readonly string[]): Promise<void> {
    try {
      await this.redis.publish(CHANGES_CHANNEL, JSON.stringify(topics));
      await Promise.all(outboxIds.map((id) => this.strikingOff.submit(id)));
    } catch (error) {
      this.logger.warn({ err: error }, 'Changed totals were not announced at once; the outbox will');
    }
  }

  private async strikeOff(outboxIds: readonly string[]): Promise<[]> {
    await this.database.rows(`DELETE FROM outbox_message WHERE id = ANY($1::bigint[]) AND state = 'waiting'`, [
      outboxIds,
    ]);
    return [];
  }
}
