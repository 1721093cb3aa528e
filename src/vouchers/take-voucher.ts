import { InputInvalidError } from '../domain/errors.js';
import type { EditionId, RegistrationId, VoucherId } from '../domain/ids.js';
import type { Transaction } from '../platform/database/database.js';
import { hashVoucherCode } from './voucher-code.js';

/** A voucher whose places were taken, so many of them. */
export interface TakenVoucher {
  readonly id: VoucherId;
  readonly places: number;
}

/**
 * Takes places of a voucher under the lock of its row, which is held to the end of the transaction: as many as are
 * wanted, or as many as are left.
 * @throws {InputInvalidError} on the field `voucher`: `VOUCHER_UNKNOWN`, `VOUCHER_OVER`, `VOUCHER_USED_UP`
 */
export async function takeVoucher(
  transaction: Transaction,
  editionId: EditionId,
  code: string,
  wanted: number,
): Promise<TakenVoucher> {
  const hash = hashVoucherCode(code);
  const [voucher] =
    hash === null
      ? []
      : await transaction.rows<{ id: VoucherId; left: number; over: boolean }>(
          `SELECT id, places - used AS left, coalesce(expires_at <= now(), false) AS over
             FROM voucher WHERE edition_id = $1 AND code_hash = $2 FOR NO KEY UPDATE`,
          [editionId, hash],
        );
  if (voucher === undefined) throw new InputInvalidError([{ field: 'voucher', code: 'VOUCHER_UNKNOWN' }]);
  if (voucher.over) throw new InputInvalidError([{ field: 'voucher', code: 'VOUCHER_OVER' }]);
  if (voucher.left === 0) throw new InputInvalidError([{ field: 'voucher', code: 'VOUCHER_USED_UP' }]);
  const places = Math.min(voucher.left, wanted);
  await transaction.rows(`UPDATE voucher SET used = used + $2 WHERE id = $1`, [voucher.id, places]);
  return { id: voucher.id, places };
}

/** Notes which registration took a voucher's places, so that they can be given back. */
export async function noteVoucher(
  transaction: Transaction,
  registrationId: RegistrationId,
  { id, places }: TakenVoucher,
): Promise<void> {
  await transaction.rows(`INSERT INTO registration_voucher (registration_id, voucher_id, places) VALUES ($1, $2, $3)`, [
    registrationId,
    id,
    places,
  ]);
}

/** Gives back the places of vouchers that these registrations took; twice is once. */
export async function giveVouchersBack(
  transaction: Transaction,
  registrationIds: readonly RegistrationId[],
): Promise<void> {
  if (registrationIds.length === 0) return;
  await transaction.rows(
    `WITH back AS (
       UPDATE registration_voucher SET given_back_at = now()
        WHERE registration_id = ANY($1::uuid[]) AND given_back_at IS NULL RETURNING voucher_id, places),
     sums AS (SELECT voucher_id, sum(places)::int AS places FROM back GROUP BY voucher_id)
     UPDATE voucher v SET used = v.used - sums.places FROM sums WHERE v.id = sums.voucher_id`,
    [registrationIds],
  );
}

/**
 * Takes the places of a voucher again for a registration that gave them back, and whose payment came after all.
 * @returns false when somebody else has them by now; nothing is taken then.
 */
export async function takeVoucherAgain(transaction: Transaction, registrationId: RegistrationId): Promise<boolean> {
  const [given] = await transaction.rows<{ voucher_id: VoucherId; places: number }>(
    `SELECT voucher_id, places FROM registration_voucher WHERE registration_id = $1 AND given_back_at IS NOT NULL
      FOR NO KEY UPDATE`,
    [registrationId],
  );
  if (given === undefined) return true;
  const taken = await transaction.rows(
    `UPDATE voucher SET used = used + $2 WHERE id = $1 AND used + $2 <= places RETURNING id`,
    [given.voucher_id, given.places],
  );
  if (taken.length === 0) return false;
  await transaction.rows(`UPDATE registration_voucher SET given_back_at = NULL WHERE registration_id = $1`, [
    registrationId,
  ]);
  return true;
}
