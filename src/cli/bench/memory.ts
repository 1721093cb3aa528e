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
 * The highest resident memory of what a process has started, as long as `work` lasts. Linux keeps a process's peak for as long
 * as it lives, so that looking now and then misses only what it took in its last moment. Only that process is asked for its
 * children: to go through all there are took half a processor, from what was measured.
 */
export async function peakOfChildren(parent: number, work: () => Promise<void>): Promise<number> {
  let peakMb = 0;
  const done = new AbortController();
  const looking = (async () => {
    while (!done.signal.aborted) {
      for (const pid of await childrenOf(parent)) peakMb = Math.max(peakMb, await peakOf(pid));
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

/** Of all its threads (proc(5), `children`). */
async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${String(pid)}/task`);
  const told = await Promise.all(
    threads.map((thread) => readFile(`/proc/${String(pid)}/task/${thread}/children`, 'utf8').catch(() => '')),
  );
  return told.flatMap((children) => children.split(' ')).flatMap((child) => (child === '' ? [] : [Number(child)]));
}

/** A process that has ended meanwhile has no peak to tell. */
function peakOf(pid: number): Promise<number> {
  return memoryOf(pid).then(
    ({ peakMb }) => peakMb,
    () => 0,
  );
}
