import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { minor } from '../../domain/money.js';
import { FrontDoor, typedAmount } from './front-door.js';
import { HttpClient } from './http-client.js';
import { checkMayPlay, MustNotPlayError } from './may-play.js';
import { StripeDesk } from './stripe-desk.js';

const open: { close(): Promise<void> }[] = [];

/** A server that answers as `handle` says. */
async function serve(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server: Server = createServer(handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push({
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('A TCP server has a port');
  return `http://127.0.0.1:${String(address.port)}`;
}

function client(origin: string, connections = 4): HttpClient {
  const made = new HttpClient(origin, connections);
  open.push(made);
  return made;
}

afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close();
});

describe('a connection of the rehearsal', () => {
  it('comes back when it is asked to, and counts how often', async () => {
    let asked = 0;
    const origin = await serve((_, response) => {
      asked += 1;
      response.writeHead(asked < 3 ? 503 : 201, asked === 1 ? { 'retry-after': '0' } : {}).end('done');
    });
    const http = client(origin);
    expect(await http.postForm('/give', { amount: '40' })).toMatchObject({ status: 201, body: 'done' });
    expect([asked, http.answeredNotNow]).toEqual([3, 2]);
  });

  it('takes every other refusal as it is', async () => {
    let asked = 0;
    const origin = await serve((_, response) => {
      asked += 1;
      response.writeHead(422).end('no');
    });
    expect(await client(origin).get('/')).toMatchObject({ status: 422 });
    expect(asked).toBe(1);
  });

  it('never opens more connections than it may, and keeps them', async () => {
    const sockets = new Set<unknown>();
    const origin = await serve((request, response) => {
      sockets.add(request.socket);
      response.end('ok');
    });
    const http = client(origin, 3);
    await Promise.all(Array.from({ length: 60 }, () => http.get('/')));
    expect(sockets.size).toBeLessThanOrEqual(3);
  });
});

describe('an amount as people type it', () => {
  it.each([
    [4_000, 'nl', '40'],
    [1_250, 'nl', '12,50'],
    [1_205, 'fr', '12,05'],
    [1_250, 'en', '12.50'],
    [250_000, 'nl', '2500'],
  ] as const)('%i in %s is %s', (amountMinor, language, typed) => {
    expect(typedAmount(minor(amountMinor), language)).toBe(typed);
  });
});

describe('whether an install may be played with', () => {
  const empty = {
    raisedMinor: 0,
    onItsWayMinor: 0,
    revision: 1,
    gifts: 0,
    donors: 0,
    teams: 0,
    walkers: 0,
    byParticipation: { central: 0, 'own-route': 0 },
  };

  /** An install and its stand-in, as far as they are asked beforehand. */
  async function check(payments: unknown, totals: object = empty): Promise<void> {
    const origin = await serve((request, response) => {
      response.setHeader('content-type', 'application/json');
      if (request.url === '/health/ready') response.end(JSON.stringify({ status: 'ready', payments }));
      else if (request.url === '/_sandbox/state') {
        response.end(JSON.stringify({ deliveries: { events: 0, deliveries: 0, failed: 0, pending: 0 } }));
      } else response.end(JSON.stringify(totals));
    });
    const frontDoor = new FrontDoor(origin, '2023', 1);
    const desk = new StripeDesk(origin, 1);
    open.push(frontDoor, desk);
    await checkMayPlay(frontDoor, desk);
  }

  it('may when it pays with the stand-in and its edition is empty', async () => {
    await expect(check('sandbox')).resolves.toBeUndefined();
  });

  it.each(['live', 'test', undefined])('must not when its payments are %s', async (payments) => {
    await expect(check(payments)).rejects.toThrow(MustNotPlayError);
  });

  it.each([{ teams: 1 }, { walkers: 1 }, { gifts: 1 }, { onItsWayMinor: 100 }])(
    'must not when its edition has %j already',
    async (something) => {
      await expect(check('sandbox', { ...empty, ...something })).rejects.toThrow(MustNotPlayError);
    },
  );
});
