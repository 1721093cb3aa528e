import { statfs } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import { METRICS, type Metrics } from '../platform/metrics/metrics.js';
import { routeOf } from './shared/route-of.js';

/** What one process knows of itself: how long it takes, its connections, the disk under its uploads. */
@Injectable()
export class MeasureProcess {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  /** Measures every answer but those of streams, which last as long as somebody looks. Routes go by their pattern. */
  follow(fastify: FastifyInstance): void {
    fastify.addHook('onResponse', (request, reply, done) => {
      const route = routeOf(request);
      if (!route.startsWith('/live/')) {
        const status = `${String(Math.floor(reply.statusCode / 100))}xx`;
        this.metrics.requestSeconds.observe({ method: request.method, route, status }, reply.elapsedTime / 1000);
      }
      done();
    });
  }

  /** Takes what is true at this moment; asked for with each reading. */
  async execute(): Promise<void> {
    const { total, idle, waiting } = this.database.connections();
    this.metrics.connections.set({ state: 'busy' }, total - idle);
    this.metrics.connections.set({ state: 'idle' }, idle);
    this.metrics.connectionsAwaited.set(waiting);
    await this.measureDisk();
  }

  private async measureDisk(): Promise<void> {
    if (this.config.storage.kind !== 'disk') return;
    try {
      const disk = await statfs(this.config.storage.folder);
      this.metrics.uploadsFree.set(disk.bavail * disk.bsize);
      this.metrics.uploadsSize.set(disk.blocks * disk.bsize);
    } catch {
      // The folder comes to be with the first upload; until then there is nothing to measure.
    }
  }
}
