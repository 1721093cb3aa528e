import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '../logging/logger.js';
import { METRICS, type Metrics } from '../metrics/metrics.js';
import { Database } from './database.js';
import { ReadReplica } from './read-replica.js';

/** How often it is looked how far the replica is; ms. */
const LOOK_EVERY_MS = 1_000;

/** Looks by the clock whether the replica may be asked, and tells when that changes. */
@Injectable()
export class FollowReplica implements OnModuleInit, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private looking = false;

  constructor(
    private readonly database: Database,
    private readonly replica: ReadReplica,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    if (!this.replica.configured) return;
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    void this.look();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    const before = this.replica.usable;
    await this.replica.look(await this.database.position().catch(() => null));
    this.looking = false;
    const { usable, behindMs } = this.replica;
    this.metrics.replicaUsable.set(usable ? 1 : 0);
    if (behindMs !== null) this.metrics.replicaBehindSeconds.set(behindMs / 1000);
    if (usable === before) return;
    if (usable) this.logger.info({ behindMs }, 'The replica is asked');
    else this.logger.warn({ behindMs }, 'The replica is away or too far behind: the primary is asked');
  }
}
