import { v7 as uuidv7 } from 'uuid';
import type { RegistrationId, TeamId, WalkerId } from '../domain/ids.js';
import { mailOnce } from '../outbox/index.js';
import type { OutboxMessage } from '../outbox/index.js';
import type { Queryable } from '../platform/database/database.js';

/** Has walkers wait for the yes of a team; a request to another team before is over. */
export async function askToJoin(tx: Queryable, teamId: TeamId, walkerIds: readonly WalkerId[]): Promise<void> {
  await tx.rows(
    `UPDATE team_join_request SET state = 'over', answered_at = now()
      WHERE walker_id = ANY($1::uuid[]) AND team_id <> $2 AND state = 'waiting'`,
    [walkerIds, teamId],
  );
  await tx.rows(
    `INSERT INTO team_join_request (id, team_id, walker_id)
     SELECT id, $3, walker_id FROM unnest($1::uuid[], $2::uuid[]) AS r (id, walker_id)
     ON CONFLICT (walker_id) WHERE state = 'waiting' DO NOTHING`,
    [walkerIds.map(() => uuidv7()), walkerIds, teamId],
  );
}

/**
 * The mails to captain and co-captains about requests of walkers whose place has become valid, each told once; people of
 * one registration ask together.
 */
export async function tellOfJoinRequests(
  tx: Queryable,
  registrationIds: readonly RegistrationId[],
): Promise<OutboxMessage[]> {
  const rows = await tx.rows<{ request_id: string; leader_id: WalkerId }>(
    `WITH told AS (
       UPDATE team_join_request j SET told_at = now() FROM walker w
        WHERE w.id = j.walker_id AND w.registration_id = ANY($1::uuid[]) AND w.confirmed_at IS NOT NULL
          AND j.state = 'waiting' AND j.told_at IS NULL
        RETURNING j.id, j.team_id, w.registration_id),
     first AS (SELECT DISTINCT ON (registration_id, team_id) id, team_id FROM told ORDER BY registration_id, team_id, id)
     SELECT first.id AS request_id, l.walker_id AS leader_id FROM first
       JOIN LATERAL (SELECT captain_walker_id AS walker_id FROM team WHERE id = first.team_id
              UNION SELECT walker_id FROM team_co_captain WHERE team_id = first.team_id) l ON l.walker_id IS NOT NULL
      ORDER BY 1, 2`,
    [registrationIds],
  );
  return rows.map(({ request_id: requestId, leader_id: walkerId }) =>
    mailOnce('team-join-requested', `${requestId}:${walkerId}`, { requestId, walkerId }),
  );
}
