import { type FieldError, InputInvalidError } from '../domain/errors.js';
import type { EditionId, ParticipationTypeId } from '../domain/ids.js';
import { countPlaces } from '../registration/index.js';
import type { Transaction } from '../platform/database/database.js';
import type { RuleChange, RuleValue } from './rule-fields.js';

/**
 * Refuses changes that would make stored facts wrong. The caller holds the lock on the edition.
 * @throws {InputInvalidError} naming each rule that cannot change so
 */
export async function guardEdition(
  tx: Transaction,
  editionId: EditionId,
  changes: readonly RuleChange[],
): Promise<void> {
  const changed = new Map(changes.map(({ field, after }) => [field.name, after]));
  const faults: FieldError[] = [];
  if (changed.has('currency') || changed.has('feesCount')) {
    const [row] = await tx.rows<{ published: boolean; registered: boolean; given: boolean }>(
      `SELECT e.published_at IS NOT NULL AS published,
              EXISTS (SELECT 1 FROM registration r WHERE r.edition_id = e.id) AS registered,
              EXISTS (SELECT 1 FROM donation d WHERE d.edition_id = e.id) AS given
         FROM edition e WHERE e.id = $1`,
      [editionId],
    );
    // Who gives or registers at this very moment read the rule a moment ago: a public edition has one currency for good.
    const fixed = row?.published === true && (row.registered || row.given);
    if (changed.has('currency') && (row?.published === true || row?.registered === true || row?.given === true)) {
      faults.push({ field: 'currency', code: 'FIXED_ONCE_USED' });
    }
    if (changed.has('feesCount') && fixed) faults.push({ field: 'feesCount', code: 'FIXED_ONCE_USED' });
  }
  const limit = changed.get('teamSizeLimit');
  if (typeof limit === 'number') {
    const [row] = await tx.rows<{ largest: number }>(
      `SELECT coalesce(max(members), 0)::int AS largest FROM (
         SELECT count(*) AS members FROM walker
          WHERE edition_id = $1 AND team_id IS NOT NULL AND released_at IS NULL GROUP BY team_id) sizes`,
      [editionId],
    );
    if ((row?.largest ?? 0) > limit) faults.push({ field: 'teamSizeLimit', code: 'BELOW_TAKEN' });
  }
  if (faults.length > 0) throw new InputInvalidError(faults);
}

/**
 * The same for a participation type, whose row the caller has locked as everybody does who takes places.
 * @throws {InputInvalidError} naming each rule that cannot change so
 */
export async function guardType(
  tx: Transaction,
  typeId: ParticipationTypeId,
  changes: readonly RuleChange[],
): Promise<void> {
  const faults: FieldError[] = [];
  for (const { field, after } of changes) {
    if (field.name === 'capacity' && typeof after === 'number') {
      const { taken, offered } = await countPlaces(tx, typeId, null);
      if (after < taken + offered) faults.push({ field: 'capacity', code: 'BELOW_TAKEN' });
    }
    // Walkers are counted by their group everywhere: it stays theirs.
    if (field.name === 'group' && (await isChosen(tx, typeId, 'true', null))) {
      faults.push({ field: 'group', code: 'FIXED_ONCE_USED' });
    }
    if (field.name === 'distancesKm' && after !== null) {
      if (await isChosen(tx, typeId, 'distance_km <> ALL ($2::int[])', after)) {
        faults.push({ field: 'distancesKm', code: 'STILL_CHOSEN' });
      }
    }
    if (field.name === 'startSlots') {
      if (await isChosen(tx, typeId, 'start_slot IS NOT NULL AND start_slot <> ALL ($2::timestamptz[])', after)) {
        faults.push({ field: 'startSlots', code: 'STILL_CHOSEN' });
      }
    }
  }
  if (faults.length > 0) throw new InputInvalidError(faults);
}

/** Whether a walker of the type, whose place is not given back, meets a condition of ours. */
async function isChosen(
  tx: Transaction,
  typeId: ParticipationTypeId,
  condition: string,
  value: RuleValue,
): Promise<boolean> {
  const several = Array.isArray(value) ? (value as readonly (string | number)[]) : null;
  const rows = await tx.rows(
    `SELECT 1 FROM walker WHERE participation_type_id = $1 AND released_at IS NULL AND ${condition} LIMIT 1`,
    several === null ? [typeId] : [typeId, several],
  );
  return rows.length > 0;
}
