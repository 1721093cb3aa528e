import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, PROJECT_DIR } from '../../local-services/index.js';
import { memoryOf } from './memory.js';
import { DIST } from './stage.js';

/** From the command to the first page, and what web and worker hold when nothing happens. */
export interface StartFigures {
  readonly seconds: number;
  readonly restingMb: number;
}

const WITHIN_MS = 120_000;
const REST_MS = 5_000;
const STOP_WITHIN_MS = 60_000;

/** Starts the platform in a folder of its own as often as asked; the first time, which makes everything, is not told. */
export async function benchStart(runs: number): Promise<StartFigures[]> {
  const folder = await mkdtemp(join(tmpdir(), 'refugee-walk-start-'));
  const port = await freePort();
  const figures: StartFigures[] = [];
  try {
    for (let run = 0; run <= runs; run += 1) {
      const told = await startOnce(folder, port);
      if (run > 0) figures.push(told);
    }
    return figures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function startOnce(folder: string, port: number): Promise<StartFigures> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [join(PROJECT_DIR, 'scripts/run.mjs'), 'start'], {
    cwd: PROJECT_DIR,
    stdio: 'ignore',
    env: { ...process.env, DATA_DIR: folder, PORT: String(port), DATABASE_URL: '', REDIS_URL: '' },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    while (!(await answers(`http://127.0.0.1:${String(port)}/nl/2023`))) {
      if (performance.now() - startedAt > WITHIN_MS || child.exitCode !== null)
        throw new Error('The platform did not start in time');
      await sleep(50);
    }
    const seconds = (performance.now() - startedAt) / 1000;
    await sleep(REST_MS);
    return { seconds, restingMb: await restingMemory(child.pid ?? 0) };
  } finally {
    child.kill('SIGTERM');
    await Promise.race([ended, sleep(STOP_WITHIN_MS, undefined, { ref: false })]);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

/** Of the processes under this one that run the platform's own program. */
async function restingMemory(root: number): Promise<number> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const status = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    parents.set(Number(name), Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const under = (pid: number): boolean => pid === root || (pid > 1 && under(parents.get(pid) ?? 0));
  let sum = 0;
  for (const pid of parents.keys()) {
    const command = await readFile(`/proc/${String(pid)}/cmdline`, 'utf8').catch(() => '');
    if (under(pid) && command.includes(join(DIST, 'main.js'))) sum += (await memoryOf(pid)).nowMb;
  }
  return sum;
}
