import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { sendPage, sendPersonalPage } from './send-page.js';

const HTML = '<!doctype html><p>EUR 40</p>';

function serverOf(send: (reply: FastifyReply) => void): FastifyInstance {
  const server = fastify();
  server.route({
    method: ['GET', 'POST'],
    url: '/',
    handler: (_request, reply) => {
      send(reply);
      return reply;
    },
  });
  return server;
}

const get = (server: FastifyInstance, ifNoneMatch?: string, method: 'GET' | 'POST' = 'GET') =>
  server.inject({ method, url: '/', headers: ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch } });

describe.each([
  ['a page', sendPage, 'no-cache'],
  ['a page for one person', sendPersonalPage, 'private, no-cache'],
] as const)('%s', (_what, send, cacheControl) => {
  const server = serverOf((reply) => {
    send(reply, HTML);
  });

  it('is not sent again to who has it, and says how it may be kept', async () => {
    const first = await get(server);
    expect([first.statusCode, first.body]).toEqual([200, HTML]);
    const tag = first.headers.etag ?? '';
    expect(tag).toMatch(/^W\/"[\w-]{22}"$/);
    for (const kept of [tag, tag.slice(2), `"older", ${tag}`, '*']) {
      const again = await get(server, kept);
      expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', tag]);
      expect(again.headers['cache-control']).toBe(cacheControl);
    }
  });

  it('is sent to who has another', async () => {
    const { headers } = await get(server);
    for (const other of ['W/"another"', '', String(headers.etag).toUpperCase(), 'W/']) {
      expect((await get(server, other)).body).toBe(HTML);
    }
  });

  it('that answers a form is sent whole, whatever was kept', async () => {
    const tag = (await get(server)).headers.etag?.toString();
    const answer = await get(server, tag, 'POST');
    expect([answer.statusCode, answer.body, answer.headers.etag]).toEqual([200, HTML, undefined]);
  });
});

it('A page whose figures were only read at another moment is not sent again', async () => {
  const at = (moment: string, amount: number): FastifyInstance =>
    serverOf((reply) => {
      sendPage(reply, `<main data-live="/live" data-as-of="${moment}"><p>EUR ${String(amount)}</p></main>`);
    });
  const tag = (await get(at('2023-10-08T09:00:00.001Z', 40))).headers.etag?.toString();
  expect((await get(at('2023-10-08T09:00:07.002Z', 40), tag)).statusCode).toBe(304);
  expect((await get(at('2023-10-08T09:00:07.002Z', 41), tag)).statusCode).toBe(200);
});

it('A page that is sent with another status than 200 has no tag', async () => {
  const server = serverOf((reply) => {
    sendPage(reply, HTML, 422);
  });
  const { statusCode, headers, body } = await get(server, '*');
  expect([statusCode, headers.etag, body]).toEqual([422, undefined, HTML]);
});

describe('A long page', () => {
  const long = `<!doctype html><p>${'EUR 40, '.repeat(500)}</p>`;
  const asked = (server: FastifyInstance, coding: string, method: 'GET' | 'POST' = 'GET') =>
    server.inject({ method, url: '/', headers: { 'accept-encoding': coding } });
  const publicPage = serverOf((reply) => {
    sendPage(reply, long);
  });

  it.each([
    ['gzip, deflate, br', 'br', brotliDecompressSync],
    ['gzip, br;q=0', 'gzip', gunzipSync],
    ['GZIP;q=0.5', 'gzip', gunzipSync],
  ] as const)('is compressed for who takes %s by %s', async (accepted, coding, open) => {
    const answer = await asked(publicPage, accepted);
    expect(answer.headers).toMatchObject({ 'content-encoding': coding, vary: 'accept-encoding' });
    expect(answer.rawPayload.length).toBeLessThan(long.length / 10);
    expect(open(answer.rawPayload).toString('utf8')).toBe(long);
    const tag = answer.headers.etag?.toString();
    expect((await get(publicPage, tag)).statusCode).toBe(304);
  });

  it('is sent as it is to who takes nothing else', async () => {
    for (const coding of ['', 'identity', 'gzip;q=0, br;q=0.000', 'zstd']) {
      expect((await asked(publicPage, coding)).body).toBe(long);
    }
  });

  it('is never compressed where somebody’s secret and somebody’s words may stand together', async () => {
    const personal = serverOf((reply) => {
      sendPersonalPage(reply, long);
    });
    expect((await asked(personal, 'br')).headers['content-encoding']).toBeUndefined();
    expect((await asked(publicPage, 'br', 'POST')).headers['content-encoding']).toBeUndefined();
  });
});
