import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stripeId } from './stripe-events.js';

/** A server that opens a payment page for whoever asks, as Stripe does; nobody ever pays there. */
export interface CheckoutPages {
  readonly apiBase: string;
  /** How many pages were opened. */
  opened(): number;
  /** Refuses everybody from now on, as Stripe does on a bad day. */
  refuse(): void;
  close(): Promise<void>;
}

/** Listens on a free port of this machine. */
export async function openCheckoutPages(): Promise<CheckoutPages> {
  let opened = 0;
  const byKey = new Map<string, string>();
  let refusing = false;
  const server = createServer((request, response) => {
    request.resume();
    const page = request.method === 'POST' && request.url === '/v1/checkout/sessions';
    response.setHeader('content-type', 'application/json');
    if (page && refusing) {
      response.writeHead(400).end(JSON.stringify({ error: { type: 'invalid_request_error', message: 'No' } }));
    } else if (page) {
      // As Stripe does: the same key opens no second page.
      const key = String(request.headers['idempotency-key']);
      const known = byKey.get(key);
      const id = known ?? stripeId('cs_test');
      if (known === undefined) opened += 1;
      byKey.set(key, id);
      response.end(JSON.stringify({ id, object: 'checkout.session', url: `https://checkout.example.org/${id}` }));
    } else response.end(JSON.stringify({ object: 'list', data: [], has_more: false, url: request.url }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    apiBase: `http://127.0.0.1:${String(port)}`,
    opened: () => opened,
    refuse: () => {
      refusing = true;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
