import { v7 as uuidv7 } from 'uuid';
import { startSession } from '../../src/accounts/sessions.js';
import type { AccountId } from '../../src/domain/ids.js';
import type { Role } from '../../src/domain/roles.js';
import type { RunningApp } from './running-app.js';
import { Visitor } from './visitor.js';

/** What a test may want otherwise than the ordinary organiser has it. */
export interface OrganiserOptions {
  readonly email?: string;
  /** No edition: a role in all of them. */
  readonly editionId?: string;
  /** Whether a code of the app was shown a moment ago. */
  readonly steppedUp?: boolean;
}

/** Somebody who is signed in, with a role or with none. */
export async function organiserAtWork(
  running: RunningApp,
  role: Role | null,
  { email = `${uuidv7()}@example.org`, editionId, steppedUp = true }: OrganiserOptions = {},
): Promise<Visitor> {
  const { database } = running;
  const accountId = uuidv7() as AccountId;
  await database.rows(`INSERT INTO account (id, email, language) VALUES ($1, $2, 'nl')`, [accountId, email]);
  if (role !== null && editionId === undefined) {
    await database.rows(`INSERT INTO organiser_everywhere (account_id, role) VALUES ($1, $2)`, [accountId, role]);
  } else if (role !== null && editionId !== undefined) {
    await database.rows(`INSERT INTO organiser (account_id, edition_id, role) VALUES ($1, $2, $3)`, [
      accountId,
      editionId,
      role,
    ]);
  }
  const visitor = new Visitor(running);
  visitor.keep('session', (await startSession(database, accountId, 'Firefox · Linux', true)).token);
  if (steppedUp) {
    await database.rows(`UPDATE account_session SET stepped_up_at = now() WHERE account_id = $1`, [accountId]);
  }
  return visitor;
}
