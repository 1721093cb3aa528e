import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import { type Minor, minor } from '../domain/money.js';
import { Database } from '../platform/database/database.js';

/** What was given in one stretch of time, as it stands today: less what went back since. */
export interface PaceStep {
  /** When the stretch began; UTC. */
  readonly from: Date;
  readonly raisedMinor: Minor;
  readonly gifts: number;
}

/** How an edition was given to. */
export interface GivingPace {
  /** By day in Belgium, from the first gift to the latest, at most {@link MOST_DAYS} of them; days without a gift are left out. */
  readonly days: readonly PaceStep[];
  /** The last {@link HOURS} hours; hours without a gift are left out. */
  readonly hours: readonly PaceStep[];
  /** The edition before, by day, if there is one: its days lie as far from its walk as these from this one's. */
  readonly before: { readonly edition: string; readonly walkOn: string; readonly days: readonly PaceStep[] } | null;
}

const MOST_DAYS = 400;
const HOURS = 48;

interface Row {
  readonly step: Date;
  readonly raised: string;
  readonly gifts: number;
}

/** Reads how fast gifts come in, from what is kept for each hour: as fast with a million gifts as with a thousand. */
@Injectable()
export class ReadGivingPace {
  constructor(private readonly database: Database) {}

  async of(edition: Edition): Promise<GivingPace> {
    const [days, hours, [before]] = await Promise.all([
      this.days(edition.id),
      this.database.rows<Row>(
        `SELECT hour AS step, sum(raised_minor) AS raised, sum(gifts)::int AS gifts FROM giving_hour
          WHERE edition_id = $1 AND hour > now() - $2 * interval '1 hour' GROUP BY 1 HAVING sum(gifts) > 0 ORDER BY 1`,
        [edition.id, HOURS],
      ),
      this.database.rows<{ id: string; slug: string; walk_on: string }>(
        `SELECT id, slug, walk_on::text FROM edition WHERE walk_on < $1 ORDER BY walk_on DESC LIMIT 1`,
        [edition.walkOn],
      ),
    ]);
    return {
      days,
      hours: hours.map(stepOf),
      before:
        before === undefined
          ? null
          : { edition: before.slug, walkOn: before.walk_on, days: await this.days(before.id) },
    };
  }

  private async days(editionId: string): Promise<PaceStep[]> {
    const rows = await this.database.rows<Row>(
      `SELECT date_trunc('day', hour, 'Europe/Brussels') AS step, sum(raised_minor) AS raised, sum(gifts)::int AS gifts
         FROM giving_hour WHERE edition_id = $1 GROUP BY 1 HAVING sum(gifts) > 0 ORDER BY 1 DESC LIMIT $2`,
      [editionId, MOST_DAYS],
    );
    return rows.reverse().map(stepOf);
  }
}

function stepOf({ step, raised, gifts }: Row): PaceStep {
  return { from: step, raisedMinor: minor(Number(raised)), gifts };
}
