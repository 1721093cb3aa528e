import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Everything this process counts, in one place. Durations in seconds, as Prometheus asks. */
export class Metrics {
  readonly registry = new Registry();

  readonly webhooks = new Counter({
    name: 'webhook_deliveries_total',
    help: 'Deliveries of webhooks by what became of them',
    labelNames: ['outcome'] as const,
    registers: [this.registry],
  });
  readonly eventsIgnored = new Counter({
    name: 'webhook_events_ignored_total',
    help: 'Events of types that nothing here acts on, by type',
    labelNames: ['type'] as const,
    registers: [this.registry],
  });
  readonly eventsProcessed = new Counter({
    name: 'inbox_events_processed_total',
    help: 'Inbox rows that reached an end, by state',
    labelNames: ['state'] as const,
    registers: [this.registry],
  });
  readonly batchSeconds = new Histogram({
    name: 'inbox_batch_seconds',
    help: 'Duration of one batch of events, from its first lock to its commit',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [this.registry],
  });
  readonly inboxWaiting = new Gauge({
    name: 'inbox_waiting',
    help: 'Events that are recorded and not yet processed',
    registers: [this.registry],
  });
  readonly inboxOldestSeconds = new Gauge({
    name: 'inbox_oldest_waiting_seconds',
    help: 'Age of the oldest event that is recorded and not yet processed',
    registers: [this.registry],
  });
  readonly eventsCaughtUp = new Counter({
    name: 'catch_up_events_total',
    help: 'Events that Stripe had and that never reached us by webhook',
    registers: [this.registry],
  });
  readonly rings = new Counter({
    name: 'doorbell_rings_total',
    help: 'Rings on the queues in Redis, by whether they were heard',
    labelNames: ['queue', 'outcome'] as const,
    registers: [this.registry],
  });
  readonly watchers = new Gauge({
    name: 'live_watchers',
    help: 'Open streams of live totals',
    registers: [this.registry],
  });
  readonly watchersDropped = new Counter({
    name: 'live_watchers_dropped_total',
    help: 'Streams that were ended because nobody read them',
    registers: [this.registry],
  });
  readonly mails = new Counter({
    name: 'mails_total',
    help: 'Mails by outcome',
    labelNames: ['outcome'] as const,
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }
}

export const METRICS = Symbol('Metrics');
