import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { v7 as uuidv7 } from 'uuid';
import { readConfig } from '../../src/platform/config/config.js';
import { TellWebhooks } from '../../src/webhooks/index.js';
import { isLocal } from '../../src/webhooks/webhook-endpoints.js';
import {
  storeCaptain,
  storeDonation,
  type StoredEdition,
  storeEdition,
  type StoredWalker,
} from '../factories/edition.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory } from '../factories/stripe-events.js';
import type { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase } from '../support/services.js';
import { until } from '../support/until.js';

interface Told {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Event {
  readonly type: string;
  readonly data: {
    readonly gift: Readonly<Record<string, unknown>> | null;
    readonly entries?: readonly { readonly account: string; readonly amountMinor: number }[];
    readonly action?: string;
  };
}

describe('Webhooks to other programs', () => {
  let database: TestDatabase;
  let running: RunningApp;
  let edition: StoredEdition;
  let captain: StoredWalker;
  let admin: Visitor;
  let server: Server;
  let url: string;
  let secret = '';
  const told: Told[] = [];
  let says: (request: IncomingMessage) => { status: number; body: string; location?: string };

  beforeAll(async () => {
    says = () => ({ status: 204, body: '' });
    server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        const { status, body, location } = says(request);
        told.push({ headers: request.headers as Record<string, string>, body: Buffer.concat(pieces).toString('utf8') });
        response.writeHead(status, location === undefined ? {} : { location });
        response.end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/hook`;
    database = await testDatabase();
    running = await RunningApp.start({ databaseUrl: database.databaseUrl });
    edition = await storeEdition(running.database);
    captain = await storeCaptain(running.database, edition);
    admin = await organiserAtWork(running, 'admin', { email: 'an@example.org' });
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await database.drop();
    await new Promise((resolve) => server.close(resolve));
  });

  const tell = (): Promise<void> => running.app.get(TellWebhooks, { strict: false }).execute();

  async function gift(amountMinor: number): Promise<{ id: string; story: PaymentStory }> {
    const id = await storeDonation(running.database, edition, { to: captain, amountMinor });
    return { id, story: new PaymentStory({ donation_id: id }, amountMinor) };
  }

  async function latest() {
    const [row] = await running.database.rows<{
      id: string;
      state: string;
      tries: number;
      status: number | null;
      answer: string | null;
    }>(`SELECT id, state, tries, status, answer FROM webhook_delivery ORDER BY id DESC LIMIT 1`);
    return row;
  }

  /** Tells until so much was told in all, as the worker's clock does as well. */
  async function toldAtLast(count: number): Promise<Event[]> {
    await until('so much was told', async () => {
      await tell();
      return told.length >= count;
    });
    return told.map(({ body }) => JSON.parse(body) as Event);
  }

  it('write nothing while nobody wants to be told', async () => {
    const { story } = await gift(1_000);
    await running.process(await running.record([story.intent('succeeded')]));
    const [row] = await running.database.rows(
      `SELECT count(*)::int AS count FROM outbox_message WHERE kind = 'webhook-event'`,
    );
    expect(row).toEqual({ count: 0 });
  });

  it('are opened by a page that refuses what is not public, and shows the secret once', async () => {
    const fields = {
      edition: '2023',
      entry: uuidv7(),
      url,
      'gift.paid': 'yes',
      'gift.moved': 'yes',
      'organiser.changed': 'yes',
    };
    const refused = await admin.post('/organise/webhooks?language=en', { ...fields, url: 'http://10.0.0.1/hook' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Give an address that begins with https://');
    expect(refused.text).toContain('http://10.0.0.1/hook');
    const opened = await admin.post('/organise/webhooks?language=en', fields);
    expect(opened.status).toBe(201);
    secret = /whsec_[A-Za-z0-9+/=]+/.exec(opened.text)?.[0] ?? '';
    expect(secret).toHaveLength(50);
    expect((await admin.post('/organise/webhooks?language=en', fields)).status).toBe(303);
    expect((await admin.get('/organise/webhooks?language=en&edition=2023')).text).not.toContain(secret);
    const [stored] = await running.database.rows<{ row: string }>(
      `SELECT row_to_json(e)::text AS row FROM webhook_endpoint e`,
    );
    expect(stored?.row).not.toContain(secret);
    expect((await toldAtLast(1)).map(({ data }) => data.action)).toEqual(['open-webhook']);
  });

  it('tell of a gift that was paid and moved, in full, and signed so that a receiver can verify it', async () => {
    const { id, story } = await gift(4_000);
    await running.process(await running.record([story.intent('succeeded')]));
    const [, paid] = await toldAtLast(2);
    expect(paid).toMatchObject({
      type: 'gift.paid',
      data: {
        gift: { id, amountMinor: 4_000, raisedMinor: 4_000, edition: '2023', target: { kind: 'walker' } },
        entries: [{ account: 'paid', amountMinor: 4_000 }],
      },
    });
    const call = told[1];
    expect(() => new Webhook(secret).verify(call?.body ?? '', call?.headers ?? {})).not.toThrow();
    expect(() => new Webhook(secret).verify(`${call?.body ?? ''} `, call?.headers ?? {})).toThrow();

    await admin.post(`/organise/gifts/${id}/move?language=en`, { edition: '2023', to: 'edition', reason: 'asked' });
    const types = (await toldAtLast(4)).slice(2);
    expect(types.map(({ type }) => type).sort()).toEqual(['gift.moved', 'organiser.changed']);
    const moved = types.find(({ type }) => type === 'gift.moved');
    expect(moved?.data.gift).toMatchObject({ id, target: { kind: 'edition', walker: null } });
    expect((moved?.data.entries ?? []).reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(0);
  });

  it('are tried again after a failure, follow no redirect, and are replayed byte for byte from their page', async () => {
    const before = told.length;
    says = () => ({ status: 302, body: 'x'.repeat(10_000), location: `${url}/elsewhere` });
    const { story } = await gift(2_500);
    await running.process(await running.record([story.intent('succeeded')]));
    await toldAtLast(before + 1);
    await until('the failure is kept', async () => (await latest())?.status === 302);
    const failed = await latest();
    expect(failed).toMatchObject({ state: 'waiting', tries: 1, answer: 'x'.repeat(2_000) });

    says = () => ({ status: 200, body: 'thanks' });
    await toldAtLast(before + 2);
    await until('it is delivered', async () => (await latest())?.state === 'delivered');
    const path = `/organise/webhooks/deliveries/${failed?.id ?? ''}`;
    const page = await admin.get(`${path}?language=en&edition=2023`);
    expect(page.text).toContain('HTTP 200');
    expect(page.text).toContain('thanks');
    expect(page.text).toContain('2 tries');
    expect((await admin.post(`${path}/replay?language=en`, { edition: '2023' })).status).toBe(303);
    await until('it is told again', async () => {
      await tell();
      return (
        (await latest())?.state !== undefined && told.filter(({ body }) => body === told[before]?.body).length === 3
      );
    });
    const ids = told.filter(({ body }) => body === told[before]?.body).map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(1);
  });

  it('are not sent any more once their endpoint is closed', async () => {
    const [{ id } = { id: '' }] = await running.database.rows<{ id: string }>(`SELECT id FROM webhook_endpoint`);
    await until('nothing is left to tell', async () => {
      await tell();
      const [row] = await running.database.rows<{ left: number }>(
        `SELECT count(*)::int AS left FROM outbox_message WHERE kind LIKE 'webhook-%' AND state <> 'done'`,
      );
      return row?.left === 0;
    });
    const before = told.length;
    await admin.post(`/organise/webhooks/${id}/close`, { edition: '2023' });
    const { story } = await gift(3_000);
    await running.process(await running.record([story.intent('succeeded')]));
    await tell();
    expect(told).toHaveLength(before);
    expect(await running.proveLedger()).toMatchObject({ ok: true });
  });

  it('take http and this machine as an address where the stand-in is used, and nowhere else', () => {
    const settings = { DATABASE_URL: 'postgres://localhost/x', REDIS_URL: 'redis://localhost' };
    expect(isLocal(readConfig(settings))).toBe(true);
    expect(isLocal(readConfig({ ...settings, PUBLIC_URL: 'https://walk.example.org' }))).toBe(false);
  });
});
