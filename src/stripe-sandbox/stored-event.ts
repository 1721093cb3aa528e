/** An event as it is kept: ready to be sent, and with what a list asks for. */
export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly created: number;
  readonly json: string;
  /** The ids of the endpoints that have not taken it yet; it is delivered when there are none. */
  awaiting: readonly string[];
}

/** Comes before everything that a caller wrote, so that the first match is the envelope's own. */
const PENDING = /"pending_webhooks":\d+/;

/** The event as Stripe shows it now: `pending_webhooks` counts the endpoints that have not taken it yet. */
export function jsonOf({ json, awaiting }: StoredEvent): string {
  return json.replace(PENDING, `"pending_webhooks":${String(awaiting.length)}`);
}
