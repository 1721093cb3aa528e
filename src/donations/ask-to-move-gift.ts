import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { openAttentionItems } from '../attention/index.js';
import type { Edition } from '../domain/edition.js';
import { Database } from '../platform/database/database.js';
import { parseInput, type RawInput, requiredLine } from '../platform/http/input.js';
import type { OwnGift } from './read-own-gift.js';

const MOST_CHARACTERS = 200;
const MoveInput = z.object({ meantFor: requiredLine(MOST_CHARACTERS) });

/** Reads for whom a gift was meant, in the donor's own words. @throws {InputInvalidError} */
export function parseMoveRequest(input: RawInput): string {
  return parseInput(MoveInput, input).meantFor;
}

/** "I picked the wrong walker": puts the wish before the organisers, who move money with a reason. */
@Injectable()
export class AskToMoveGift {
  constructor(private readonly database: Database) {}

  /** Asking again while nobody has dealt with it changes the words; a wish that was dealt with is opened again. */
  async execute(edition: Edition, gift: OwnGift, meantFor: string): Promise<void> {
    const detail = { meantFor, givenTo: gift.target.name ?? 'edition' };
    await this.database.transaction(async (tx) => {
      await openAttentionItems(tx, [
        {
          kind: 'wrong-page-request',
          reference: gift.id,
          editionId: edition.id,
          donationId: gift.id,
          registrationId: null,
          detail,
        },
      ]);
      await tx.rows(
        `UPDATE attention_item SET detail = $2, resolved_at = NULL WHERE kind = 'wrong-page-request' AND reference = $1`,
        [gift.id, JSON.stringify(detail)],
      );
    });
  }
}
