import type { RegistrationId, WalkerId } from '../domain/ids.js';
import { writeOutbox } from '../outbox/index.js';
import type { Transaction } from '../platform/database/database.js';
import { newToken } from '../platform/http/token.js';

/**
 * Asks the guardians of walkers whose places have just become valid and who are too young on the day of the walk, by the
 * rule of how they take part. Asking twice does nothing. The place is valid meanwhile: the organisers see who has not
 * answered.
 */
export async function askGuardians(transaction: Transaction, registrations: readonly RegistrationId[]): Promise<void> {
  if (registrations.length === 0) return;
  const minors = await transaction.rows<{ id: WalkerId; age_of_consent: number }>(
    `SELECT w.id, pt.age_of_consent FROM walker w
       JOIN participation_type pt ON pt.id = w.participation_type_id JOIN edition e ON e.id = w.edition_id
      WHERE w.registration_id = ANY($1::uuid[]) AND w.guardian_email IS NOT NULL AND pt.age_of_consent > 0
        AND w.birth_on > (e.walk_on - make_interval(years => pt.age_of_consent))::date
        AND NOT EXISTS (SELECT 1 FROM guardian_consent g WHERE g.walker_id = w.id)
      ORDER BY w.id`,
    [registrations],
  );
  if (minors.length === 0) return;
  await transaction.rows(
    `INSERT INTO guardian_consent (walker_id, token, age_of_consent)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::int[])`,
    [minors.map(({ id }) => id), minors.map(() => newToken()), minors.map((it) => it.age_of_consent)],
  );
  await writeOutbox(
    transaction,
    minors.map(({ id }) => ({
      kind: 'mail',
      onceKey: `guardian-consent:${id}:0`,
      payload: { mail: 'guardian-consent', walkerId: id },
      afterMs: 0,
    })),
  );
}
