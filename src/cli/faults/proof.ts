import { Client } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 250;

/** What the database must say once everything has come to rest. */
export interface Rest {
  /** Mails in the mailbox, each of its own Message-ID. */
  readonly mails: number;
  /** What is wrong, in words. */
  readonly found: readonly string[];
}

/**
 * Waits until nothing is left to be done, and looks whether every event came to its end and every mail arrived that must.
 * @param withinMs gives up waiting after so long, and says what still waits
 */
export async function proveRest(databaseUrl: string, withinMs: number): Promise<Rest> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const waiting = `SELECT (SELECT count(*)::int FROM outbox_message WHERE state IN ('waiting', 'claimed')
                        AND available_at < now() + interval '10 minutes') AS messages,
                     (SELECT count(*)::int FROM stripe_event WHERE state = 'received') AS events`;
    const deadline = performance.now() + withinMs;
    let left = await one(client, waiting);
    while (Object.values(left).some((count) => count > 0) && performance.now() < deadline) {
      await sleep(LOOK_EVERY_MS);
      left = await one(client, waiting);
    }
    const wrong = await one(
      client,
      `SELECT (SELECT count(*)::int FROM stripe_event WHERE state = 'parked') AS "events are parked",
              (SELECT count(*)::int FROM outbox_message WHERE state = 'failed') AS "messages were given up",
              (SELECT count(*)::int FROM outbox_message o WHERE o.kind = 'mail'
                  AND o.payload ->> 'mail' = 'registration-confirmed' AND NOT EXISTS (SELECT 1 FROM local_mail m
                    WHERE m.message_id LIKE '<outbox-' || o.id || '@%')) AS "confirmations of a place never arrived",
              (SELECT count(*)::int FROM registration r WHERE r.state = 'confirmed' AND NOT EXISTS (SELECT 1 FROM outbox_message o
                  WHERE o.once_key = 'registration-confirmed:' || r.id)) AS "places were never confirmed by mail",
              (SELECT count(*)::int FROM donation d WHERE d.status = 'paid' AND d.split_of IS NULL AND NOT EXISTS (SELECT 1 FROM outbox_message o
                  JOIN local_mail m ON m.message_id LIKE '<outbox-' || o.id || '@%'
                  WHERE o.once_key = 'gift-received:' || d.id)) AS "paid gifts were never thanked for",
              (SELECT count(*)::int FROM (SELECT message_id FROM local_mail GROUP BY message_id HAVING count(*) > 1) twice)
                AS "mails arrived twice"`,
    );
    const { mails } = await one(client, `SELECT count(*)::int AS mails FROM local_mail`);
    return {
      mails: mails ?? 0,
      found: [...worded(left, (name) => `${name} still wait`), ...worded(wrong, (name) => name)],
    };
  } finally {
    await client.end();
  }
}

async function one(client: Client, query: string): Promise<Record<string, number>> {
  const { rows } = await client.query<Record<string, number>>(query);
  return rows[0] ?? {};
}

function worded(counts: Readonly<Record<string, number>>, say: (name: string) => string): string[] {
  return Object.entries(counts).flatMap(([name, count]) => (count === 0 ? [] : [`${String(count)} ${say(name)}`]));
}
