import { randomBytes } from 'node:crypto';
import type Stripe from 'stripe';
import { noSuch } from './errors.js';
import type { Journal } from './journal.js';
import { newId, nowSeconds } from './objects.js';
import { API_VERSION, type SandboxSettings } from './settings.js';

/** Where events are delivered, and what signs them there. */
export interface Endpoint extends Stripe.WebhookEndpoint {
  readonly secret: string;
}

/** What a caller may say of an endpoint. */
export interface EndpointOrder {
  readonly url: string;
  readonly enabledEvents: readonly string[];
  readonly description: string | null;
  readonly metadata: Record<string, string>;
}

/**
 * The account's webhook endpoints: those of the settings, whose ids go by their place in the list (so that an address
 * that changes between two runs is the same endpoint), and those that were made through the API.
 */
export class Endpoints {
  private readonly endpoints = new Map<string, Endpoint>();

  constructor(
    private readonly settings: Pick<SandboxSettings, 'webhookUrls' | 'webhookSecret'>,
    private readonly journal: Journal,
  ) {
    this.reset();
  }

  /** Back to those of the settings. */
  reset(): void {
    this.endpoints.clear();
    for (const [place, url] of this.settings.webhookUrls.entries()) {
      const id = `we_settings${String(place + 1)}`;
      const order = { url, enabledEvents: ['*'], description: null, metadata: {} };
      this.endpoints.set(id, endpointOf(id, order, this.settings.webhookSecret));
    }
  }

  /** The newest first. */
  get all(): Endpoint[] {
    return [...this.endpoints.values()].toReversed();
  }

  find(id: string): Endpoint | undefined {
    return this.endpoints.get(id);
  }

  /** @throws {ApiError} */
  get(id: string): Endpoint {
    const endpoint = this.endpoints.get(id);
    if (endpoint === undefined) throw noSuch('webhook endpoint', id);
    return endpoint;
  }

  /** The ids of those that want to hear of this type. */
  hearing(type: string): string[] {
    return [...this.endpoints.values()]
      .filter(({ status, enabled_events: events }) => status === 'enabled' && events.some((it) => covers(it, type)))
      .map(({ id }) => id);
  }

  create(order: EndpointOrder): Endpoint {
    return this.keep(endpointOf(newId('we'), order, `whsec_${randomBytes(24).toString('hex')}`));
  }

  /** @throws {ApiError} */
  update(id: string, changes: Partial<EndpointOrder> & { readonly disabled?: boolean }): Endpoint {
    const known = this.get(id);
    return this.keep({
      ...known,
      url: changes.url ?? known.url,
      enabled_events: [...(changes.enabledEvents ?? known.enabled_events)],
      description: changes.description ?? known.description,
      metadata: { ...known.metadata, ...changes.metadata },
      ...(changes.disabled === undefined ? {} : { status: changes.disabled ? 'disabled' : 'enabled' }),
    });
  }

  /** @throws {ApiError} */
  delete(id: string): void {
    this.get(id);
    this.endpoints.delete(id);
    this.journal.append('endpoint-deleted', id);
  }

  /** Takes over what the journal says of an endpoint; where those of the settings listen, the settings say. */
  restore(kind: 'endpoint' | 'endpoint-deleted', value: unknown): void {
    if (kind === 'endpoint-deleted') this.endpoints.delete(value as string);
    else {
      const endpoint = value as Endpoint;
      this.endpoints.set(endpoint.id, { ...endpoint, url: this.endpoints.get(endpoint.id)?.url ?? endpoint.url });
    }
  }

  private keep(endpoint: Endpoint): Endpoint {
    this.endpoints.set(endpoint.id, endpoint);
    this.journal.append('endpoint', endpoint);
    return endpoint;
  }
}

function covers(enabled: string, type: string): boolean {
  return enabled === '*' || enabled === type || (enabled.endsWith('.*') && type.startsWith(enabled.slice(0, -1)));
}

function endpointOf(id: string, order: EndpointOrder, secret: string): Endpoint {
  return {
    id,
    object: 'webhook_endpoint',
    api_version: API_VERSION,
    application: null,
    created: nowSeconds(),
    description: order.description,
    enabled_events: [...order.enabledEvents],
    livemode: false,
    metadata: order.metadata,
    secret,
    status: 'enabled',
    url: order.url,
  };
}
