import { type BenchEvent, signatureOf } from './events.js';
import { LightClient } from './light-client.js';

/** As many as Stripe would have open at once in a rush. */
export const CONNECTIONS = 64;

/**
 * An event signed and written out as it travels.
 * @param url where it is to be posted
 */
export function deliveryOf(url: URL, { body }: BenchEvent): Buffer {
  return Buffer.from(
    [
      `POST ${url.pathname} HTTP/1.1`,
      `host: ${url.host}`,
      'content-type: application/json',
      `stripe-signature: ${signatureOf(body)}`,
      `content-length: ${String(Buffer.byteLength(body))}`,
      '',
      body,
    ].join('\r\n'),
  );
}

/**
 * Deliveries made ready beforehand. Stripe signs and sends on machines of its own; here the client sits on the cores that are
 * measured, and every microsecond of it would be taken for the server's.
 * @param url where they are to be posted
 */
export function deliveriesOf(url: string, events: readonly BenchEvent[]): Buffer[] {
  const to = new URL(url);
  return events.map((event) => deliveryOf(to, event));
}

/**
 * Posts deliveries over 64 connections, the next one of a connection once the one before is answered.
 * @throws {Error} when one is answered with another status than 200
 */
export async function postAll(url: string, deliveries: readonly Buffer[]): Promise<void> {
  const left = deliveries.values();
  const client = new LightClient(url, CONNECTIONS);
  const lane = async (): Promise<void> => {
    for (const delivery of left) await client.ask(delivery);
  };
  try {
    await Promise.all(Array.from({ length: CONNECTIONS }, lane));
  } finally {
    client.close();
  }
}
