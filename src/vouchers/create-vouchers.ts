import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Edition } from '../domain/edition.js';
import { Database } from '../platform/database/database.js';
import { hashVoucherCode, newVoucherCode } from './voucher-code.js';

/** What vouchers are wanted. */
export interface VoucherOrder {
  /** How many codes; 1 to 1,000. */
  readonly count: number;
  /** How many walkers each is good for; 1 to 10,000. */
  readonly places: number;
  /** For whom they are; only organisers see it. */
  readonly label: string;
  readonly expiresAt: Date | null;
}

const MOST_CODES = 1_000;
const MOST_PLACES = 10_000;

/** Makes vouchers: codes that pay the fee of so many walkers. */
@Injectable()
export class CreateVouchers {
  constructor(private readonly database: Database) {}

  /**
   * @returns the codes, which cannot be read again: only their hashes are kept.
   * @throws {RangeError} for a count or places out of their bounds, and for a label that is empty or over 200 characters.
   */
  async execute(edition: Edition, { count, places, label, expiresAt }: VoucherOrder): Promise<string[]> {
    const whole = (value: number, most: number): boolean => Number.isInteger(value) && value >= 1 && value <= most;
    if (!whole(count, MOST_CODES)) throw new RangeError(`From 1 to ${String(MOST_CODES)} codes at a time`);
    if (!whole(places, MOST_PLACES)) throw new RangeError(`From 1 to ${String(MOST_PLACES)} places a code`);
    const name = label.trim();
    if (name.length === 0 || name.length > 200) throw new RangeError('A label has 1 to 200 characters');
    const codes = Array.from({ length: count }, newVoucherCode);
    await this.database.rows(
      `INSERT INTO voucher (id, edition_id, code_hash, label, places, expires_at)
       SELECT id, $2, hash, $4, $5, $6 FROM unnest($1::uuid[], $3::text[]) AS v (id, hash)`,
      [
        codes.map(() => uuidv7()),
        edition.id,
        codes.map((code) => hashVoucherCode(code) ?? ''),
        name,
        places,
        expiresAt,
      ],
    );
    return codes;
  }
}
