import { v7 as uuidv7 } from 'uuid';
import type { Edition } from '../domain/edition.js';
import { DomainError, InputInvalidError } from '../domain/errors.js';
import type { TeamId, WalkerId } from '../domain/ids.js';
import type { Transaction } from '../platform/database/database.js';
import type { Admission } from '../team-life/index.js';
import { insertWithSlug } from './insert-with-slug.js';
import type { TeamChoice } from './registration-order.js';

/** The team that people are to walk with. */
export interface ChosenTeam {
  readonly id: TeamId;
  readonly slug: string;
  /** Their places are taken at once; whether they walk with the team is for its captain to say. */
  readonly waits: boolean;
}

/**
 * Finds or founds the team of people who register together. A new team is born with its captain; it shows, and can be
 * joined, once the captain's place is valid.
 * @param walkers how many they are: a team takes all of them or none.
 * @throws {InputInvalidError} `TEAM_NOT_FOUND`, `TEAM_NAME_TAKEN`
 * @throws {DomainError} `TEAM_FULL`
 */
export async function chooseTeam(
  transaction: Transaction,
  edition: Edition,
  choice: TeamChoice,
  captainId: WalkerId,
  walkers: number,
): Promise<ChosenTeam | null> {
  switch (choice.kind) {
    case 'alone':
      return null;
    case 'join':
      return joinTeam(transaction, edition, choice, walkers);
    case 'new':
      if (edition.teamSizeLimit !== null && walkers > edition.teamSizeLimit) {
        throw new DomainError('TEAM_FULL', choice.name);
      }
      return foundTeam(transaction, edition, choice.name, captainId);
  }
}

async function joinTeam(
  tx: Transaction,
  edition: Edition,
  { slug, invitation }: Extract<TeamChoice, { readonly kind: 'join' }>,
  walkers: number,
): Promise<ChosenTeam> {
  const [found] = await tx.rows<{ id: TeamId; slug: string; admission: Admission; invitation_token: string }>(
    `SELECT id, slug, admission, invitation_token FROM team WHERE edition_id = $1 AND slug = $2 AND confirmed_at IS NOT NULL FOR NO KEY UPDATE`,
    [edition.id, slug],
  );
  if (found === undefined) throw new InputInvalidError([{ field: 'teamSlug', code: 'TEAM_NOT_FOUND' }]);
  const waits = found.admission === 'on-request' && invitation !== found.invitation_token;
  const team: ChosenTeam = { id: found.id, slug: found.slug, waits };
  if (edition.teamSizeLimit === null) return team;
  const [members] = await tx.rows<{ count: number }>(
    `SELECT count(*)::int AS count FROM walker w JOIN registration r ON r.id = w.registration_id
      WHERE w.team_id = $1 AND w.released_at IS NULL
        AND (w.confirmed_at IS NOT NULL OR (r.state = 'held' AND r.hold_expires_at > now()))`,
    [team.id],
  );
  if ((members?.count ?? 0) + walkers > edition.teamSizeLimit) throw new DomainError('TEAM_FULL', slug);
  return team;
}

async function foundTeam(tx: Transaction, edition: Edition, name: string, captainId: WalkerId): Promise<ChosenTeam> {
  const [namesake] = await tx.rows(
    `SELECT 1 FROM team WHERE edition_id = $1 AND lower(name) = lower($2) AND confirmed_at IS NOT NULL LIMIT 1`,
    [edition.id, name],
  );
  if (namesake !== undefined) throw new InputInvalidError([{ field: 'teamName', code: 'TEAM_NAME_TAKEN' }]);
  const id = uuidv7() as TeamId;
  const slug = await insertWithSlug(name, 'team', (candidate) =>
    tx.rows(
      `INSERT INTO team (id, edition_id, slug, name, captain_walker_id) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT ON CONSTRAINT team_slug_unique DO NOTHING RETURNING slug`,
      [id, edition.id, candidate, name, captainId],
    ),
  );
  await tx.rows(`INSERT INTO fundraising_page (id, edition_id, team_id, goal_minor) VALUES ($1, $2, $3, $4)`, [
    uuidv7(),
    edition.id,
    id,
    Math.max(edition.minimumPerWalkerMinor, 100),
  ]);
  return { id, slug, waits: false };
}
