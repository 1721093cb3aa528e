import { setTimeout as sleep } from 'node:timers/promises';
import { knockBeside } from './knock.js';
import type { Part } from './faulty-stage.js';

const LOOK_EVERY_MS = 2;
const WITHIN_MS = 20_000;

/**
 * Kills a program at a moment at which Postgres sees it in a transaction that has written and is not committed. Where it
 * does not write for so long (nothing is left to do), it is killed all the same.
 */
export async function killWhileItWrites(databaseUrl: string, part: Part): Promise<void> {
  const database = new URL(databaseUrl).pathname.slice(1);
  const deadline = performance.now() + WITHIN_MS;
  await knockBeside(databaseUrl, async (client) => {
    for (;;) {
      const { rowCount } = await client.query(
        `SELECT FROM pg_stat_activity WHERE datname = $1 AND application_name = $2 AND backend_xid IS NOT NULL LIMIT 1`,
        [database, part.name],
      );
      if ((rowCount ?? 0) > 0 || performance.now() > deadline) break;
      await sleep(LOOK_EVERY_MS);
    }
    part.clockShiftMs = 0;
    part.signal('SIGKILL');
  });
}
