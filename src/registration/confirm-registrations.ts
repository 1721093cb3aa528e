import { askGuardians } from '../guardian-consents/index.js';
import type { RegistrationId } from '../domain/ids.js';
import { writeOutbox } from '../outbox/index.js';
import type { Transaction } from '../platform/database/database.js';
import { tellOfJoinRequests } from '../team-life/index.js';
import type { TotalKey } from '../totals/index.js';

type HeadcountScope = 'edition' | 'team' | 'participation-type';

interface ConfirmedWalker {
  readonly edition_id: string;
  readonly team_id: string | null;
  readonly participation_type_id: string;
}

/**
 * Makes places valid and counts their walkers; a team counts once its captain's place is valid. Confirming twice does
 * nothing.
 * @returns the totals whose number of walkers or teams changed.
 */
export async function confirmRegistrations(
  transaction: Transaction,
  ids: readonly RegistrationId[],
): Promise<TotalKey[]> {
  if (ids.length === 0) return [];
  const walkers = await transaction.rows<ConfirmedWalker>(
    `WITH confirmed AS (
       UPDATE registration SET state = 'confirmed', confirmed_at = now()
        WHERE id = ANY($1::uuid[]) AND state <> 'confirmed' RETURNING id)
     UPDATE walker w SET confirmed_at = now(), released_at = NULL FROM confirmed
      WHERE w.registration_id = confirmed.id RETURNING w.edition_id, w.team_id, w.participation_type_id`,
    [ids],
  );
  await askGuardians(transaction, ids);
  await writeOutbox(transaction, await tellOfJoinRequests(transaction, ids));
  const teams = await transaction.rows<{ edition_id: string }>(
    `UPDATE team t SET confirmed_at = now() FROM walker w
      WHERE w.id = t.captain_walker_id AND w.registration_id = ANY($1::uuid[]) AND t.confirmed_at IS NULL
      RETURNING t.edition_id`,
    [ids],
  );
  return countHeads(transaction, walkers, teams);
}

async function countHeads(
  transaction: Transaction,
  walkers: readonly ConfirmedWalker[],
  teams: readonly { edition_id: string }[],
): Promise<TotalKey[]> {
  const counts = new Map<string, { scope: HeadcountScope; scopeId: string; walkers: number; teams: number }>();
  const count = (scope: HeadcountScope, scopeId: string | null, what: 'walkers' | 'teams'): void => {
    if (scopeId === null) return;
    const key = `${scope} ${scopeId}`;
    const known = counts.get(key) ?? { scope, scopeId, walkers: 0, teams: 0 };
    known[what] += 1;
    counts.set(key, known);
  };
  for (const walker of walkers) {
    count('edition', walker.edition_id, 'walkers');
    count('team', walker.team_id, 'walkers');
    count('participation-type', walker.participation_type_id, 'walkers');
  }
  for (const team of teams) count('edition', team.edition_id, 'teams');
  const sorted = [...counts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, it]) => it);
  if (sorted.length === 0) return [];
  await transaction.rows(
    `INSERT INTO headcount AS h (scope, scope_id, walkers, teams, revision)
     SELECT *, 1 FROM unnest($1::text[], $2::uuid[], $3::int[], $4::int[])
     ON CONFLICT ON CONSTRAINT headcount_pk DO UPDATE SET walkers = h.walkers + excluded.walkers,
       teams = h.teams + excluded.teams, revision = h.revision + 1, updated_at = now()`,
    [
      sorted.map((it) => it.scope),
      sorted.map((it) => it.scopeId),
      sorted.map((it) => it.walkers),
      sorted.map((it) => it.teams),
    ],
  );
  return sorted.map(({ scope, scopeId }) => ({ scope, scopeId }));
}
