import { setTimeout as sleep } from 'node:timers/promises';
import { ProgramFailedError, runProgram } from '../../local-services/index.js';
import type { Photographer } from './photographer.js';
import type { Part } from './faulty-stage.js';

/**
 * No file of the process may grow beyond this: less than a photo as it is kept, more than its log, which begins anew with
 * each start. The system refuses in the middle of the file, as a full disk does; unlike a small file system, it takes no
 * rights to bring about, and leaves nothing behind.
 */
const MOST_BYTES = 300_000;
const TRIES = 20;
const PRLIMIT_WITHIN_MS = 10_000;

/**
 * Leaves a web process no room for photos until somebody who sends one was told so kindly, and then gives room again, in
 * which the next photo is taken.
 * @throws when a photo was taken without room, or is refused with it
 */
export async function fillUploads(web: Part, photographer: Photographer): Promise<void> {
  await untilIt(photographer, 'full', () => limitFiles(web, String(MOST_BYTES)));
  await untilIt(photographer, 'placed', () => limitFiles(web, 'unlimited'));
}

/** Set anew before each photo: a process that was started meanwhile knows of no limit. */
async function untilIt(photographer: Photographer, wanted: 'full' | 'placed', set: () => Promise<void>): Promise<void> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    await set();
    if ((await photographer.place()) === wanted) return;
  }
  throw new Error(wanted === 'full' ? 'Photos were taken without room' : 'With room again, photos were still refused');
}

/** The soft limit alone, so that it can be raised again without any rights. */
async function limitFiles(part: Part, most: string): Promise<void> {
  const { pid } = part;
  if (pid === undefined) {
    await sleep(100);
    return;
  }
  try {
    await runProgram('prlimit', ['--pid', String(pid), `--fsize=${most}:`], { timeoutMs: PRLIMIT_WITHIN_MS });
  } catch (error) {
    // It may have ended meanwhile, and then the next one is limited.
    if (part.pid === pid || !(error instanceof ProgramFailedError)) throw error;
  }
}
