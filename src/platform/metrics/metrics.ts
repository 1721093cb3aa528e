import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Everything this process counts, in one place. Durations in seconds, as Prometheus asks. */
export class Metrics {
  readonly registry = new Registry();

  readonly webhooks = this.counter('webhook_deliveries_total', 'Deliveries of webhooks by what became of them', [
    'outcome',
  ]);
  readonly eventsIgnored = this.counter(
    'webhook_events_ignored_total',
    'Events of types that nothing here acts on, by type',
    ['type'],
  );
  readonly eventsProcessed = this.counter('inbox_events_processed_total', 'Inbox rows that reached an end, by state', [
    'state',
  ]);
  readonly batchSeconds = new Histogram({
    name: 'inbox_batch_seconds',
    help: 'Duration of one batch of events, from its first lock to its commit',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [this.registry],
  });
  readonly inboxWaiting = this.gauge('inbox_waiting', 'Events that are recorded and not yet processed', []);
  readonly inboxOldestSeconds = this.gauge(
    'inbox_oldest_waiting_seconds',
    'Age of the oldest event that is recorded and not yet processed',
    [],
  );
  readonly eventsCaughtUp = this.counter(
    'catch_up_events_total',
    'Events that Stripe had and that never reached us by webhook',
    [],
  );
  readonly rings = this.counter('doorbell_rings_total', 'Rings on the queues in Redis, by whether they were heard', [
    'queue',
    'outcome',
  ]);
  readonly requestsShed = this.counter('http_requests_shed_total', 'Requests that were turned away unread, by reason', [
    'reason',
  ]);
  readonly rateLimits = this.counter('rate_limits_total', 'What was counted by a limit, by act and what came of it', [
    'act',
    'outcome',
  ]);
  readonly watchers = this.gauge('live_watchers', 'Open streams of live totals', []);
  readonly watchersDropped = this.counter(
    'live_watchers_dropped_total',
    'Streams that were ended because nobody read them',
    [],
  );
  readonly mails = this.counter('mails_total', 'Mails by outcome', ['outcome']);

  readonly lastEvent = this.gauge('inbox_last_event_timestamp_seconds', 'When the newest event was recorded', []);
  readonly parked = this.gauge('inbox_parked', 'Events that are parked with an error', []);
  readonly attention = this.gauge('attention_items_open', 'What needs a person and was not put away', []);
  readonly outboxWaiting = this.gauge('outbox_waiting', 'Messages that are still to be done, by kind', ['kind']);
  readonly outboxOldestSeconds = this.gauge(
    'outbox_oldest_waiting_seconds',
    'Age of the oldest message that is still to be done, by kind',
    ['kind'],
  );
  readonly outboxFailed = this.gauge('outbox_failed', 'Messages that were given up, by kind', ['kind']);
  readonly ledgerProved = this.gauge('ledger_proved', 'Whether the last proof of the ledger held: 1, or 0', []);
  readonly ledgerProvedAt = this.gauge('ledger_proved_timestamp_seconds', 'When the ledger was last proved', []);
  readonly uploadsFree = this.gauge('uploads_disk_free_bytes', 'Room left on the disk of uploads', []);
  readonly uploadsSize = this.gauge('uploads_disk_size_bytes', 'Size of the disk of uploads', []);
  readonly connections = this.gauge('database_connections', 'Connections to Postgres of this process, by state', [
    'state',
  ]);
  readonly replicaUsable = this.gauge('database_replica_usable', 'Whether the replica is asked: 1, or 0', []);
  readonly replicaBehindSeconds = this.gauge('database_replica_behind_seconds', 'How far the replica is behind', []);
  readonly connectionsAwaited = this.gauge('database_connections_awaited', 'Who waits for a connection', []);
  readonly requestSeconds = new Histogram({
    name: 'http_request_seconds',
    help: 'Duration of answers by route and class of status, streams left out',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  private counter<const Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  private gauge<const Label extends string>(name: string, help: string, labelNames: Label[]): Gauge<Label> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }
}

export const METRICS = Symbol('Metrics');
