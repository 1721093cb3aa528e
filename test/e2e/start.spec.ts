import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { freePort } from '../../src/local-services/index.js';
import { isAlive, RunningProgram } from '../support/program.js';

describe('npm start', () => {
  let dataDir: string;
  let port: number;
  let start: RunningProgram | undefined;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'refugee-walk-test-start-'));
    port = await freePort();
  });

  afterEach(async () => {
    await start?.stop();
  });

  let firstMs = 0;

  afterAll(async () => {
    await removeCluster(dataDir);
    await rm(dataDir, { recursive: true, force: true });
  });

  const begin = (): RunningProgram => new RunningProgram('start', [], { DATA_DIR: dataDir, PORT: String(port) });

  const open = async (): Promise<RunningProgram> => {
    start = begin();
    await start.said('is open');
    return start;
  };

  it('opens the public page, the organiser page and the mailbox, and says where they are', async () => {
    const began = performance.now();
    const { output } = await open();
    firstMs = performance.now() - began;
    const links = output.match(/http:\/\/localhost:\d+\S*/g) ?? [];
    expect(links.map((link) => new URL(link).pathname)).toEqual(['/', '/organise', '/dev/mail']);
    for (const link of links) {
      // A page may send a person on, to their language or past the key; it may not refuse them.
      const { status } = await fetch(link, { redirect: 'manual' });
      expect([link, [200, 302, 303].includes(status)]).toEqual([link, true]);
    }
    expect(output).toContain('no real money moves');
  }, 90_000);

  it('keeps the data over a restart, and is quicker the second time', async () => {
    const began = performance.now();
    await open();
    // The first start makes the cluster, and lets people register and give.
    expect(performance.now() - began).toBeLessThan(firstMs);
    const before = await totals(port);
    expect(before.walkers).toBeGreaterThan(0);
    expect(await start?.stop()).toBe(0);
    await open();
    expect(await totals(port)).toEqual(before);
  }, 90_000);

  it('ends everything that it started, and nothing else', async () => {
    const stranger = createServer((_request, response) => response.end('still here')).listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const address = stranger.address();
    try {
      await open();
      const pids = await Promise.all(['main.pid', 'stripe-sandbox.pid', 'postgres.pid', 'redis/redis.pid'].map(pidIn));
      expect(pids.map(isAlive)).toEqual([true, true, true, true]);
      expect(await start?.stop()).toBe(0);
      expect(pids.map(isAlive)).toEqual([false, false, false, false]);
      const strangerPort = typeof address === 'object' ? address?.port : undefined;
      expect(await (await fetch(`http://127.0.0.1:${String(strangerPort)}`)).text()).toBe('still here');
    } finally {
      stranger.close();
    }
  }, 90_000);

  it('stops the rest and says why when a part of it dies', async () => {
    const { output } = await open();
    expect(output).not.toContain('Redis was ended');
    const pids = await Promise.all(['main.pid', 'postgres.pid'].map(pidIn));
    process.kill(await pidIn('redis/redis.pid'), 'SIGKILL');
    await start?.ended();
    expect(start?.output).toContain('Redis was ended by SIGKILL');
    expect(await start?.stop()).toBe(1);
    expect(pids.map(isAlive)).toEqual([false, false]);
  }, 90_000);

  it('says so when another program sits on its port', async () => {
    const stranger = createServer().listen(port, '127.0.0.1');
    await once(stranger, 'listening');
    try {
      start = begin();
      await start.ended();
      expect(start.output).toContain(`Port ${String(port)} is taken by another program`);
    } finally {
      stranger.close();
    }
  }, 90_000);

  async function pidIn(file: string): Promise<number> {
    return z.object({ pid: z.int() }).parse(JSON.parse(await readFile(join(dataDir, file), 'utf8'))).pid;
  }
});

const Totals = z.object({ walkers: z.int(), raisedMinor: z.int(), gifts: z.int(), teams: z.int() });

async function totals(port: number): Promise<z.infer<typeof Totals>> {
  const response = await fetch(`http://127.0.0.1:${String(port)}/api/v1/editions/2023/totals`);
  return Totals.parse(await response.json());
}

/** Root's Postgres may have had to put its data elsewhere. */
async function removeCluster(dataDir: string): Promise<void> {
  const text = await readFile(join(dataDir, 'postgres.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return;
  await rm(z.object({ clusterDir: z.string() }).parse(JSON.parse(text)).clusterDir, { recursive: true, force: true });
}
