import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { DataFolderInUseError, errorCode } from './errors.js';
import { runProgram } from './run-program.js';

/** Names one process for good: numbers of processes are used again, a number with its start time is not. */
const ProcessRecord = z.object({ pid: z.int().positive(), startedAt: z.string().min(1) });

/** Which process a file tells of. */
export type ProcessRecord = z.infer<typeof ProcessRecord>;

/** When the process started, in the words of the operating system; `undefined` when there is no such process. */
export async function startTime(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => undefined);
    // The name in brackets may itself hold brackets and spaces; the fields after the last one are plain (man 5 proc).
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields?.[0] === 'Z' || fields?.[0] === 'X' ? undefined : fields?.[19];
  }
  const said = await runProgram('ps', ['-o', 'lstart=', '-p', String(pid)], { timeoutMs: 5_000 }).catch(() => '');
  return said.trim() === '' ? undefined : said.trim();
}

/** Whether the process that the record tells of still runs. */
export async function isRunning(record: ProcessRecord): Promise<boolean> {
  return (await startTime(record.pid)) === record.startedAt;
}

/** Writes down which process runs, so that a later start finds it. */
export async function recordProcess(file: string, pid: number): Promise<void> {
  const startedAt = await startTime(pid);
  if (startedAt === undefined) return;
  await writeFile(file, JSON.stringify({ pid, startedAt }), { mode: 0o600 });
}

/** The process that the file tells of; `undefined` when there is no file, or nothing to be read in it. */
export async function recordedProcess(file: string): Promise<ProcessRecord | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return ProcessRecord.parse(JSON.parse(text));
  } catch {
    // Half written when its writer was killed: it tells of nobody.
    return undefined;
  }
}

/**
 * Ends the process that an earlier, killed run left behind, and forgets its record. Each signal has its time to work.
 * @returns whether there was one
 */
export async function endLeftover(
  file: string,
  signals: readonly (readonly [NodeJS.Signals, number])[],
): Promise<boolean> {
  const record = await recordedProcess(file);
  const found = record !== undefined && (await isRunning(record));
  if (found) await endProcess(record, signals);
  await rm(file, { force: true });
  return found;
}

async function endProcess(
  record: ProcessRecord,
  signals: readonly (readonly [NodeJS.Signals, number])[],
): Promise<void> {
  for (const [signal, withinMs] of signals) {
    try {
      process.kill(record.pid, signal);
    } catch {
      return;
    }
    const deadline = performance.now() + withinMs;
    while (performance.now() < deadline) {
      if (!(await isRunning(record))) return;
      await sleep(25);
    }
  }
}

/**
 * Takes the data folder for this process alone.
 * @returns gives it back
 * @throws {DataFolderInUseError} while another living process has it
 */
export async function claimFolder(dataDir: string, file: string): Promise<() => Promise<void>> {
  const own = { pid: process.pid, startedAt: (await startTime(process.pid)) ?? 'unknown' };
  // A claim of a dead process is removed and the file tried again; somebody else may be as quick, hence the bound.
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      await writeFile(file, JSON.stringify(own), { flag: 'wx', mode: 0o600 });
      return () => rm(file, { force: true });
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    const other = await recordedProcess(file);
    if (other !== undefined && (await isRunning(other))) throw new DataFolderInUseError(dataDir, other.pid);
    await rm(file, { force: true });
  }
  throw new DataFolderInUseError(dataDir, process.pid);
}
