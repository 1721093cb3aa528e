import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
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
/** The days of a million gifts are summed in a second; many who look at once look at one sum. */
const KEPT_MS = 30_000;

interface Row {
  readonly step: Date;
  readonly raised: string;
  readonly gifts: number;
}

/** Reads how fast gifts come in. */
@Injectable()
export class ReadGivingPace {
  private readonly known = new LRUCache<string, Promise<GivingPace>>({ max: 20, ttl: KEPT_MS });

  constructor(private readonly database: Database) {}

  /** At most half a minute old. */
  of(edition: Edition): Promise<GivingPace> {
    const known = this.known.get(edition.id);
    if (known !== undefined) return known;
    const reading = this.read(edition);
    this.known.set(edition.id, reading);
    reading.catch(() => this.known.delete(edition.id));
    return reading;
  }

  private async read(edition: Edition): Promise<GivingPace> {
    const [days, hours, [before]] = await Promise.all([
      this.days(edition.id),
      this.database.rows<Row>(
        `SELECT date_trunc('hour', paid_at) AS step, sum(raised_minor) AS raised, count(*)::int AS gifts FROM donation
          WHERE edition_id = $1 AND raised_minor > 0 AND paid_at > now() - $2 * interval '1 hour' GROUP BY 1 ORDER BY 1`,
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
      `SELECT date_trunc('day', paid_at, 'Europe/Brussels') AS step, sum(raised_minor) AS raised, count(*)::int AS gifts
         FROM donation WHERE edition_id = $1 AND raised_minor > 0 AND paid_at IS NOT NULL
        GROUP BY 1 ORDER BY 1 DESC LIMIT $2`,
      [editionId, MOST_DAYS],
    );
    return rows.reverse().map(stepOf);
  }
}

function stepOf({ step, raised, gifts }: Row): PaceStep {
  return { from: step, raisedMinor: minor(Number(raised)), gifts };
}
