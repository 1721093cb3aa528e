import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { answers } from '../../src/cli/rehearsal/scratch.js';
import { freePort, PROJECT_DIR, runProgram, ServiceProcess } from '../../src/local-services/index.js';
import { dataSourceOptions } from '../../src/platform/database/data-source-options.js';
import { Database } from '../../src/platform/database/database.js';
import { type CheckoutPages, openCheckoutPages } from '../factories/checkout-pages.js';
import { storeEdition } from '../factories/edition.js';
import { PaymentStory, signed, WEBHOOK_SECRET } from '../factories/stripe-events.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';
import { signInMail } from '../factories/sign-in.js';
import { until } from '../support/until.js';

const DONOR = { name: 'Wilhelmina Achterhuis', email: 'wilhelmina@example.org', message: 'Stap voor stap samen' };
const STARTED_WITHIN_MS = 60_000;

type Line = Readonly<Record<string, unknown>>;

describe('The logs of a web and a worker process', () => {
  let folder: string;
  let services: TestDatabase;
  let redis: TestServer & { readonly redisUrl: string };
  let checkout: CheckoutPages;
  let source: DataSource;
  let database: Database;
  let url: string;
  const processes: ServiceProcess[] = [];

  async function start(name: 'web' | 'worker', port: number): Promise<void> {
    processes.push(
      await ServiceProcess.start({
        name,
        file: process.execPath,
        args: [join(PROJECT_DIR, 'dist/main.js')],
        cwd: folder,
        env: {
          PATH: process.env['PATH'],
          APP_ROLE: name,
          PORT: String(port),
          DATABASE_URL: services.databaseUrl,
          REDIS_URL: redis.redisUrl,
          STRIPE_API_BASE: checkout.apiBase,
          STRIPE_WEBHOOK_SECRETS: WEBHOOK_SECRET,
          PUBLIC_URL: url,
          RATE_LIMITS: 'off',
          LOG_LEVEL: 'trace',
        },
        logFile: join(folder, `${name}.log`),
        pidFile: join(folder, `${name}.pid`),
        stopSignal: 'SIGTERM',
      }),
    );
    await until(`${name} is ready`, () => answers(`http://127.0.0.1:${String(port)}/health/ready`), STARTED_WITHIN_MS);
  }

  const text = (name: 'web' | 'worker'): Promise<string> => readFile(join(folder, `${name}.log`), 'utf8');

  async function linesOf(name: 'web' | 'worker'): Promise<Line[]> {
    const all = (await text(name)).split('\n').filter((line) => line.startsWith('{'));
    return all.map((line) => JSON.parse(line) as Line);
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'refugee-walk-test-logs-'));
    [services, redis, checkout] = await Promise.all([testDatabase(), testRedis(), openCheckoutPages()]);
    source = await new DataSource(dataSourceOptions(services.databaseUrl, 2)).initialize();
    database = new Database(source);
    await storeEdition(database);
    const ports = [await freePort(), await freePort()] as const;
    url = `http://127.0.0.1:${String(ports[0])}`;
    await start('web', ports[0]);
    await start('worker', ports[1]);
  }, 2 * STARTED_WITHIN_MS);

  afterAll(async () => {
    await Promise.all(processes.map((it) => it.stop(15_000)));
    await source.destroy();
    await checkout.close();
    await Promise.all([services.drop(), redis.drop()]);
    await rm(folder, { recursive: true, force: true });
  });

  it('lead from a gift to its event and the request that brought it, and name nobody', async () => {
    const started = await fetch(`${url}/nl/2023/give`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: url, 'x-request-id': 'proxy-gave-this-1' },
      body: new URLSearchParams({ choice: '4000', ...DONOR }),
    });
    expect([started.status, started.headers.get('x-request-id')]).toEqual([303, 'proxy-gave-this-1']);
    const [gift] = await database.rows<{ id: string; token: string }>(`SELECT id, token FROM donation`);
    const donation = gift?.id ?? '';

    // 10 € less than was asked for: a person has to look at it.
    // What is refused is told by what it was for, and not by the address that opens the gift.
    const refused = await fetch(`${url}/nl/2023/gifts/${gift?.token ?? ''}/move`, {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
    });
    expect(refused.status).toBe(403);
    expect(await linesOf('web')).toContainEqual(
      expect.objectContaining({ msg: 'Refused', route: '/:language/:edition/gifts/:token/move', status: 403 }),
    );

    const event = new PaymentStory({ donation_id: donation }, 3_000).intent('succeeded');
    const body = JSON.stringify(event);
    const told = await fetch(`${url}/webhooks/stripe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'stripe-signature': signed(body) },
      body,
    });
    const request = told.headers.get('x-request-id') ?? '';
    expect([told.status, request]).toEqual([200, expect.stringMatching(/^r[0-9a-f]{16}$/)]);

    const processed = await until('the worker says what it did', async () =>
      (await linesOf('worker')).find((line) => line['msg'] === 'Events are processed'),
    );
    expect(processed['events']).toEqual([
      { event: event.id, type: event.type, request, state: 'processed', about: [donation] },
    ]);
    const web = await linesOf('web');
    expect(web).toContainEqual(
      expect.objectContaining({ msg: 'A gift is started', donation, requestId: 'proxy-gave-this-1' }),
    );
    const recorded = web.filter((line) => line['msg'] === 'Events are recorded');
    expect(recorded).toEqual([
      expect.objectContaining({ events: [{ event: event.id, type: event.type, source: 'webhook', request }] }),
    ]);
    // It is about all events of its batch, and so on behalf of no single request.
    expect(recorded[0]).not.toHaveProperty('requestId');
    const [item] = await database.rows<{ detail: Line }>(`SELECT detail FROM attention_item`);
    expect(item?.detail).toMatchObject({ eventId: event.id });

    for (const log of [await text('web'), await text('worker')]) {
      for (const secret of [...Object.values(DONOR), gift?.token ?? 'no token', WEBHOOK_SECRET]) {
        expect(log).not.toContain(secret);
      }
    }
  });

  it('have a line for each try to come in, with whose account it is and nothing that opens it', async () => {
    const email = 'comes.in@example.org';
    const post = (path: string, fields: Record<string, string>, cookie = '') =>
      fetch(`${url}${path}`, {
        method: 'POST',
        redirect: 'manual',
        headers: { origin: url, cookie },
        body: new URLSearchParams(fields),
      });
    const cookiesOf = ({ headers }: Response): string =>
      headers
        .getSetCookie()
        .map((made) => made.split(';', 1)[0] ?? '')
        .join('; ');
    const browser = cookiesOf(await post('/nl/2023/sign-in', { email }));
    const { path, code } = await signInMail({ database }, email);
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
    await post('/nl/2023/sign-in/code', { code: wrong }, browser);
    await fetch(`${url}${path}`, { redirect: 'manual' });
    const entered = await fetch(`${url}${path}`, { redirect: 'manual', headers: { cookie: browser } });
    expect(entered.status).toBe(303);
    await fetch(`${url}${path}`, { redirect: 'manual', headers: { cookie: browser } });
    const [account] = await database.rows<{ id: string }>(`SELECT id FROM account WHERE email = $1`, [email]);
    const tries = (await linesOf('web')).filter(({ msg }) => /signed in/.test(String(msg)));
    expect(tries.map(({ msg, by, why, account: whose }) => [msg, by, why ?? whose])).toEqual([
      ['Nobody was signed in', 'code', 'wrong-code'],
      ['Nobody was signed in', 'link', 'other-browser'],
      ['Somebody signed in', 'link', account?.id],
      ['Nobody was signed in', 'link', 'over'],
    ]);
    const log = await text('web');
    for (const secret of [email, code, wrong, path.split('/').at(-1) ?? path, cookiesOf(entered)]) {
      expect(log.includes(secret)).toBe(false);
    }
  });

  it('stop nothing while there is no room for them, and go on once there is', async () => {
    const [web] = processes;
    const limit = (most: string): Promise<string> =>
      runProgram('prlimit', ['--pid', String(web?.pid), `--fsize=${most}:`], { timeoutMs: 10_000 });
    const tell = async (): Promise<string> => {
      const event = new PaymentStory({}, 3_000).intent('succeeded');
      const body = JSON.stringify(event);
      const { status } = await fetch(`${url}/webhooks/stripe`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'stripe-signature': signed(body) },
        signal: AbortSignal.timeout(10_000),
        body,
      });
      expect(status).toBe(200);
      return event.id;
    };
    await limit(String(Buffer.byteLength(await text('web'))));
    await tell();
    await tell();
    // A refusal is told to the log before it is answered.
    expect((await fetch(`${url}/webhooks/stripe`, { method: 'POST', body: '{}' })).status).toBe(400);
    expect((await fetch(`${url}/nl/2023`)).status).toBe(200);
    await limit('unlimited');
    const told = await tell();
    await until('the log goes on', async () => (await text('web')).includes(told));
  });

  it('name a request by an id of their own where the one that came with it could carry anything', async () => {
    const { headers } = await fetch(`${url}/nl/2023`, { headers: { 'x-request-id': 'lotte@example.org' } });
    expect(headers.get('x-request-id')).toMatch(/^r[0-9a-f]{16}$/);
  });
});
