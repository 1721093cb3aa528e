import { createHmac } from 'node:crypto';
import { Agent, request } from 'undici';
import type { Endpoint, Endpoints } from './endpoints.js';
import type { Journal } from './journal.js';
import { jsonOf, type StoredEvent } from './stored-event.js';

/** How deliveries misbehave on purpose; see the controls. Times in ms. */
export interface DeliverySettings {
  /** The share of events that are delivered more than once. */
  readonly duplicateRatio: number;
  /** How many further copies such an event gets. */
  readonly extraCopies: number;
  /** The share of events that are never delivered, though the list of events has them. */
  readonly dropRatio: number;
  /** Deliveries wait in a pool of this size and leave it in random order. */
  readonly shuffleWindow: number;
  readonly delayMs: { readonly min: number; readonly max: number };
  readonly paused: boolean;
  readonly concurrency: number;
  readonly retryBaseMs: number;
  readonly seed: number;
}

export const WELL_BEHAVED: DeliverySettings = {
  duplicateRatio: 0,
  extraCopies: 1,
  dropRatio: 0,
  shuffleWindow: 0,
  delayMs: { min: 0, max: 0 },
  paused: false,
  concurrency: 32,
  retryBaseMs: 1_000,
  seed: 1,
};

/** What became of deliveries so far. */
export interface DeliveryCounts {
  readonly events: number;
  /** Requests made, retries and copies included. */
  readonly deliveries: number;
  readonly delivered: number;
  readonly failed: number;
  readonly retried: number;
  /** Events that were delivered more than once on purpose. */
  readonly duplicated: number;
  readonly dropped: number;
  /** Deliveries still to be made. */
  readonly pending: number;
}

interface Delivery {
  readonly event: StoredEvent;
  readonly endpointId: string;
  attempt: number;
}

/** The pool lets go of everything when nothing came for this long, so that nothing waits for ever; ms. */
const POOL_IDLE_MS = 150;
const NOTHING_COUNTED = { events: 0, deliveries: 0, delivered: 0, failed: 0, retried: 0, duplicated: 0 };
const ATTEMPTS = 16;
const LONGEST_PAUSE_MS = 3_600_000;
const TIMEOUT_MS = 10_000;

/** Delivers events as signed webhooks, retried with growing pauses, and as badly as the settings ask. */
export class Deliveries {
  private settings = WELL_BEHAVED;
  private random = randomFrom(WELL_BEHAVED.seed);
  private readonly agent = new Agent({ connections: 64, pipelining: 1, keepAliveTimeout: 30_000 });
  private pool: Delivery[] = [];
  private queue: Delivery[] = [];
  private queueHead = 0;
  private poolTimer: NodeJS.Timeout | undefined;
  private readonly later = new Map<NodeJS.Timeout, Delivery>();
  private active = 0;
  private closed = false;
  private readonly dropped = new Map<string, StoredEvent>();
  private readonly counts = { ...NOTHING_COUNTED };

  constructor(
    readonly endpoints: Endpoints,
    private readonly journal: Journal,
  ) {}

  configure(changes: Partial<DeliverySettings>): DeliverySettings {
    this.settings = { ...this.settings, ...changes };
    if (changes.seed !== undefined) this.random = randomFrom(changes.seed);
    this.pump();
    return this.settings;
  }

  get behaviour(): DeliverySettings {
    return this.settings;
  }

  /** Takes an event on its way to every endpoint that awaits it. */
  send(event: StoredEvent): void {
    this.counts.events += 1;
    if (event.awaiting.length === 0) return;
    if (this.random() < this.settings.dropRatio) {
      this.keepDropped(event);
      this.journal.append('dropped', event.id);
      return;
    }
    const duplicated = this.random() < this.settings.duplicateRatio;
    if (duplicated) this.counts.duplicated += 1;
    const copies = 1 + (duplicated ? this.settings.extraCopies : 0);
    for (const endpointId of event.awaiting) {
      for (let copy = 0; copy < copies; copy += 1) this.enter({ event, endpointId, attempt: 0 });
    }
  }

  /** Remembers an event as one that is never delivered by itself. */
  keepDropped(event: StoredEvent): void {
    this.dropped.set(event.id, event);
  }

  /** Goes on, after a restart, with an event that some endpoints have not taken yet. */
  takeUp(event: StoredEvent): void {
    this.counts.events += 1;
    for (const endpointId of event.awaiting) this.enter({ event, endpointId, attempt: 0 });
  }

  /** Delivers an event once more; also one that was dropped. */
  redeliver(event: StoredEvent): void {
    this.dropped.delete(event.id);
    for (const endpointId of this.endpoints.hearing(event.type)) this.enter({ event, endpointId, attempt: 0 });
  }

