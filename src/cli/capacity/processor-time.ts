import { readdir, readFile } from 'node:fs/promises';
import { Client } from 'pg';
import { Redis } from 'ioredis';
import type { BenchStage } from '../bench/stage.js';
import type { Cost } from './demand.js';

/** Linux counts processor time in hundredths of a second (`USER_HZ`, proc(5)). */
const TICK_US = 10_000;

interface Times {
  readonly parent: number;
  readonly ownUs: number;
  /** Of those that ended and were waited for. */
  readonly endedUs: number;
}

/** Reads what each part of a stage has used of the processors so far; a process that this one started is not its own. */
export class ProcessorTime {
  private constructor(
    private readonly stage: BenchStage,
    private readonly postmaster: number,
    private readonly redis: number,
  ) {}

  static async of(stage: BenchStage): Promise<ProcessorTime> {
    return new ProcessorTime(stage, await postmasterOf(stage.databaseUrl), await redisOf(stage.env['REDIS_URL'] ?? ''));
  }

  /** µs since each began. */
  async read(): Promise<Cost> {
    const [web, worker, redis, client] = await Promise.all(
      [this.stage.webPid, this.stage.workerPid, this.redis, process.pid].map(timesOf),
    );
    return {
      web: web?.ownUs ?? 0,
      worker: worker?.ownUs ?? 0,
      postgres: await this.postgresUs(),
      redis: redis?.ownUs ?? 0,
      client: client?.ownUs ?? 0,
    };
  }

  /** What each used while `work` lasted, µs, and how long that was, s. */
  async during(work: () => Promise<void>): Promise<{ readonly used: Cost; readonly seconds: number }> {
    const [before, startedAt] = [await this.read(), performance.now()];
    await work();
    const [after, seconds] = [await this.read(), (performance.now() - startedAt) / 1_000];
    return {
      used: {
        web: after.web - before.web,
        worker: after.worker - before.worker,
        postgres: after.postgres - before.postgres,
        redis: after.redis - before.redis,
        client: after.client - before.client,
      },
      seconds,
    };
  }

  private async postgresUs(): Promise<number> {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
    const all = await Promise.all(pids.map(async (pid) => ({ pid, times: await timesOf(pid) })));
    return all.reduce((sum, { pid, times }) => {
      if (pid === this.postmaster) return sum + (times?.ownUs ?? 0) + (times?.endedUs ?? 0);
      return times?.parent === this.postmaster ? sum + times.ownUs : sum;
    }, 0);
  }
}

/** Fields of proc(5), `stat`, counted from behind the name, which may hold anything. A process that has ended has none. */
async function timesOf(pid: number): Promise<Times | undefined> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = (...at: readonly number[]): number => at.reduce((sum, index) => sum + Number(fields[index]), 0);
  return { parent: Number(fields[1]), ownUs: ticks(11, 12) * TICK_US, endedUs: ticks(13, 14) * TICK_US };
}

async function postmasterOf(databaseUrl: string): Promise<number> {
  const database = new Client({ connectionString: databaseUrl });
  await database.connect();
  try {
    const { rows } = await database.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    return (await timesOf(rows[0]?.pid ?? 0))?.parent ?? 0;
  } finally {
    await database.end();
  }
}

async function redisOf(url: string): Promise<number> {
  const redis = new Redis(url);
  try {
    return Number(/^process_id:(\d+)/m.exec(await redis.info('server'))?.[1] ?? 0);
  } finally {
    redis.disconnect();
  }
}
