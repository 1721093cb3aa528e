import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { DonationId } from '../domain/ids.js';
import { canBeCertified } from '../domain/tax-certificate.js';
import { Database } from '../platform/database/database.js';
import { box, optionalText, parseInput, type RawInput, requiredLine } from '../platform/http/input.js';
import { isToken } from '../platform/http/token.js';
import { mayBeShown } from './gift-texts.js';
import type { HiddenReason } from './hide-gift-message.js';
import { GIFT_TEXT_BOUNDS } from './parse-donation-order.js';

/** What a donor may correct on their own gift. */
export interface GiftCorrection {
  readonly name: string;
  readonly message: string | null;
  readonly anonymous: boolean;
  readonly certificateWanted: boolean;
}

/** Somebody who corrects more often than this is not correcting. */
const MOST_CORRECTIONS = 20;

const CorrectionInput = z.object({
  name: requiredLine(GIFT_TEXT_BOUNDS.name),
  message: optionalText(GIFT_TEXT_BOUNDS.message),
  anonymous: box,
  certificateWanted: box,
});

/** Reads a correction from a form. @throws {InputInvalidError} naming every faulty field at once. */
export function parseGiftCorrection(input: RawInput): GiftCorrection {
  return parseInput(CorrectionInput, input);
}

/**
 * Lets a donor correct the name and the message of their gift, whether their name is shown, and whether they want a tax
 * certificate: that stays as it was where it is not asked.
 */
@Injectable()
export class CorrectGift {
  constructor(private readonly database: Database) {}

  /** @throws {DomainError} `DONATION_NOT_FOUND`, `TOO_MANY_REQUESTS` after very many corrections. */
  async execute(edition: Edition, token: string, correction: GiftCorrection): Promise<void> {
    if (!isToken(token)) throw new DomainError('DONATION_NOT_FOUND', 'No gift behind this link');
    await this.database.transaction(async (tx) => {
      const [before] = await tx.rows<GiftCorrection & StoredGift>(
        `SELECT d.id, d.name, d.message, d.anonymous, d.certificate_wanted AS "certificateWanted",
                d.offline_method AS "offlineMethod", d.company, d.hidden_reason AS "hiddenReason",
                (SELECT count(*)::int FROM donation_correction c WHERE c.donation_id = d.id) AS corrections
           FROM donation d WHERE d.edition_id = $1 AND d.token = $2 AND d.split_of IS NULL FOR UPDATE`,
        [edition.id, token],
      );
      if (before === undefined) throw new DomainError('DONATION_NOT_FOUND', 'No gift behind this link');
      const { id, corrections, company, hiddenReason, offlineMethod, ...known } = before;
      const asked = edition.taxCertificates && canBeCertified(offlineMethod);
      const after = asked ? correction : { ...correction, certificateWanted: known.certificateWanted };
      const { name, message, anonymous, certificateWanted } = after;
      if (
        known.name === name &&
        known.message === message &&
        known.anonymous === anonymous &&
        known.certificateWanted === certificateWanted
      ) {
        return;
      }
      if (corrections >= MOST_CORRECTIONS) throw new DomainError('TOO_MANY_REQUESTS', 'Corrected very often');
      await tx.rows(
        `UPDATE donation SET name = $2, message = $3, anonymous = $4, hidden_reason = $5, certificate_wanted = $6
          WHERE id = $1 OR split_of = $1`,
        [
          id,
          name,
          message,
          anonymous,
          reasonAfter(hiddenReason, mayBeShown({ name, message, company })),
          certificateWanted,
        ],
      );
      await tx.rows(`INSERT INTO donation_correction (donation_id, before, after) VALUES ($1, $2, $3)`, [
        id,
        JSON.stringify(known),
        JSON.stringify(after),
      ]);
    });
  }
}

interface StoredGift {
  readonly id: DonationId;
  readonly corrections: number;
  readonly company: string | null;
  readonly offlineMethod: string | null;
  readonly hiddenReason: HiddenReason | null;
}

/** New words are looked at anew; what a person hid stays hidden, whatever is written there now. */
function reasonAfter(before: HiddenReason | null, mayShow: boolean): HiddenReason | null {
  if (before === 'page-owner' || before === 'organiser') return before;
  return mayShow ? null : 'word-filter';
}
