import { Injectable } from '@nestjs/common';
import type { EditionId, PageId, ParticipationTypeId, TeamId } from '../domain/ids.js';
import { matchedOf } from '../domain/match.js';
import { currency, difference, minor } from '../domain/money.js';
import { postEntries } from '../ledger/index.js';
import { AnnounceChanges } from '../live/index.js';
import { Database } from '../platform/database/database.js';
import { applyPostings } from '../totals/index.js';
import type { MatchScope } from './matches.js';

interface Row {
  edition_id: EditionId;
  scope: MatchScope;
  page_id: PageId | null;
  team_id: TeamId | null;
  participation_type_id: ParticipationTypeId | null;
  rate_percent: number;
  cap_minor: string;
  matched_minor: string;
  currency: string;
}

/** Matches that are settled in one run; the next run goes on. */
const MOST_IN_A_RUN = 200;

/** The total that a match follows. */
const SCOPE_ID = `CASE m.scope WHEN 'edition' THEN m.edition_id WHEN 'team' THEN m.team_id ELSE m.page_id END`;

/** What is left of the gifts of some time of a match; the column says whose they are. */
function giftsBetween(column: string, from: string, until: string): string {
  return `SELECT d.raised_minor FROM gift_match m JOIN donation d ON d.${column} = m.${column} AND d.raised_minor > 0
             AND d.paid_at >= ${from} AND d.paid_at < ${until} WHERE m.id = $1`;
}

const FIRST_WHOLE_HOUR = `date_trunc('hour', m.starts_at + interval '1 hour - 1 microsecond', 'UTC')`;
const LAST_WHOLE_HOUR = `date_trunc('hour', m.ends_at, 'UTC')`;

/**
 * What is left of the gifts that a match follows. An edition has as many as there are, and each turn of the worker would add
 * all of them up: what was given in its
 * whole hours is kept, and only the gifts before the first and after the last are read.
 */
const GIVEN: Readonly<Record<MatchScope, string>> = {
  edition: `
    SELECT h.raised_minor FROM gift_match m JOIN giving_hour h ON h.edition_id = m.edition_id
       AND h.hour >= ${FIRST_WHOLE_HOUR} AND h.hour < ${LAST_WHOLE_HOUR} WHERE m.id = $1
    UNION ALL ${giftsBetween('edition_id', 'm.starts_at', `least(${FIRST_WHOLE_HOUR}, m.ends_at)`)}
    UNION ALL ${giftsBetween('edition_id', `greatest(${FIRST_WHOLE_HOUR}, ${LAST_WHOLE_HOUR})`, 'm.ends_at')}`,
  team: giftsBetween('team_id', 'm.starts_at', 'm.ends_at'),
  page: giftsBetween('page_id', 'm.starts_at', 'm.ends_at'),
};

/**
 * Books what sponsors add. It is derived from all that is left of the gifts of a match's period, and only the difference
 * to what is booked already is posted: whatever comes in whatever order, a payment, a refund, a gift that is moved or
 * verified later, it ends at the same amount. A period that is over is followed as well, because money can go back.
 */
@Injectable()
export class SettleMatches {
  constructor(
    private readonly database: Database,
    private readonly announceChanges: AnnounceChanges,
  ) {}

  /** Settles each match whose total has moved since it was last looked at. @returns how many had something to book */
  async execute(): Promise<number> {
    const moved = await this.database.rows<{ id: string }>(
      `SELECT m.id FROM gift_match m LEFT JOIN total t ON t.scope = m.scope AND t.scope_id = ${SCOPE_ID}
        WHERE m.seen_revision IS DISTINCT FROM coalesce(t.revision, 0) ORDER BY m.id LIMIT $1`,
      [MOST_IN_A_RUN],
    );
    let booked = 0;
    for (const { id } of moved) booked += Number(await this.settle(id));
    return booked;
  }

  /** One match, under its lock: two processes that settle it stand in line, so that the cap is exact. */
  private settle(id: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const [match] = await tx.rows<Row>(
        `SELECT m.edition_id, m.scope, m.page_id, m.team_id, m.participation_type_id, m.rate_percent, m.cap_minor,
                m.matched_minor, e.currency
           FROM gift_match m JOIN edition e ON e.id = m.edition_id WHERE m.id = $1 FOR UPDATE OF m`,
        [id],
      );
      if (match === undefined) return false;
      // The revision is read before the gifts: what is committed in between is seen twice, and never missed.
      await tx.rows(
        `UPDATE gift_match m SET seen_revision = coalesce(
           (SELECT t.revision FROM total t WHERE t.scope = m.scope AND t.scope_id = ${SCOPE_ID}), 0) WHERE m.id = $1`,
        [id],
      );
      const [given] = await tx.rows<{ sum: string }>(
        `SELECT coalesce(sum(raised_minor), 0) AS sum FROM (${GIVEN[match.scope]}) AS given`,
        [id],
      );
      const terms = { ratePercent: match.rate_percent, capMinor: minor(Number(match.cap_minor)) };
      const owedMinor = matchedOf(terms, minor(Number(given?.sum ?? 0)));
      const amountMinor = difference(owedMinor, minor(Number(match.matched_minor)));
      if (amountMinor === 0) return false;
      const posted = await postEntries(tx, [
        {
          account: 'matched',
          amountMinor,
          currency: currency(match.currency),
          paymentIntentId: null,
          gifts: 0,
          editionId: match.edition_id,
          donationId: null,
          registrationId: null,
          donorId: null,
          pageId: match.page_id,
          teamId: match.team_id,
          participationTypeId: match.participation_type_id,
          cause: `match:${id}`,
        },
      ]);
      await tx.rows(`UPDATE gift_match SET matched_minor = $2 WHERE id = $1`, [id, owedMinor]);
      await this.announceChanges.inTransaction(tx, await applyPostings(tx, posted));
      return true;
    });
  }
}
