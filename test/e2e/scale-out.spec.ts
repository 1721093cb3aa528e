import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Watchers } from '../../src/cli/faults/watchers.js';
import { FrontDoor } from '../../src/cli/rehearsal/front-door.js';
import { answers, checkLedger, DIST, sandboxSettings, scratchSettings } from '../../src/cli/rehearsal/scratch.js';
import type { GiftStep } from '../../src/cli/rehearsal/steps.js';
import { StripeDesk } from '../../src/cli/rehearsal/stripe-desk.js';
import { loadDemoEdition } from '../../src/cli/load-demo-edition.js';
import { minor } from '../../src/domain/money.js';
import { freePort, PROJECT_DIR, ServiceProcess } from '../../src/local-services/index.js';
import { Database } from '../../src/platform/database/database.js';
import { RunningApp } from '../factories/running-app.js';
import { walkerStep } from '../factories/walker-step.js';
import { Balancer } from '../support/balancer.js';
import { testDatabase, testRedis } from '../support/services.js';
import { until } from '../support/until.js';

/** People go on giving until all that was to happen has happened; never more than so many. */
const MOST_GIFTS = 3_000;
const LANES = 4;
const WATCHERS = 8;
const PATIENCE_MS = 60_000;

const giftNumber = (index: number) =>
  ({
    key: `gift ${String(index)}`,
    atMs: index,
    language: 'nl',
    donor: {
      key: `donor ${String(index)}`,
      email: `donor${String(index)}@example.org`,
      company: null,
      name: 'Marleen',
    },
    target: { kind: 'edition' },
    amountMinor: minor(1_000 + index),
    message: null,
    anonymous: false,
    course: { kind: 'paid', method: 'bancontact', declinedFirst: false },
    afterwards: [],
    deskAct: null,
  }) satisfies GiftStep;

