import type { WalkerId } from '../domain/ids.js';
import type { Language } from '../domain/language.js';
import type { Transaction } from '../platform/database/database.js';
import { newToken } from '../platform/http/token.js';
import { CONSENT_WORDS_VERSION } from './guardian-consents.js';

/**
 * Keeps the consent of a guardian who registers children and says so on the form, under their name: like one that came
 * by the guardian's own mail, with the same words, and nobody is asked again.
 */
export async function keepConsentOnForm(
  transaction: Transaction,
  walkers: readonly WalkerId[],
  name: string,
  language: Language,
): Promise<void> {
  if (walkers.length === 0) return;
  await transaction.rows(
    `INSERT INTO guardian_consent (walker_id, token, age_of_consent, decision, decided_at)
     SELECT w.id, asked.token, pt.age_of_consent, 'given', now()
       FROM unnest($1::uuid[], $2::text[]) AS asked (walker_id, token)
       JOIN walker w ON w.id = asked.walker_id JOIN participation_type pt ON pt.id = w.participation_type_id`,
    [walkers, walkers.map(() => newToken())],
  );
  await transaction.rows(
    `INSERT INTO guardian_consent_answer (walker_id, decision, name, words_version, language, given_on)
     SELECT unnest($1::uuid[]), 'given', $2, $3, $4, 'registration-form'`,
    [walkers, name, CONSENT_WORDS_VERSION, language],
  );
}
