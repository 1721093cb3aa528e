import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { z } from 'zod';
import { isAlive } from '../support/program.js';
import { until } from '../support/until.js';
import {
  DataFolderInUseError,
  freePort,
  type LocalServices,
  PROJECT_DIR,
  startLocalServices,
} from '../../src/local-services/index.js';

const PID = z.object({ pid: z.int() });

describe('Local services', () => {
  let folder: string;
  let services: LocalServices | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'refugee-walk-test-services-'));
  });

  afterEach(async () => {
    await services?.stop();
  });

  afterAll(async () => {
    await services?.discard();
    await rm(folder, { recursive: true, force: true });
  });

  const start = async (): Promise<LocalServices> => {
    services = await startLocalServices({ dataDir: folder, postgres: { durable: false } });
    return services;
  };

  it('bring up a Postgres and a Redis that hold what the platform relies on', async () => {
    const { databaseUrl, redisUrl } = await start();
    expect(await query(databaseUrl, 'SHOW server_encoding')).toEqual([{ server_encoding: 'UTF8' }]);
    expect(await query(databaseUrl, 'SHOW data_checksums')).toEqual([{ data_checksums: 'on' }]);
    expect(await query(databaseUrl, "SELECT 'é' < 'f' AS sorted, upper('é') AS upper")).toEqual([
      { sorted: false, upper: 'É' },
    ]);
    expect(await ask(redisUrl, (redis) => redis.config('GET', 'maxmemory-policy'))).toEqual([
      'maxmemory-policy',
      'noeviction',
    ]);
    expect(await ask(redisUrl, (redis) => redis.config('GET', 'bind'))).toEqual(['bind', '127.0.0.1']);
  });

  it('let nobody in without the password', async () => {
    const { databaseUrl, redisUrl } = await start();
    const withoutPassword = (url: string): string => {
      const open = new URL(url);
      open.password = 'guessed';
      return open.href;
    };
    await expect(query(withoutPassword(databaseUrl), 'SELECT 1')).rejects.toThrow(/password authentication failed/);
    await expect(ask(withoutPassword(redisUrl), (redis) => redis.ping())).rejects.toThrow();
  });

  it('keep data, port and password over a restart', async () => {
    const first = await start();
    await query(first.databaseUrl, 'CREATE TABLE over_restart AS SELECT 47798800 AS raised_minor');
    await first.stop();
    const second = await start();
    expect(second.databaseUrl).toBe(first.databaseUrl);
    expect(second.redisUrl).toBe(first.redisUrl);
    expect(await query(second.databaseUrl, 'SELECT * FROM over_restart')).toEqual([{ raised_minor: 47_798_800 }]);
  });

  it('leave no process behind when they are stopped', async () => {
    const { stop } = await start();
    const pids = await pidsIn(folder);
    expect(pids.map(isAlive)).toEqual([true, true]);
    await stop();
    expect(pids.map(isAlive)).toEqual([false, false]);
  });

  it('refuse a folder that another process works with', async () => {
    await start();
    await expect(startLocalServices({ dataDir: folder })).rejects.toThrow(DataFolderInUseError);
  });

  it('start although a dead run has left its pid files, and their numbers belong to others now', async () => {
    const { stop, databaseUrl } = await start();
    await query(databaseUrl, 'CREATE TABLE stale_record AS SELECT 1 AS one');
    const { clusterDir } = z
      .object({ clusterDir: z.string() })
      .parse(JSON.parse(await readFile(join(folder, 'postgres.json'), 'utf8')));
    await stop();
    // This very process is alive and was never a Postgres, nor a Redis, nor the owner of the folder.
    const stranger = JSON.stringify({ pid: process.pid, startedAt: 'long ago' });
    for (const file of ['postgres.pid', 'redis/redis.pid', 'in-use.json'])
      await writeFile(join(folder, file), stranger);
    await writeFile(
      join(clusterDir, 'postmaster.pid'),
      `${String(process.pid)}\n${clusterDir}\n1700000000\n5432\n\n127.0.0.1\n`,
    );
    const again = await start();
    expect(await query(again.databaseUrl, 'SELECT * FROM stale_record')).toEqual([{ one: 1 }]);
  });

  it('take another port when a stranger sits on theirs', async () => {
    const first = await start();
    await first.stop();
    const { port } = new URL(first.databaseUrl);
    const stranger = new (await import('node:net')).Server().listen(Number(port), '127.0.0.1');
    try {
      const second = await start();
      expect(new URL(second.databaseUrl).port).not.toBe(port);
      expect(await query(second.databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    } finally {
      stranger.close();
    }
  });

  it('end by themselves when the process that started them is killed, and keep what was committed', async () => {
    const { child, databaseUrl } = await startInAnotherProcess(folder);
    await query(databaseUrl, 'CREATE TABLE killed_run AS SELECT 1 AS one');
    const pids = await pidsIn(folder);
    child.kill('SIGKILL');
    await until('all of them have ended', () => !pids.some(isAlive));
    const again = await start();
    expect(await query(again.databaseUrl, 'SELECT * FROM killed_run')).toEqual([{ one: 1 }]);
  });

  it('are waited for to their end, though one must be forced and nothing else keeps the waiting process alive', async () => {
    const library = pathToFileURL(join(PROJECT_DIR, 'dist/local-services/index.js')).href;
    const deaf = "process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000); console.log('deaf');";
    const waiting = `
      import { readFileSync } from 'node:fs';
      const { ServiceProcess } = await import(${JSON.stringify(library)});
      const service = await ServiceProcess.start({
        name: 'Deaf', file: process.execPath, args: ['-e', ${JSON.stringify(deaf)}], cwd: '/', stopSignal: 'SIGTERM',
        logFile: ${JSON.stringify(join(folder, 'deaf.log'))}, pidFile: ${JSON.stringify(join(folder, 'deaf.pid'))},
      });
      while (!readFileSync(${JSON.stringify(join(folder, 'deaf.log'))}, 'utf8').includes('deaf'))
        await new Promise((resolve) => setTimeout(resolve, 10));
      await service.stop(50);
      console.log(await service.ended);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', waiting], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (said += String(piece)));
    const [code] = (await once(child, 'close')) as [number | null];
    expect({ code, said }).toEqual({ code: 0, said: 'was ended by SIGKILL\n' });
  });

  it('tell when one of them ends although nobody stopped it', async () => {
    const { failed } = await start();
    const [postgres] = await pidsIn(folder);
    process.kill(postgres ?? 0, 'SIGQUIT');
    expect((await failed).message).toMatch(/^Postgres (ended|was ended)[^]*Its last words/);
  });

  it('show the end of the log when a service does not start', async () => {
    const wrong = startLocalServices({
      dataDir: folder,
      postgres: { durable: false, settings: { shared_buffers: 'plenty' } },
    });
    await expect(wrong).rejects.toThrow(/Postgres ended with code 1\. Its last words:[^]*shared_buffers.*plenty/);
  });

  it('use what is given and start nothing', async () => {
    const databaseUrl = `postgres://nobody@127.0.0.1:${String(await freePort())}/nothing`;
    const given = await startLocalServices({ dataDir: folder, databaseUrl, redisUrl: 'redis://127.0.0.1:1' });
    expect(given.databaseUrl).toBe(databaseUrl);
    expect(given.redisUrl).toBe('redis://127.0.0.1:1');
    expect(await pidsIn(folder)).toEqual([]);
    await given.stop();
  });
});