describe('Two web and two worker processes on one Postgres and one Redis', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let redis: Awaited<ReturnType<typeof testRedis>>;
  let folder: string;
  let balancer: Balancer;
  let reader: RunningApp;
  let sandboxUrl: string;
  let starts = 0;
  const parts = new Map<string, ServiceProcess>();

  const run = async (name: string, program: string, env: NodeJS.ProcessEnv): Promise<void> => {
    starts += 1;
    const file = `${name}-${String(starts)}`;
    parts.set(
      name,
      await ServiceProcess.start({
        name,
        file: process.execPath,
        args: [join(DIST, program)],
        cwd: PROJECT_DIR,
        env,
        logFile: join(folder, `${file}.log`),
        pidFile: join(folder, `${file}.pid`),
        stopSignal: 'SIGTERM',
      }),
    );
  };
  let settings: NodeJS.ProcessEnv;
  const webPorts: number[] = [];
  const ready = (port: number) =>
    until('it is ready', () => answers(`http://127.0.0.1:${String(port)}/health/ready`), PATIENCE_MS);
  const startWeb = async (number: number): Promise<void> => {
    const port = webPorts[number] ?? 0;
    await run(`web-${String(number)}`, 'main.js', { ...settings, APP_ROLE: 'web', PORT: String(port) });
    await ready(port);
  };

  beforeAll(async () => {
    [database, redis, folder] = await Promise.all([
      testDatabase(),
      testRedis(),
      mkdtemp(join(tmpdir(), 'refugee-walk-test-scale-out-')),
    ]);
    await loadDemoEdition({ databaseUrl: database.databaseUrl });
    webPorts.push(await freePort(), await freePort());
    const sandboxPort = await freePort();
    sandboxUrl = `http://127.0.0.1:${String(sandboxPort)}`;
    balancer = await Balancer.start(webPorts.map((port) => `http://127.0.0.1:${String(port)}`));
    settings = {
      ...scratchSettings({
        databaseUrl: database.databaseUrl,
        redisUrl: redis.redisUrl,
        sandboxUrl,
        appUrl: balancer.url,
      }),
      STORAGE_DIR: join(folder, 'uploads'),
    };
    await run('sandbox', 'stripe-sandbox/main.js', sandboxSettings(settings, sandboxPort));
    await until('the stand-in is there', () => answers(`${sandboxUrl}/_sandbox/state`), PATIENCE_MS);
    const workerPorts = [await freePort(), await freePort()];
    for (const [number, port] of workerPorts.entries()) {
      await run(`worker-${String(number)}`, 'main.js', { ...settings, APP_ROLE: 'worker', PORT: String(port) });
    }
    await Promise.all([startWeb(0), startWeb(1), ...workerPorts.map(ready)]);
    reader = await RunningApp.start({ databaseUrl: database.databaseUrl }, { role: 'web' });
  }, 180_000);

  afterAll(async () => {
    await Promise.all([...parts.values()].map((part) => part.stop(15_000)));
    await reader.close();
    await balancer.close();
    await redis.drop();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  it('lose a worker for good and are released one after the other while people give, and nobody notices', async () => {
    const door = new FrontDoor(balancer.url, '2023', LANES);
    const desk = new StripeDesk(sandboxUrl, LANES);
    const watchers = new Watchers(`${balancer.url}/live/editions/2023`, WATCHERS);
    const { walkerSlug } = await door.register(walkerStep({ firstName: 'Nele', email: 'nele@example.org' }), null);
    const given: GiftStep[] = [];
    let next = 0;
    const over = new AbortController();
    const lane = async (): Promise<void> => {
      while (!over.signal.aborted && next < MOST_GIFTS) {
        const gift = giftNumber(next);
        next += 1;
        const way = next % 2 === 0 ? 'form' : 'api';
        await desk.checkOut(await door.give(gift, { kind: 'walker', slug: walkerSlug }, way), gift.course);
        given.push(gift);
      }
    };
    const read = async (): Promise<void> => {
      while (!over.signal.aborted) {
        const page = await fetch(`${balancer.url}/nl/2023/walkers/${walkerSlug}`);
        await page.arrayBuffer();
      }
    };
    const moreAreGiven = async (): Promise<void> => {
      const before = given.length;
      await until('people go on giving', () => given.length >= before + 2 * LANES, PATIENCE_MS);
    };
    /** What happens to the install meanwhile. */
    const fate = async (): Promise<void> => {
      await moreAreGiven();
      await parts.get('worker-0')?.kill();
      for (const number of [0, 1]) {
        await parts.get(`web-${String(number)}`)?.stop(15_000);
        await moreAreGiven();
        await startWeb(number);
        await moreAreGiven();
      }
    };
    const lasting = fate().finally(() => {
      over.abort();
    });
    await Promise.all([lasting, read(), ...Array.from({ length: LANES }, lane)]);
    // Requests met a process that was ending or away, and another one answered them.
    expect(balancer.passedOn).toBeGreaterThan(0);
    expect(balancer.refusals).toEqual([]);

    const raisedMinor = given.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    const totals = await until(
      'every gift is counted',
      async () => {
        const now = await door.editionTotals();
        return now.gifts === given.length && now;
      },
      PATIENCE_MS,
    );
    expect(totals).toMatchObject({ raisedMinor, donors: given.length, walkers: 1 });
    expect(await watchers.allSee({ revision: totals.revision, raisedMinor }, PATIENCE_MS)).toEqual([]);
    expect(watchers.connections).toBeGreaterThan(WATCHERS);
    await watchers.stop();
    const thanks = await until(
      'everybody is thanked',
      async () => {
        const [row] = await reader.app
          .get(Database, { strict: false })
          .rows<{ mails: number; people: number }>(
            `SELECT count(*)::int AS mails, count(DISTINCT recipient)::int AS people FROM local_mail WHERE recipient LIKE 'donor%'`,
          );
        return row?.people === given.length && row;
      },
      PATIENCE_MS,
    );
    expect(thanks).toEqual({ mails: given.length, people: given.length });
    expect(await checkLedger(database.databaseUrl, sandboxUrl)).toMatchObject({ ok: true });
    await Promise.all([door.close(), desk.close()]);
  }, 240_000);
});
