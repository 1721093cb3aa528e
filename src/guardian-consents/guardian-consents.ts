import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { openAttentionItems } from '../attention/index.js';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { WalkerId } from '../domain/ids.js';
import type { Language } from '../domain/language.js';
import { Database } from '../platform/database/database.js';
import { parseInput, type RawInput, requiredLine } from '../platform/http/input.js';
import { isToken } from '../platform/http/token.js';

export const CONSENT_DECISIONS = ['given', 'refused'] as const;
export type ConsentDecision = (typeof CONSENT_DECISIONS)[number];

/** The words on the consent page; it grows when what is agreed to changes. */
export const CONSENT_WORDS_VERSION = 1;
/** Somebody who changes their mind more often than this asks the organisers. */
const MOST_ANSWERS = 10;

/** What a guardian is asked, behind the link of their own mail. */
export interface ConsentQuestion {
  readonly walkerId: WalkerId;
  readonly firstName: string;
  readonly guardianName: string;
  /** As it stands on public pages. */
  readonly publicName: string;
  readonly participationTypeCode: string;
  readonly teamName: string | null;
  readonly ageOfConsent: number;
  /** `null`: not answered yet. */
  readonly decision: ConsentDecision | null;
  readonly decidedAt: Date | null;
}

/** A guardian's answer, with the name they signed with. */
export interface ConsentAnswer {
  readonly decision: ConsentDecision;
  readonly name: string;
}

const AnswerInput = z.object({
  decision: z.enum(CONSENT_DECISIONS, { error: 'CHOICE_INVALID' }),
  name: requiredLine(200),
});

/** Reads an answer from a form. @throws {InputInvalidError} naming every faulty field at once. */
export function parseConsentAnswer(input: RawInput): ConsentAnswer {
  return parseInput(AnswerInput, input);
}

/** The consents of guardians: what they are asked, and what they answer. */
@Injectable()
export class GuardianConsents {
  constructor(private readonly database: Database) {}

  /** @throws {DomainError} `CONSENT_NOT_FOUND` */
  async byToken(edition: Edition, token: string): Promise<ConsentQuestion> {
    const [row] = isToken(token)
      ? await this.database.rows<{
          id: WalkerId;
          first_name: string;
          guardian_name: string;
          public_name: string;
          type_code: string;
          team_name: string | null;
          age_of_consent: number;
          decision: ConsentDecision | null;
          decided_at: Date | null;
        }>(
          `SELECT w.id, w.first_name, w.guardian_name, w.public_name, pt.code AS type_code, t.name AS team_name,
                  g.age_of_consent, g.decision, g.decided_at
             FROM guardian_consent g JOIN walker w ON w.id = g.walker_id
             JOIN participation_type pt ON pt.id = w.participation_type_id LEFT JOIN team t ON t.id = w.team_id
            WHERE g.token = $1 AND w.edition_id = $2 AND w.guardian_name IS NOT NULL`,
          [token, edition.id],
        )
      : [];
    if (row === undefined) throw new DomainError('CONSENT_NOT_FOUND', 'No question behind this link');
    return {
      walkerId: row.id,
      firstName: row.first_name,
      guardianName: row.guardian_name,
      publicName: row.public_name,
      participationTypeCode: row.type_code,
      teamName: row.team_name,
      ageOfConsent: row.age_of_consent,
      decision: row.decision,
      decidedAt: row.decided_at,
    };
  }

  /** Keeps an answer. A refusal goes to the organisers' list; a later consent takes it off again. */
  async answer(edition: Edition, token: string, { decision, name }: ConsentAnswer, language: Language): Promise<void> {
    const { walkerId } = await this.byToken(edition, token);
    await this.database.transaction(async (tx) => {
      const [counted] = await tx.rows<{ answers: number }>(
        `SELECT (SELECT count(*)::int FROM guardian_consent_answer a WHERE a.walker_id = g.walker_id) AS answers
           FROM guardian_consent g WHERE g.walker_id = $1 FOR UPDATE`,
        [walkerId],
      );
      if ((counted?.answers ?? 0) >= MOST_ANSWERS) throw new DomainError('TOO_MANY_REQUESTS', 'Answered very often');
      await tx.rows(
        `INSERT INTO guardian_consent_answer (walker_id, decision, name, words_version, language)
         VALUES ($1, $2, $3, $4, $5)`,
        [walkerId, decision, name, CONSENT_WORDS_VERSION, language],
      );
      await tx.rows(`UPDATE guardian_consent SET decision = $2, decided_at = now() WHERE walker_id = $1`, [
        walkerId,
        decision,
      ]);
      if (decision === 'refused') {
        await openAttentionItems(tx, [
          {
            kind: 'guardian-consent-refused',
            reference: walkerId,
            editionId: edition.id,
            donationId: null,
            registrationId: null,
            detail: {},
          },
        ]);
      }
      await tx.rows(
        `UPDATE attention_item SET resolved_at = CASE WHEN $2 = 'given' THEN now() END
          WHERE kind = 'guardian-consent-refused' AND reference = $1`,
        [walkerId, decision],
      );
    });
  }
}
