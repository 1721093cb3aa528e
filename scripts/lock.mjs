import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const WAIT_MS = 600_000;

/**
 * Does the work while no other process does work under the same name: two commands that start at once must not both
 * install or build. The lock of a process that is no more counts for nothing.
 */
export async function alone(folder, name, work) {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${name}.lock`);
  const deadline = Date.now() + WAIT_MS;
  while (!(await take(file))) {
    if (!(await isHeld(file))) await rm(file, { force: true });
    else if (Date.now() > deadline) throw new Error(`Another process holds ${file} for too long`);
    else await sleep(200);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file) {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

async function isHeld(file) {
  // Between the making of the file and the writing of the number it is empty for an instant.
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const pid = Number(await readFile(file, 'utf8').catch(() => '0'));
    if (pid > 0) return isAlive(pid);
    await sleep(20);
  }
  return false;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
