import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Redis } from 'ioredis';
import { CONFIG, type Config, type PaymentsMode } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import { METRICS, type Metrics } from '../../platform/metrics/metrics.js';
import { MeasureProcess } from '../measure-process.js';
import { REDIS } from '../../platform/redis/redis.module.js';

/** An event that waits longer than this says that no worker is at work; seconds. */
const QUEUE_AGE_LIMIT_SECONDS = 60;
/** A part that does not answer in this time is away; ms. */
const PATIENCE_MS = 2_000;

interface Readiness {
  readonly status: 'ready' | 'degraded' | 'unavailable';
  readonly postgres: 'up' | 'down';
  readonly redis: 'up' | 'down';
  readonly queueAgeSeconds: number | null;
  readonly payments: PaymentsMode;
}

/** What a load balancer and an operator ask. */
@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(
    private readonly database: Database,
    private readonly measure: MeasureProcess,
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  /** The process answers. */
  @Get('health/live')
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  /**
   * Whether visitors may be sent here. Postgres away: 503. Redis away or a worker that lags: 200 and `degraded`, since
   * gifts are still taken and nothing is lost.
   */
  @Get('health/ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const [queueAgeSeconds, redisUp] = await Promise.all([
      within(this.queueAge(), undefined),
      within(
        this.redis.ping().then(() => true),
        false,
      ),
    ]);
    const postgresUp = queueAgeSeconds !== undefined;
    const lagging = (queueAgeSeconds ?? 0) > QUEUE_AGE_LIMIT_SECONDS;
    if (!postgresUp) void reply.status(503);
    return {
      status: !postgresUp ? 'unavailable' : !redisUp || lagging ? 'degraded' : 'ready',
      postgres: postgresUp ? 'up' : 'down',
      redis: redisUp ? 'up' : 'down',
      queueAgeSeconds: queueAgeSeconds ?? null,
      payments: this.config.stripe.mode,
    };
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  async read(): Promise<string> {
    await this.measure.execute();
    return this.metrics.registry.metrics();
  }

  private async queueAge(): Promise<number> {
    const [row] = await this.database.rows<{ age: number | null }>(
      `SELECT extract(epoch FROM now() - received_at)::float8 AS age
         FROM stripe_event WHERE state = 'received' ORDER BY id LIMIT 1`,
    );
    return Math.max(0, Math.round(row?.age ?? 0));
  }
}

/** An answer, or `otherwise` when there is none in time or an error. */
async function within<Value, Otherwise>(answer: Promise<Value>, otherwise: Otherwise): Promise<Value | Otherwise> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<Otherwise>((resolve) => {
    timer = setTimeout(() => {
      resolve(otherwise);
    }, PATIENCE_MS);
  });
  try {
    return await Promise.race([answer.catch(() => otherwise), patience]);
  } finally {
    clearTimeout(timer);
  }
}
