import { readdir, readFile } from 'node:fs/promises';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import type { BenchStage } from '../bench/stage.js';
import { type Cost, costOf } from './parts.js';

/** Linux counts a process's time in hundredths of a second (proc(5), `_SC_CLK_TCK` on all that Node runs on). */
const TICK_US = 10_000;

/** The processes of a stage; of Postgres the one that the others are children of. */
export interface Processes {
  readonly web: number;
  readonly worker: number;
  readonly postgres: number;
  readonly redis: number;
}

/** Which processes those of a stage are: Postgres and Redis say themselves. */
export async function processesOf({ webPid, workerPid, databaseUrl, redisUrl }: BenchStage): Promise<Processes> {
  const database = new Client({ connectionString: databaseUrl });
  const redis = new Redis(redisUrl, { lazyConnect: true });
  try {
    await database.connect();
    const { rows } = await database.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const { parent } = await statOf(rows[0]?.pid ?? 0);
    const said = /process_id:(\d+)/.exec(await redis.info('server'))?.[1];
    return { web: webPid, worker: workerPid, postgres: parent, redis: Number(said) };
  } finally {
    redis.disconnect();
    await database.end();
  }
}

/** Processor time that each part has used since it began, in the system and out of it; µs. */
export async function cpuTimeOf(processes: Processes): Promise<Cost> {
  const [web, worker, redis, postgres] = await Promise.all([
    statOf(processes.web),
    statOf(processes.worker),
    statOf(processes.redis),
    familyUs(processes.postgres),
  ]);
  return { web: web.ownUs, worker: worker.ownUs, redis: redis.ownUs, postgres };
}

/** What was used between two readings. */
export function usedBetween(before: Cost, after: Cost): Cost {
  return costOf((part) => after[part] - before[part]);
}

/** A process, its children, and those that have ended: Postgres has one for each connection. */
async function familyUs(parent: number): Promise<number> {
  const [all, { ownUs, endedUs }] = await Promise.all([allStats(), statOf(parent)]);
  return all.filter((it) => it.parent === parent).reduce((sum, child) => sum + child.ownUs, ownUs + endedUs);
}

interface Stat {
  readonly parent: number;
  readonly ownUs: number;
  /** Of children that have ended. */
  readonly endedUs: number;
}

async function allStats(): Promise<Stat[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const read = await Promise.all(pids.map((pid) => statOf(Number(pid)).catch(() => null)));
  return read.filter((it) => it !== null);
}

/** @throws {Error} for a process that has ended */
async function statOf(pid: number): Promise<Stat> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8');
  // The name, in brackets, may hold anything: fields are counted from behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = (...places: readonly number[]): number =>
    places.reduce((sum, place) => sum + Number(fields[place] ?? 0), 0) * TICK_US;
  return { parent: Number(fields[1]), ownUs: ticks(11, 12), endedUs: ticks(13, 14) };
}
