import { readFile, writeFile } from 'node:fs/promises';

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
