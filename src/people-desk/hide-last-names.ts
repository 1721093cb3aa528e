import { type Actor, writeAuditLines } from '../audit/index.js';
import { needsGuardian } from '../domain/edition.js';
import type { EditionId, WalkerId } from '../domain/ids.js';
import type { Transaction } from '../platform/database/database.js';
import { hideNamesInAddresses } from './address-of-minor.js';

/** Walkers that are looked at together. */
const BATCH = 500;

interface NamedWalker {
  readonly id: WalkerId;
  readonly slug: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly publicName: string;
  readonly birthOn: string;
  readonly ageOfConsent: number;
  readonly walkOn: string;
}

/**
 * Shows by first name alone who needs a guardian by the rules as they are now, on their page and in its address: as when an age
 * of consent is raised, or the day of the walk is moved. A title of somebody's own choice stays. Each walker has a line in the
 * log.
 */
export async function hideLastNames(tx: Transaction, editionId: EditionId, actor: Actor): Promise<void> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    // A year more than the rule asks, which is the domain's to tell: the others are read for nothing.
    const walkers = await tx.rows<NamedWalker>(
      `SELECT w.id, w.slug, w.first_name AS "firstName", w.last_name AS "lastName", w.public_name AS "publicName",
              w.birth_on::text AS "birthOn", t.age_of_consent AS "ageOfConsent", e.walk_on::text AS "walkOn"
         FROM walker w JOIN participation_type t ON t.id = w.participation_type_id JOIN edition e ON e.id = w.edition_id
        WHERE w.edition_id = $1 AND w.id > $2 AND w.public_name = w.first_name || ' ' || w.last_name
          AND w.birth_on > e.walk_on - make_interval(years => t.age_of_consent + 1)
        ORDER BY w.id LIMIT $3 FOR NO KEY UPDATE OF w`,
      [editionId, after, BATCH],
    );
    const last = walkers.at(-1);
    if (last === undefined) return;
    await hide(
      tx,
      editionId,
      walkers.filter((walker) => needsGuardian(walker, walker, walker.birthOn)),
      actor,
    );
    after = last.id;
  }
}

async function hide(
  tx: Transaction,
  editionId: EditionId,
  minors: readonly NamedWalker[],
  actor: Actor,
): Promise<void> {
  if (minors.length === 0) return;
  await tx.rows(`UPDATE walker SET public_name = first_name WHERE id = ANY($1::uuid[])`, [minors.map(({ id }) => id)]);
  const addresses = await hideNamesInAddresses(
    tx,
    editionId,
    minors.map(({ id, slug, firstName, lastName }) => ({
      id,
      slug,
      names: [firstName, lastName],
      firstName,
      publicName: firstName,
    })),
  );
  await writeAuditLines(
    tx,
    minors.map(({ id, slug, firstName, publicName }) => {
      const address = addresses.get(id);
      return {
        editionId,
        actor,
        action: 'hide-last-name',
        subject: { kind: 'walker', id },
        before: { publicName, ...(address === undefined ? {} : { address: slug }) },
        after: { publicName: firstName, ...(address === undefined ? {} : { address }) },
      };
    }),
  );
}
