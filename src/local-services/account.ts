import { stat } from 'node:fs/promises';
import { LocalServiceError } from './errors.js';
import { runProgram, type Account } from './run-program.js';

/** Users that exist on nearly every system and own nothing of value, the best first. */
const UNPRIVILEGED = ['postgres', 'nobody', 'daemon'] as const;

/** Whether this process is root, under whom Postgres refuses to run. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * Whom Postgres runs as: `undefined` means ourselves. Root gives way to the owner of a cluster that exists already, or
 * else to a user without rights.
 * @throws {LocalServiceError} when root finds no such user
 */
export async function postgresAccount(clusterDir: string | undefined): Promise<Account | undefined> {
  if (!isRoot()) return undefined;
  if (clusterDir !== undefined) {
    const owner = await stat(clusterDir).catch(() => undefined);
    if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  }
  for (const name of UNPRIVILEGED) {
    try {
      const uid = Number(await runProgram('id', ['-u', name], { timeoutMs: 5_000 }));
      const gid = Number(await runProgram('id', ['-g', name], { timeoutMs: 5_000 }));
      if (Number.isInteger(uid) && uid > 0 && Number.isInteger(gid)) return { uid, gid };
    } catch {
      // This system has no user of that name.
    }
  }
  throw new LocalServiceError(
    `Postgres does not run as root, and none of the users ${UNPRIVILEGED.join(', ')} exists. ` +
      'Run this as an ordinary user, or set DATABASE_URL.',
  );
}

/** Whether the account can enter the folder and write into it; found out by doing it. */
export async function canUseFolder(account: Account | undefined, folder: string): Promise<boolean> {
  try {
    await runProgram('/bin/sh', ['-c', 'cd "$0" && : > .reachable && rm .reachable', folder], {
      account,
      cwd: '/',
      timeoutMs: 5_000,
    });
    return true;
  } catch {
    return false;
  }
}
