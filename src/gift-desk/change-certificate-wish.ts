import { Injectable } from '@nestjs/common';
import { type Actor, writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import { type DonationId, idFrom } from '../domain/ids.js';
import { certificateWish } from '../domain/tax-certificate.js';
import { Database } from '../platform/database/database.js';

/** Writes down that a donor wants a tax certificate after all, or wants none. */
@Injectable()
export class ChangeCertificateWish {
  constructor(private readonly database: Database) {}

  /**
   * The parts of a split gift say the same. Nothing happens where it is said already.
   * @throws {DomainError} `DONATION_NOT_FOUND`; `CERTIFICATE_NOT_POSSIBLE` for cash, and where the edition gives none.
   */
  async execute(edition: Edition, donationId: string, wanted: boolean, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [gift] = await tx.rows<{
        id: DonationId;
        certificate_wanted: boolean;
        offline_method: string | null;
      }>(
        `SELECT id, certificate_wanted, offline_method FROM donation
          WHERE id = (SELECT coalesce(split_of, id) FROM donation WHERE id = $1 AND edition_id = $2 AND NOT unsplit)
            FOR UPDATE`,
        [idFrom(donationId), edition.id],
      );
      if (gift === undefined) throw new DomainError('DONATION_NOT_FOUND', 'No such gift in this edition');
      if (gift.certificate_wanted === wanted) return;
      if (wanted && !certificateWish(edition, wanted, gift.offline_method)) {
        throw new DomainError('CERTIFICATE_NOT_POSSIBLE', 'No tax certificate for such a gift');
      }
      await tx.rows(`UPDATE donation SET certificate_wanted = $2 WHERE id = $1 OR split_of = $1`, [gift.id, wanted]);
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'change-certificate-wish',
        subject: { kind: 'donation', id: gift.id },
        before: { certificateWanted: gift.certificate_wanted },
        after: { certificateWanted: wanted },
      });
    });
  }
}
