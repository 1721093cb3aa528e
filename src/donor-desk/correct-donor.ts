import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { type Actor, writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import { DomainError, InputInvalidError } from '../domain/errors.js';
import { type DonationId, type DonorId, idFrom } from '../domain/ids.js';
import { GIFT_TEXT_BOUNDS, type HiddenReason, mayBeShown } from '../donations/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { optionalEmail, optionalLine, parseInput, type RawInput, requiredLine } from '../platform/http/input.js';

/** Who a donor really is, as an organiser heard it. */
export interface DonorCorrection {
  readonly name: string;
  /** `null` where nobody knows one. */
  readonly email: string | null;
  /** In whose name the gifts are, where it is a company's. */
  readonly company: string | null;
  /** For the audit log; not empty. */
  readonly reason: string;
}

const CorrectionInput = z.object({
  name: requiredLine(GIFT_TEXT_BOUNDS.name),
  email: optionalEmail,
  company: optionalLine(GIFT_TEXT_BOUNDS.name),
  reason: requiredLine(300),
});

/** Reads a correction from a form or a JSON body. @throws {InputInvalidError} naming every faulty field at once. */
export function parseDonorCorrection(input: RawInput): DonorCorrection {
  return parseInput(CorrectionInput, input);
}

interface DonorRow {
  readonly id: DonorId;
  readonly name: string;
  readonly email: string | null;
}

interface GiftTexts {
  readonly id: DonationId;
  readonly name: string;
  readonly company: string | null;
  readonly message: string | null;
  readonly reason: HiddenReason | null;
}

/**
 * Corrects a donor's name, mail address and company. The gifts of the edition that carry the old name or company carry the
 * new one from then on; what their donor wrote otherwise on purpose stays. No money moves.
 */
@Injectable()
export class CorrectDonor {
  constructor(private readonly database: Database) {}

  /**
   * @throws {DomainError} `DONOR_NOT_FOUND` when nobody of this id gave in the edition.
   * @throws {InputInvalidError} `EMAIL_OF_ANOTHER` where another donor has this address: the two are merged instead.
   */
  async execute(edition: Edition, donorId: string, correction: DonorCorrection, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const donor = await lockDonor(tx, edition, donorId);
      const { name, email, company, reason } = correction;
      if (email !== null) {
        const others = await tx.rows(`SELECT 1 FROM donor WHERE email = $1 AND id <> $2`, [email, donor.id]);
        if (others.length > 0) throw new InputInvalidError([{ field: 'email', code: 'EMAIL_OF_ANOTHER' }]);
      }
      const was = await companyOf(tx, edition, donor.id);
      await tx.rows(`UPDATE donor SET name = $2, email = $3 WHERE id = $1`, [donor.id, name, email]);
      const gifts = await tx.rows<GiftTexts>(
        `SELECT id, name, company, message, hidden_reason AS reason FROM donation
          WHERE donor_id = $1 AND edition_id = $2 AND (name = $3 OR company IS NOT DISTINCT FROM $4) ORDER BY id FOR UPDATE`,
        [donor.id, edition.id, donor.name, was],
      );
      const changed = gifts.map((gift) => {
        const texts = {
          name: gift.name === donor.name ? name : gift.name,
          company: gift.company === was ? company : gift.company,
          message: gift.message,
        };
        return { ...texts, id: gift.id, reason: reasonAfter(gift.reason, mayBeShown(texts)) };
      });
      await tx.rows(
        `UPDATE donation d SET name = v.name, company = v.company, hidden_reason = v.reason
           FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS v (id, name, company, reason)
          WHERE d.id = v.id`,
        [
          changed.map(({ id }) => id),
          changed.map((gift) => gift.name),
          changed.map((gift) => gift.company),
          changed.map((gift) => gift.reason),
        ],
      );
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'correct-donor',
        subject: { kind: 'donor', id: donor.id },
        before: { name: donor.name, email: donor.email, company: was },
        after: { name, email, company, gifts: changed.length },
        reason,
      });
    });
  }
}

/** New words are looked at anew; what a person hid stays hidden. */
function reasonAfter(before: HiddenReason | null, mayShow: boolean): HiddenReason | null {
  if (before === 'page-owner' || before === 'organiser') return before;
  return mayShow ? null : 'word-filter';
}

/** Locks a donor who gave in the edition. @throws {DomainError} `DONOR_NOT_FOUND` */
export async function lockDonor(tx: Transaction, edition: Edition, donorId: string): Promise<DonorRow> {
  const [donor] = await tx.rows<DonorRow>(
    `SELECT n.id, n.name, n.email FROM donor n
      WHERE n.id = $1 AND EXISTS (SELECT 1 FROM donation d WHERE d.donor_id = n.id AND d.edition_id = $2)
        FOR UPDATE`,
    [idFrom(donorId), edition.id],
  );
  if (donor === undefined) throw new DomainError('DONOR_NOT_FOUND', 'Nobody of this id gave in this edition');
  return donor;
}

async function companyOf(tx: Transaction, edition: Edition, donorId: DonorId): Promise<string | null> {
  const [gift] = await tx.rows<{ company: string | null }>(
    `SELECT company FROM donation WHERE donor_id = $1 AND edition_id = $2 ORDER BY id DESC LIMIT 1`,
    [donorId, edition.id],
  );
  return gift?.company ?? null;
}
