import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import { difference, type Minor, minor, sum, ZERO } from '../domain/money.js';
import type { GiftTo } from '../donations/index.js';
import { Database, type Queryable } from '../platform/database/database.js';
import { findPlace, type GiftPlace } from './gift-place.js';
import { lockGift } from './lock-gift.js';
import { type GiftShare, partsOf, placesOf, refuseUnfit } from './split-gift.js';

/** A page that a gift could stand at. */
export interface GiftPage {
  readonly to: GiftTo;
  /** `null` for the walk as a whole. */
  readonly name: string | null;
  /** What is there now. */
  readonly raisedMinor: Minor;
}

/** What a split would do to one page. */
export interface SplitChange extends GiftPage {
  readonly shareMinor: Minor;
  /** What it will have raised. */
  readonly afterMinor: Minor;
}

/** Says what a split will do, before anybody does it. */
@Injectable()
export class PreviewSplit {
  constructor(private readonly database: Database) {}

  /** The pages with what is there now, in the order in which they were named; those that are gone are left out. */
  async pages(edition: Edition, tos: readonly GiftTo[]): Promise<GiftPage[]> {
    const pages: GiftPage[] = [];
    for (const to of tos) {
      try {
        pages.push(await pageOf(this.database, edition, to, await findPlace(this.database, edition, to)));
      } catch (error) {
        // An old link may name a page that is no more: there is nothing to be given to.
        if (!(error instanceof DomainError)) throw error;
      }
    }
    return pages;
  }

  /** What each page raised and will have raised. @throws {DomainError} @throws {InputInvalidError} as `SplitGift` does */
  async execute(edition: Edition, donationId: string, shares: readonly GiftShare[]): Promise<SplitChange[]> {
    return this.database.transaction(async (tx) => {
      const { isSplit, asked: gift } = await lockGift(tx, edition, donationId);
      if (isSplit) throw new DomainError('GIFT_IS_SPLIT', 'The gift is split already');
      refuseUnfit(shares, gift.shareMinor);
      const placed = await placesOf(tx, edition, shares);
      const parts = partsOf(gift, placed);
      const raisedOf = ({ paidMinor, refundedMinor, disputedMinor }: (typeof gift)['amounts']): Minor =>
        difference(paidMinor, sum(refundedMinor, disputedMinor));
      const changes: SplitChange[] = [];
      for (const [index, { to, amountMinor }] of shares.entries()) {
        const place = placed[index]?.place;
        const part = parts.find((it) => it.place.page_id === place?.page_id);
        if (place === undefined || part === undefined) continue;
        const page = await pageOf(tx, edition, to, place);
        // The walk as a whole keeps what it has: the gift stays in it.
        const leaves = place.page_id === gift.page_id || to.kind === 'edition' ? raisedOf(gift.amounts) : ZERO;
        const comes = to.kind === 'edition' ? leaves : raisedOf(part.amounts);
        const afterMinor = sum(difference(page.raisedMinor, leaves), comes);
        changes.push({ ...page, shareMinor: amountMinor, afterMinor });
      }
      return changes;
    });
  }
}

async function pageOf(database: Queryable, edition: Edition, to: GiftTo, place: GiftPlace): Promise<GiftPage> {
  const [row] = await database.rows<{ name: string | null; raised_minor: string }>(
    `SELECT (SELECT coalesce(w.public_name, t.name) FROM fundraising_page p LEFT JOIN walker w ON w.id = p.walker_id
               LEFT JOIN team t ON t.id = p.team_id WHERE p.id = $1) AS name,
            coalesce((SELECT raised_minor FROM total WHERE scope = CASE WHEN $1::uuid IS NULL THEN 'edition' ELSE 'page' END
                         AND scope_id = coalesce($1::uuid, $2::uuid)), 0) AS raised_minor`,
    [place.page_id, edition.id],
  );
  return { to, name: row?.name ?? null, raisedMinor: minor(Number(row?.raised_minor ?? 0)) };
}
