import { v7 as uuidv7 } from 'uuid';
import type { EditionId } from '../domain/ids.js';
import type { Queryable } from '../platform/database/database.js';
import type { MilestoneRule } from './milestone.js';

/**
 * Gives an edition these milestones beside those it has; one that it has already keeps what it is called.
 * @param isNew nobody has raised anything yet: whoever gets there later is told. In a running edition whoever is there
 *   already when the clock first looks is not mailed.
 * @returns the ids of those that are new
 */
export async function defineMilestones(
  tx: Queryable,
  editionId: EditionId,
  rules: readonly MilestoneRule[],
  { isNew }: { readonly isNew: boolean },
): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    `INSERT INTO edition_milestone (id, edition_id, scope, kind, threshold, label, looked_at)
     SELECT n.id, $1, n.scope, n.kind, n.threshold, n.label, CASE WHEN $7 THEN now() END
       FROM unnest($2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::jsonb[]) AS n (id, scope, kind, threshold, label)
     ON CONFLICT ON CONSTRAINT edition_milestone_once DO NOTHING RETURNING id`,
    [
      editionId,
      rules.map(() => uuidv7()),
      rules.map(({ scope }) => scope),
      rules.map(({ kind }) => kind),
      rules.map(({ threshold }) => threshold),
      rules.map(({ label }) => JSON.stringify(label)),
      isNew,
    ],
  );
  return rows.map(({ id }) => id);
}

/** Gives a new edition the milestones of an earlier one. */
export async function copyMilestones(tx: Queryable, fromEditionId: EditionId, toEditionId: EditionId): Promise<void> {
  await tx.rows(
    `INSERT INTO edition_milestone (id, edition_id, scope, kind, threshold, label, looked_at)
     SELECT gen_random_uuid(), $2, scope, kind, threshold, label, now() FROM edition_milestone WHERE edition_id = $1
     ON CONFLICT ON CONSTRAINT edition_milestone_once DO NOTHING`,
    [fromEditionId, toEditionId],
  );
}