  /** Forgets every event and every fault that was ordered; what is being sent at this moment still arrives. */
  reset(): void {
    clearTimeout(this.poolTimer);
    this.poolTimer = undefined;
    for (const timer of this.later.keys()) clearTimeout(timer);
    this.later.clear();
    this.pool = [];
    this.queue = [];
    this.queueHead = 0;
    this.dropped.clear();
    Object.assign(this.counts, NOTHING_COUNTED);
    this.configure(WELL_BEHAVED);
  }

  get droppedEvents(): readonly StoredEvent[] {
    return [...this.dropped.values()];
  }

  /** Lets the pool go at once, and so what waits for another try or for its delay. */
  flush(): void {
    clearTimeout(this.poolTimer);
    this.poolTimer = undefined;
    while (this.pool.length > 0) this.leavePool();
    for (const [timer, delivery] of this.later) {
      clearTimeout(timer);
      this.later.delete(timer);
      this.enqueue(delivery);
    }
  }

  /** What became of deliveries so far. */
  report(): DeliveryCounts {
    const pending = this.pool.length + (this.queue.length - this.queueHead) + this.later.size + this.active;
    return { ...this.counts, dropped: this.dropped.size, pending };
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.poolTimer);
    for (const timer of this.later.keys()) clearTimeout(timer);
    await this.agent.close();
  }

  private enter(delivery: Delivery): void {
    if (this.settings.shuffleWindow === 0) {
      this.afterDelay(delivery);
      return;
    }
    this.pool.push(delivery);
    while (this.pool.length > this.settings.shuffleWindow) this.leavePool();
    clearTimeout(this.poolTimer);
    this.poolTimer = setTimeout(() => {
      while (this.pool.length > 0) this.leavePool();
    }, POOL_IDLE_MS);
  }

  private leavePool(): void {
    const place = Math.floor(this.random() * this.pool.length);
    const [delivery] = this.pool.splice(place, 1);
    if (delivery !== undefined) this.afterDelay(delivery);
  }

  private afterDelay(delivery: Delivery): void {
    const { min, max } = this.settings.delayMs;
    const delayMs = min + this.random() * (max - min);
    if (delayMs < 1) this.enqueue(delivery);
    else this.enqueueAfter(delivery, delayMs);
  }

  private enqueueAfter(delivery: Delivery, delayMs: number): void {
    const timer = setTimeout(() => {
      this.later.delete(timer);
      this.enqueue(delivery);
    }, delayMs);
    this.later.set(timer, delivery);
  }

  private enqueue(delivery: Delivery): void {
    this.queue.push(delivery);
    this.pump();
  }

  private pump(): void {
    while (!this.closed && !this.settings.paused && this.active < this.settings.concurrency) {
      const delivery = this.queue[this.queueHead];
      if (delivery === undefined) break;
      this.queueHead += 1;
      if (this.queueHead > 1_024 && this.queueHead * 2 > this.queue.length) {
        this.queue = this.queue.slice(this.queueHead);
        this.queueHead = 0;
      }
      this.active += 1;
      void this.attempt(delivery).finally(() => {
        this.active -= 1;
        this.pump();
      });
    }
  }

  private async attempt(delivery: Delivery): Promise<void> {
    const { event, endpointId } = delivery;
    const endpoint = this.endpoints.find(endpointId);
    if (endpoint === undefined) {
      this.settle(event, endpointId);
      return;
    }
    this.counts.deliveries += 1;
    if (await this.post(event, endpoint)) {
      this.counts.delivered += 1;
      this.settle(event, endpointId);
      return;
    }
    delivery.attempt += 1;
    if (this.closed) return;
    if (delivery.attempt >= ATTEMPTS) {
      this.counts.failed += 1;
      return;
    }
    this.counts.retried += 1;
    this.enqueueAfter(delivery, Math.min(LONGEST_PAUSE_MS, this.settings.retryBaseMs * 2 ** (delivery.attempt - 1)));
  }

  /** This endpoint took the event, or is there no more. */
  private settle(event: StoredEvent, endpointId: string): void {
    event.awaiting = event.awaiting.filter((it) => it !== endpointId);
    this.journal.append('delivered', { id: event.id, endpointId });
  }

  private async post(event: StoredEvent, { url, secret }: Endpoint): Promise<boolean> {
    const body = jsonOf(event);
    try {
      const response = await request(url, {
        method: 'POST',
        dispatcher: this.agent,
        headersTimeout: TIMEOUT_MS,
        bodyTimeout: TIMEOUT_MS,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
          'stripe-signature': signatureOf(body, secret, Math.floor(Date.now() / 1000)),
        },
        body,
      });
      await response.body.dump();
      return response.statusCode >= 200 && response.statusCode < 300;
    } catch {
      // Nobody there, or too slow: the retry will see. It counts as a delivery that was not taken.
      return false;
    }
  }
}

/** The `Stripe-Signature` header: HMAC-SHA256 over `t.body` (https://docs.stripe.com/webhooks#verify-manually). */
export function signatureOf(body: string, secret: string, timestamp: number): string {
  const t = String(timestamp);
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`;
}

/** A small seeded generator (mulberry32), so that the same seed misbehaves in the same way. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
