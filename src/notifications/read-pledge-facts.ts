import type { Language, LocalisedText } from '../domain/language.js';
import { currency, type Currency, minor, type Minor } from '../domain/money.js';
import { type Hectometres, kilometresOf } from '../domain/pledge.js';
import type { Queryable } from '../platform/database/database.js';
import { type ShownText, shownText } from './mail-content.js';

/** What mails say about a promise per kilometre: how it stands when the mail is written. */
export interface PledgeFacts {
  readonly pledgeId: string;
  readonly email: string;
  readonly language: Language;
  readonly state: 'promised' | 'settled' | 'withdrawn' | 'lapsed';
  /** Its donor opened the link of a mail before; only then others see that somebody promised. */
  readonly opened: boolean;
  /** A donation that settles it is paid, or on its way. */
  readonly paidOrOnItsWay: boolean;
  readonly currency: Currency;
  readonly perKmMinor: Minor;
  readonly capMinor: Minor;
  readonly name: ShownText;
  readonly walkerName: ShownText;
  /** Kilometres with one decimal, and what they come to; `null` until it is settled. */
  readonly settled: { readonly kilometres: number; readonly dueMinor: Minor } | null;
  readonly editionTitle: string;
  /** YYYY-MM-DD */
  readonly walkOn: string;
  readonly givingOpen: boolean;
  readonly givingClosesAt: Date;
  readonly urls: {
    /** The donor's own page of the promise; it opens for whoever has it. */
    readonly pledge: string;
    readonly page: string;
  };
}

/** Reads what mails say about these promises, in one query; ids that name none are not in the answer. */
export async function readPledgeFacts(
  database: Queryable,
  publicUrl: string,
  pledgeIds: readonly string[],
): Promise<Map<string, PledgeFacts>> {
  if (pledgeIds.length === 0) return new Map();
  const rows = await database.rows<{
    id: string;
    email: string;
    language: Language;
    state: PledgeFacts['state'];
    opened: boolean;
    paid_or_on_its_way: boolean;
    currency: string;
    per_km_minor: number;
    cap_minor: number;
    name: string;
    walker_name: string;
    walker_slug: string;
    walked_hectometres: Hectometres | null;
    due_minor: number | null;
    token: string;
    edition_slug: string;
    edition_title: LocalisedText;
    walk_on: string;
    giving_open: boolean;
    giving_closes_at: Date;
  }>(
    `SELECT p.id, p.email, p.language, p.state, p.opened_at IS NOT NULL AS opened, e.currency, p.per_km_minor, p.cap_minor, p.name,
            w.public_name AS walker_name, w.slug AS walker_slug, p.walked_hectometres, p.due_minor, p.token,
            e.slug AS edition_slug, e.title AS edition_title, e.walk_on::text AS walk_on, e.giving_closes_at,
            now() >= e.giving_opens_at AND now() < e.giving_closes_at AS giving_open,
            EXISTS (SELECT FROM pledge_payment y JOIN donation d ON d.id = y.donation_id
                     WHERE y.pledge_id = p.id AND (d.paid_minor > 0 OR d.status = 'pending')) AS paid_or_on_its_way
       FROM pledge p JOIN walker w ON w.id = p.walker_id JOIN edition e ON e.id = p.edition_id
      WHERE p.id = ANY($1::uuid[])`,
    [pledgeIds],
  );
  return new Map(
    rows.map((row) => {
      const home = `${publicUrl}/${row.language}/${encodeURIComponent(row.edition_slug)}`;
      const { walked_hectometres: walked, due_minor: dueMinor } = row;
      return [
        row.id,
        {
          pledgeId: row.id,
          email: row.email,
          language: row.language,
          state: row.state,
          opened: row.opened,
          paidOrOnItsWay: row.paid_or_on_its_way,
          currency: currency(row.currency),
          perKmMinor: minor(row.per_km_minor),
          capMinor: minor(row.cap_minor),
          name: shownText(row.name),
          walkerName: shownText(row.walker_name),
          settled:
            walked === null || dueMinor === null
              ? null
              : { kilometres: kilometresOf(walked), dueMinor: minor(dueMinor) },
          editionTitle: row.edition_title[row.language],
          walkOn: row.walk_on,
          givingOpen: row.giving_open,
          givingClosesAt: row.giving_closes_at,
          urls: {
            pledge: `${home}/pledges/${encodeURIComponent(row.token)}`,
            page: `${home}/walkers/${encodeURIComponent(row.walker_slug)}`,
          },
        },
      ];
    }),
  );
}
