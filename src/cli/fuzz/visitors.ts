import { v7 as uuidv7 } from 'uuid';
import type { Client } from 'pg';
import { startSession } from '../../accounts/index.js';
import { API_SCOPES } from '../../api-keys/index.js';
import type { AccountId } from '../../domain/ids.js';
import { ROLES } from '../../domain/roles.js';
import type { Parameter, Queryable } from '../../platform/database/database.js';
import { knock } from '../faults/knock.js';
import { sendRaw } from './send-raw.js';

const SCOPES = Object.fromEntries(API_SCOPES.map((scope) => [scope, 'yes']));
/** A key for programs as the page shows it. */
const KEY = /\bwalk_[A-Za-z0-9_-]{20,}/;

/** Somebody of the install, who is signed in anew before each route: some routes sign out, or end the session of all. */
export interface Account {
  readonly name: string;
  readonly accountId: AccountId | null;
}

/** Nobody, a captain with a page and a team, and an organiser of all editions in each role. */
export async function findVisitors(databaseUrl: string): Promise<readonly Account[]> {
  return knock(databaseUrl, async (client) => {
    const database = queryable(client);
    const [captain] = await database.rows<{ account_id: AccountId }>(
      `SELECT r.account_id FROM team t JOIN walker w ON w.id = t.captain_walker_id
         JOIN registration r ON r.id = w.registration_id WHERE r.state = 'confirmed' ORDER BY t.slug LIMIT 1`,
    );
    const organisers: Account[] = [];
    for (const role of ROLES) {
      const accountId = uuidv7() as AccountId;
      await database.rows(`INSERT INTO account (id, email, language) VALUES ($1, $2, 'en')`, [
        accountId,
        `${accountId}@example.org`,
      ]);
      await database.rows(`INSERT INTO organiser_everywhere (account_id, role) VALUES ($1, $2)`, [accountId, role]);
      organisers.push({ name: `organiser-${role}`, accountId });
    }
    return [
      { name: 'nobody', accountId: null },
      { name: 'walker', accountId: captain?.account_id ?? null },
      ...organisers,
    ];
  });
}

/** A session of the account that has just shown its second factor, as a cookie; empty for nobody. */
export async function cookieOf(databaseUrl: string, { accountId }: Account): Promise<string> {
  if (accountId === null) return '';
  return knock(databaseUrl, async (client) => {
    const database = queryable(client);
    const { token } = await startSession(database, accountId, 'fuzz', true);
    await database.rows(`UPDATE account_session SET stepped_up_at = now() WHERE account_id = $1`, [accountId]);
    return `session=${token}`;
  });
}

/** A key for programs, made on its page by an admin, as people make them. @throws when the page shows none */
export async function keyOf(port: number, cookie: string): Promise<string> {
  const fields = { edition: '2023', entry: uuidv7(), name: 'fuzz', role: 'admin', ...SCOPES };
  const { text } = await sendRaw(port, {
    method: 'POST',
    target: '/organise/api-keys',
    headers: [
      ['accept', 'text/html'],
      ['cookie', cookie],
      ['content-type', 'application/x-www-form-urlencoded'],
    ],
    body: Buffer.from(new URLSearchParams(fields).toString()),
  });
  const key = KEY.exec(text)?.[0];
  if (key === undefined) throw new Error(`No key was made: ${text.slice(0, 200)}`);
  return key;
}

function queryable(client: Client): Queryable {
  return {
    async rows<Row>(sql: string, parameters: readonly Parameter[] = []): Promise<Row[]> {
      const { rows } = await client.query(sql, [...parameters]);
      return rows as Row[];
    },
  };
}
