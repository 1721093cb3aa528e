import { putAwayRestoredMails } from '../outbox/index.js';
import { Database, type Queryable } from '../platform/database/database.js';
import { passLostRevisions } from '../totals/index.js';
import { openCommandContext } from './command-context.js';
import { readArguments } from './read-arguments.js';

/**
 * Once, on a database that was just restored, before web and worker start: puts away the mails that left after the backup,
 * and moves revisions and the numbers of mails beyond those that were lost. `--keep-mails` leaves the mails to be sent, where
 * none left between the backup and its loss.
 */
const { values } = readArguments({ options: { 'keep-mails': { type: 'boolean', default: false } } });

/** Who else is there, by role; on a running install this would put away mails that nobody got. */
async function othersIn(database: Queryable): Promise<string[]> {
  const others = await database.rows<{ role: string; sessions: number }>(
    `SELECT usename AS role, count(*)::int AS sessions FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename IS NOT NULL
      GROUP BY usename ORDER BY usename`,
  );
  return others.map(({ role, sessions }) => `${role} (${String(sessions)})`);
}

const context = await openCommandContext();
try {
  const database = context.get(Database, { strict: false });
  const { others, away } = await database.transaction(async (tx) => {
    const found = await othersIn(tx);
    if (found.length > 0) return { others: found, away: new Map<string, number>() };
    await passLostRevisions(tx);
    return { others: found, away: await putAwayRestoredMails(tx, { keepWaiting: values['keep-mails'] }) };
  });
  if (others.length > 0) {
    console.error(
      `Nothing was done: others are connected to this database as ${others.join(', ')}. Stop web and worker, leave psql, and run this again.`,
    );
    process.exitCode = 1;
  } else {
    const mails = [...away].map(([mail, count]) => `${String(count)} ${mail}`);
    console.log(
      `Revisions and numbers are beyond those that were lost. Mails put away: ${mails.length === 0 ? 'none' : mails.join(', ')}.`,
    );
  }
} finally {
  await context.close();
}
