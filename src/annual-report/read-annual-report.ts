import { Injectable } from '@nestjs/common';
import type { LocalisedText } from '../domain/language.js';
import { type Currency, currency, type Minor, minor } from '../domain/money.js';
import { Database } from '../platform/database/database.js';

/** One edition in figures, as its totals say. */
export interface EditionInFigures {
  readonly slug: string;
  readonly title: LocalisedText;
  readonly walkOn: string;
  readonly currency: Currency;
  readonly teams: number;
  readonly walkers: number;
  readonly central: number;
  readonly ownRoute: number;
  readonly donors: number;
  readonly raisedMinor: Minor;
}

/** Who gave in a calendar year in Belgium, over all editions. Averages are over gifts that count, rounded to the cent. */
export interface YearOfGiving {
  readonly year: number;
  readonly donors: number;
  readonly averageGiftMinor: Minor;
  readonly monthlyDonors: number;
  readonly averageMonthlyMinor: Minor;
}

/** What an organisation reports in March. */
export interface AnnualReport {
  /** The latest first. */
  readonly editions: readonly EditionInFigures[];
  /** The latest first. */
  readonly years: readonly YearOfGiving[];
}

const MOST_EDITIONS = 50;
const MOST_YEARS = 50;

/** Reads the annual report. */
@Injectable()
export class ReadAnnualReport {
  constructor(private readonly database: Database) {}

  async execute(): Promise<AnnualReport> {
    const [editions, years] = await Promise.all([this.editions(), this.years()]);
    return { editions, years };
  }

  private async editions(): Promise<EditionInFigures[]> {
    const rows = await this.database.rows<{
      slug: string;
      title: LocalisedText;
      walk_on: string;
      currency: string;
      teams: number;
      walkers: number;
      central: number;
      own_route: number;
      donors: number;
      raised_minor: string;
    }>(
      `SELECT e.slug, e.title, e.walk_on::text, e.currency, coalesce(h.teams, 0) AS teams, coalesce(h.walkers, 0) AS walkers,
              coalesce(g.central, 0)::int AS central, coalesce(g.own_route, 0)::int AS own_route,
              coalesce(t.donors, 0) AS donors, coalesce(t.raised_minor, 0) AS raised_minor
         FROM edition e
         LEFT JOIN total t ON t.scope = 'edition' AND t.scope_id = e.id
         LEFT JOIN headcount h ON h.scope = 'edition' AND h.scope_id = e.id
         LEFT JOIN (SELECT pt.edition_id, sum(th.walkers) FILTER (WHERE pt.participation_group = 'central') AS central,
                           sum(th.walkers) FILTER (WHERE pt.participation_group = 'own-route') AS own_route
                      FROM participation_type pt
                      JOIN headcount th ON th.scope = 'participation-type' AND th.scope_id = pt.id
                     GROUP BY pt.edition_id) g ON g.edition_id = e.id
        ORDER BY e.walk_on DESC LIMIT $1`,
      [MOST_EDITIONS],
    );
    return rows.map((row) => ({
      slug: row.slug,
      title: row.title,
      walkOn: row.walk_on,
      currency: currency(row.currency),
      teams: row.teams,
      walkers: row.walkers,
      central: row.central,
      ownRoute: row.own_route,
      donors: row.donors,
      raisedMinor: minor(Number(row.raised_minor)),
    }));
  }

  private async years(): Promise<YearOfGiving[]> {
    const rows = await this.database.rows<{
      year: number;
      donors: number;
      average: string;
      monthly_donors: number;
      monthly_average: string;
    }>(
      `WITH once AS (
         SELECT extract(year FROM paid_at AT TIME ZONE 'Europe/Brussels')::int AS year, count(DISTINCT donor_id)::int AS donors,
                round(avg(raised_minor)) AS average
           FROM (SELECT donor_id, paid_at, sum(raised_minor) AS raised_minor FROM donation
                  WHERE raised_minor > 0 AND paid_at IS NOT NULL
                  GROUP BY coalesce(split_of, id), donor_id, paid_at) gift GROUP BY 1),
       monthly AS (
         SELECT extract(year FROM c.told_at AT TIME ZONE 'Europe/Brussels')::int AS year,
                count(DISTINCT m.donor_id)::int AS donors,
                round(avg(c.amount_minor - c.refunded_minor - c.disputed_minor)) AS average
           FROM monthly_charge c JOIN monthly_gift m ON m.id = c.monthly_gift_id
          WHERE c.state = 'paid' AND c.amount_minor > c.refunded_minor + c.disputed_minor GROUP BY 1)
       SELECT year, coalesce(once.donors, 0) AS donors, coalesce(once.average, 0) AS average,
              coalesce(monthly.donors, 0) AS monthly_donors, coalesce(monthly.average, 0) AS monthly_average
         FROM once FULL JOIN monthly USING (year) ORDER BY year DESC LIMIT $1`,
      [MOST_YEARS],
    );
    return rows.map((row) => ({
      year: row.year,
      donors: row.donors,
      averageGiftMinor: minor(Number(row.average)),
      monthlyDonors: row.monthly_donors,
      averageMonthlyMinor: minor(Number(row.monthly_average)),
    }));
  }
}
