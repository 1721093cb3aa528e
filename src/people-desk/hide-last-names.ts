import type { EditionId, WalkerId } from '../domain/ids.js';
import type { Transaction } from '../platform/database/database.js';
import { hideNameInAddress } from './address-of-minor.js';

/**
 * Shows by first name alone who needs a guardian by the rules as they are now, on their page and in its address: as when an age
 * of consent is raised, or the day of the walk is moved. A title of somebody's own choice stays.
 */
export async function hideLastNames(tx: Transaction, editionId: EditionId): Promise<void> {
  const young = await tx.rows<{ id: WalkerId; slug: string; firstName: string; lastName: string }>(
    `UPDATE walker w SET public_name = w.first_name
       FROM participation_type t JOIN edition e ON e.id = t.edition_id
      WHERE t.id = w.participation_type_id AND w.edition_id = $1 AND w.public_name = w.first_name || ' ' || w.last_name
        AND extract(year FROM age(e.walk_on, w.birth_on)) < t.age_of_consent
      RETURNING w.id, w.slug, w.first_name AS "firstName", w.last_name AS "lastName"`,
    [editionId],
  );
  for (const { id, slug, ...facts } of young) {
    await hideNameInAddress(tx, { id: editionId }, { id, slug, facts }, { facts, publicName: facts.firstName });
  }
}
