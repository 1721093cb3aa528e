import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { openAttentionItems } from '../attention/index.js';
import type { Edition } from '../domain/edition.js';
import { InputInvalidError } from '../domain/errors.js';
import { shown } from '../domain/shown-page.js';
import { Database } from '../platform/database/database.js';
import { optionalLine, parseInput, type RawInput } from '../platform/http/input.js';
import { ReadTeams } from '../teams/index.js';
import { ReadWalkers } from '../walkers/index.js';
import type { OwnGift } from './read-own-gift.js';
import type { GiftTo } from './start-donation.js';

const MOST_CHARACTERS = 200;
const MoveInput = z.object({ page: optionalLine(MOST_CHARACTERS), meantFor: optionalLine(MOST_CHARACTERS) });

/** For whom a gift was meant: a page that the donor found, their own words, or both. */
export interface MoveWish {
  readonly page: GiftTo | null;
  readonly words: string | null;
}

/**
 * Reads for whom a gift was meant: `page` as `walker:slug`, `team:slug` or `edition`, and `meantFor` in own words.
 * @throws {InputInvalidError} naming `meantFor` when neither is there
 */
export function parseMoveRequest(input: RawInput): MoveWish {
  const { page, meantFor } = parseInput(MoveInput, input);
  if (page === null && meantFor === null) throw new InputInvalidError([{ field: 'meantFor', code: 'REQUIRED' }]);
  return { page: page === null ? null : pageOf(page), words: meantFor };
}

function pageOf(value: string): GiftTo {
  if (value === 'edition') return { kind: 'edition' };
  const [, kind, slug] = /^(walker|team):(.+)$/.exec(value) ?? [];
  if (slug !== undefined && (kind === 'walker' || kind === 'team')) return { kind, slug };
  throw new InputInvalidError([{ field: 'meantFor', code: 'CHOICE_INVALID' }]);
}

/** "I picked the wrong walker": puts the wish before the organisers, who move money with a reason. */
@Injectable()
export class AskToMoveGift {
  constructor(
    private readonly database: Database,
    private readonly teams: ReadTeams,
    private readonly walkers: ReadWalkers,
  ) {}

  /**
   * Asking again while nobody has dealt with it changes the wish; one that was dealt with is opened again.
   * @throws {DomainError} `TEAM_NOT_FOUND`, `WALKER_NOT_FOUND`
   */
  async execute(edition: Edition, gift: OwnGift, { page, words }: MoveWish): Promise<void> {
    const name = page === null ? null : await this.nameOf(edition, page);
    const detail = {
      meantFor: name ?? words ?? '',
      ...(page === null ? {} : { page: page.kind === 'edition' ? 'edition' : `${page.kind}s/${page.slug}` }),
      ...(name === null || words === null ? {} : { words }),
      givenTo: gift.target.name ?? 'edition',
    };
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

  private async nameOf(edition: Edition, page: GiftTo): Promise<string> {
    switch (page.kind) {
      case 'edition':
        // Organisers read Dutch.
        return edition.title.nl;
      case 'team':
        return shown(await this.teams.bySlug(edition, page.slug)).name;
      case 'walker':
        return shown(await this.walkers.bySlug(edition, page.slug)).name;
    }
  }
}
