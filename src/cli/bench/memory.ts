import { readdir, readFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Resident memory of a process, as Linux counts it; MB are 1,048,576 bytes. */
export async function memoryOf(pid: number): Promise<{ readonly nowMb: number; readonly peakMb: number }> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  const kb = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
  return { nowMb: Math.round(kb('VmRSS') / 1_024), peakMb: Math.round(kb('VmHWM') / 1_024) };
}

/** Has Linux count the peak from now on (proc(5), `clear_refs`). */
export function forgetPeak(pid: number): Promise<void> {
  return writeFile(`/proc/${String(pid)}/clear_refs`, '5');
}

const LOOK_EVERY_MS = 50;

/**
 * The highest resident memory of programs of that name, as long as `work` lasts. Linux keeps a process's peak for as long as
 * it lives, so that looking now and then misses only what it took in its last moment.
 */
export async function peakOfPrograms(name: string, work: () => Promise<void>): Promise<number> {
  let peakMb = 0;
  const done = new AbortController();
  const looking = (async () => {
    while (!done.signal.aborted) {
      for (const pid of await pidsOf(name)) peakMb = Math.max(peakMb, await peakOf(pid));
      await sleep(LOOK_EVERY_MS);
    }
  })();
  try {
    await work();
  } finally {
    done.abort();
    await looking;
  }
  return peakMb;
}

async function pidsOf(name: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((it) => /^\d+$/.test(it));
  const told = await Promise.all(
    pids.map(async (pid) =>
      (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).includes(name) ? pid : null,
    ),
  );
  return told.flatMap((pid) => (pid === null ? [] : [Number(pid)]));
}

/** A process that has ended meanwhile has no peak to tell. */
function peakOf(pid: number): Promise<number> {
  return memoryOf(pid).then(
    ({ peakMb }) => peakMb,
    () => 0,
  );
}
