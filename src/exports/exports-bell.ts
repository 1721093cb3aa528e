import { InjectQueue } from '@nestjs/bull';
import { Inject, Injectable } from '@nestjs/common';
import type { Queue } from 'bull';
import type { Logger } from 'pino';
import { LOGGER } from '../platform/logging/logger.js';
import { METRICS, type Metrics } from '../platform/metrics/metrics.js';

export const EXPORTS_QUEUE = 'exports';

/** Tells the worker that a file is asked for. Nothing is lost when nobody hears it: the clock looks too. */
@Injectable()
export class ExportsBell {
  constructor(
    @InjectQueue(EXPORTS_QUEUE) private readonly queue: Queue<Record<string, never>>,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  /** Never throws. */
  ring(): void {
    this.queue.add({}, { removeOnComplete: true, removeOnFail: true }).then(
      () => this.metrics.rings.inc({ queue: EXPORTS_QUEUE, outcome: 'heard' }),
      (error: unknown) => {
        this.metrics.rings.inc({ queue: EXPORTS_QUEUE, outcome: 'unheard' });
        this.logger.warn({ err: error }, 'The bell of exports was not heard; the clock will see to it');
      },
    );
  }
}
