import { Client } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';

const WITHIN_MS = 60_000;
const AGAIN_AFTER_MS = 100;

/**
 * Works in a database that may be recovering, restarting or refusing: knocks until it is let in. The work is done again when
 * it breaks off, so it must bear that.
 * @throws the last error after a minute
 */
export async function knock<T>(databaseUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  const deadline = performance.now() + WITHIN_MS;
  for (;;) {
    const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await work(client);
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(AGAIN_AFTER_MS);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

/** The same in the database beside ours, for whatever ours refuses. */
export function knockBeside<T>(databaseUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  const url = new URL(databaseUrl);
  url.pathname = '/postgres';
  return knock(url.href, work);
}