async function query(databaseUrl: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: databaseUrl });
  try {
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

async function ask<Answer>(redisUrl: string, question: (redis: Redis) => Promise<Answer>): Promise<Answer> {
  const redis = new Redis(redisUrl, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  // What goes wrong is told by the question's own promise.
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}

/** The numbers of the processes that the folder's services run as: Postgres, then Redis. */
async function pidsIn(folder: string): Promise<number[]> {
  const pids: number[] = [];
  for (const file of ['postgres.pid', 'redis/redis.pid']) {
    const text = await readFile(join(folder, file), 'utf8').catch(() => undefined);
    if (text !== undefined) pids.push(PID.parse(JSON.parse(text)).pid);
  }
  return pids;
}

async function startInAnotherProcess(
  folder: string,
): Promise<{ child: ReturnType<typeof spawn>; databaseUrl: string }> {
  const module = pathToFileURL(join(PROJECT_DIR, 'dist/local-services/index.js')).href;
  const script = `
    const { startLocalServices } = await import(${JSON.stringify(module)});
    const { databaseUrl } = await startLocalServices({ dataDir: ${JSON.stringify(folder)} });
    console.log(databaseUrl);
    setInterval(() => undefined, 1_000);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const piece of child.stdout.setEncoding('utf8')) {
    said += String(piece);
    if (said.includes('\n')) break;
  }
  return { child, databaseUrl: said.trim() };
}
