import type { ParticipationGroup } from '../domain/edition.js';
import type { Language, LocalisedText } from '../domain/language.js';
import { currency, type Currency, minor, type Minor } from '../domain/money.js';
import { type PaymentStatus, statusOfPart } from '../domain/payment-position.js';
import type { Queryable } from '../platform/database/database.js';
import { type ShownText, shownText } from './mail-content.js';

/** What mails say about a gift: how it stands when the mail is written, not when it was asked for. */
export interface GiftFacts {
  readonly donationId: string;
  readonly email: string;
  readonly language: Language;
  readonly status: PaymentStatus;
  readonly currency: Currency;
  /** All that was given and went back; of a split gift, all parts together. */
  readonly amountMinor: Minor;
  readonly refundedMinor: Minor;
  /** What of the gift is with {@link to}: all of it, unless it is split. */
  readonly partMinor: Minor;
  /** The parts of a split gift, the largest first; none of a gift that is whole. */
  readonly parts: readonly { readonly name: ShownText; readonly amountMinor: Minor }[];
  /** When it was paid; when it was started, while it is not. */
  readonly givenAt: Date;
  readonly name: ShownText;
  readonly company: ShownText | null;
  readonly anonymous: boolean;
  readonly to: { readonly kind: 'edition' | 'team' | 'walker'; readonly name: ShownText };
  readonly editionTitle: string;
  readonly givingOpen: boolean;
  readonly urls: {
    /** The donor's own view of the gift; it opens for whoever has it. */
    readonly gift: string;
    /** The receipt as PDF; there while something of the gift is here. */
    readonly receipt: string;
    readonly page: string;
    readonly giveAgain: string;
  };
}

/** One walker of a registration whose place is valid. */
export interface WalkerFacts {
  readonly firstName: ShownText;
  readonly name: ShownText;
  readonly participationType: string;
  readonly group: ParticipationGroup;
  readonly startsAt: Date | null;
  readonly distanceKm: number | null;
  readonly minimumMinor: Minor;
  readonly pageUrl: string;
  readonly team: { readonly name: ShownText; readonly url: string; readonly isCaptain: boolean } | null;
}

/** What mails say about a registration. Nothing in it tells a free place from another. */
export interface RegistrationFacts {
  readonly registrationId: string;
  readonly email: string;
  readonly language: Language;
  readonly confirmed: boolean;
  readonly currency: Currency;
  readonly editionTitle: string;
  readonly place: string;
  /** YYYY-MM-DD */
  readonly walkOn: string;
  readonly url: string;
  readonly signInUrl: string;
  readonly walkers: readonly WalkerFacts[];
}

interface GiftRow {
  id: string;
  email: string;
  language: Language;
  status: PaymentStatus;
  currency: string;
  amount_minor: string;
  /** Without the covered costs of the payment: what the donor chose. */
  chosen_minor: string;
  refunded_minor: string;
  part_minor: string;
  paid_minor: string;
  disputed_minor: string;
  parts: { readonly name: string | null; readonly amount_minor: number }[] | null;
  given_at: Date;
  name: string;
  company: string | null;
  anonymous: boolean;
  token: string;
  target: 'edition' | 'team' | 'walker';
  target_slug: string | null;
  target_name: string | null;
  edition_slug: string;
  edition_title: LocalisedText;
  giving_open: boolean;
  pledge_token: string | null;
}

/** Reads what mails say about these gifts, in one query; ids that name no gift, or one whose donor has no address, are not in the answer. */
export async function readGiftFacts(
  database: Queryable,
  publicUrl: string,
  donationIds: readonly string[],
): Promise<Map<string, GiftFacts>> {
  if (donationIds.length === 0) return new Map();
  const rows = await database.rows<GiftRow>(
    `SELECT part.id, donor.email, d.language, d.status, d.currency, whole.amount_minor,
            whole.amount_minor - d.covered_fee_minor AS chosen_minor, whole.paid_minor, whole.refunded_minor,
            whole.disputed_minor, part.amount_minor AS part_minor, whole.parts,
            coalesce(d.paid_at, d.created_at) AS given_at, d.name, d.company, d.anonymous, d.token, part.target,
            CASE part.target WHEN 'walker' THEN w.slug WHEN 'team' THEN t.slug END AS target_slug,
            CASE part.target WHEN 'walker' THEN w.public_name WHEN 'team' THEN t.name END AS target_name,
            e.slug AS edition_slug, e.title AS edition_title,
            now() >= e.giving_opens_at AND now() < e.giving_closes_at AS giving_open,
            (SELECT p.token FROM pledge_payment y JOIN pledge p ON p.id = y.pledge_id WHERE y.donation_id = d.id)
              AS pledge_token
       FROM donation part
       JOIN donation d ON d.id = coalesce(part.split_of, part.id)
       JOIN donor ON donor.id = d.donor_id
       JOIN edition e ON e.id = d.edition_id
       LEFT JOIN walker w ON w.id = part.walker_id
       LEFT JOIN team t ON t.id = part.team_id
      CROSS JOIN LATERAL (
        SELECT sum(p.amount_minor) AS amount_minor, sum(p.paid_minor) AS paid_minor,
               sum(p.refunded_minor) AS refunded_minor, sum(p.disputed_minor) AS disputed_minor,
               jsonb_agg(jsonb_build_object('name', CASE p.target WHEN 'walker' THEN pw.public_name WHEN 'team' THEN pt.name END,
                                            'amount_minor', p.amount_minor) ORDER BY p.amount_minor DESC, p.id)
                 FILTER (WHERE d.whole_minor IS NOT NULL) AS parts
          FROM donation p LEFT JOIN walker pw ON pw.id = p.walker_id LEFT JOIN team pt ON pt.id = p.team_id
         WHERE (p.id = d.id OR p.split_of = d.id) AND NOT p.unsplit) whole
      WHERE part.id = ANY($1::uuid[]) AND donor.email IS NOT NULL`,
    [donationIds],
  );
  return new Map(rows.map((row) => [row.id, giftOf(row, publicUrl)]));
}

function giftOf(row: GiftRow, publicUrl: string): GiftFacts {
  const home = homeUrl(publicUrl, row.language, row.edition_slug);
  const editionTitle = row.edition_title[row.language];
  const page = pageUrl(home, row.target, row.target_slug);
  return {
    donationId: row.id,
    email: row.email,
    language: row.language,
    status: statusOfPart(row.status, {
      paidMinor: minor(Number(row.paid_minor)),
      refundedMinor: minor(Number(row.refunded_minor)),
      disputedMinor: minor(Number(row.disputed_minor)),
    }),
    currency: currency(row.currency),
    amountMinor: minor(Number(row.amount_minor)),
    refundedMinor: minor(Number(row.refunded_minor)),
    partMinor: minor(Number(row.part_minor)),
    parts: (row.parts ?? []).map((part) => ({
      name: shownText(part.name ?? editionTitle),
      amountMinor: minor(part.amount_minor),
    })),
    givenAt: row.given_at,
    name: shownText(row.name),
    company: row.company === null ? null : shownText(row.company),
    anonymous: row.anonymous,
    to: { kind: row.target, name: shownText(row.target_name ?? editionTitle) },
    editionTitle,
    givingOpen: row.giving_open,
    urls: {
      gift: `${home}/gifts/${encodeURIComponent(row.token)}`,
      receipt: `${home}/gifts/${encodeURIComponent(row.token)}/receipt.pdf`,
      page,
      // What settles a promise is tried again from the promise, so that it is found paid there.
      giveAgain:
        row.pledge_token === null
          ? `${page}/give?amount=${row.chosen_minor}`
          : `${home}/pledges/${encodeURIComponent(row.pledge_token)}`,
    },
  };
}

interface WalkerRow {
  id: string;
  email: string;
  language: Language;
  state: string;
  currency: string;
  token: string;
  edition_slug: string;
  edition_title: LocalisedText;
  place: LocalisedText;
  walk_on: string;
  first_name: string;
  last_name: string;
  slug: string;
  distance_km: number | null;
  type_title: LocalisedText;
  participation_group: ParticipationGroup;
  starts_at: Date | null;
  minimum_minor: string;
  team_name: string | null;
  team_slug: string | null;
  is_captain: boolean;
}

/** Reads what mails say about these registrations, in one query; ids that name none are not in the answer. */
export async function readRegistrationFacts(
  database: Queryable,
  publicUrl: string,
  registrationIds: readonly string[],
): Promise<Map<string, RegistrationFacts>> {
  const registrations = new Map<string, RegistrationFacts>();
  if (registrationIds.length === 0) return registrations;
  const rows = await database.rows<WalkerRow>(
    `SELECT r.id, a.email, r.language, r.state, r.currency, r.token, e.slug AS edition_slug, e.title AS edition_title,
            e.place, e.walk_on::text AS walk_on, w.first_name, w.last_name, w.slug, w.distance_km,
            p.title AS type_title, p.participation_group, p.starts_at, p.minimum_minor,
            t.name AS team_name, t.slug AS team_slug, coalesce(t.captain_walker_id = w.id, false) AS is_captain
       FROM registration r
       JOIN account a ON a.id = r.account_id
       JOIN edition e ON e.id = r.edition_id
       JOIN walker w ON w.registration_id = r.id AND w.released_at IS NULL
       JOIN participation_type p ON p.id = w.participation_type_id
       LEFT JOIN team t ON t.id = w.team_id
      WHERE r.id = ANY($1::uuid[])
      ORDER BY r.id, w.id`,
    [registrationIds],
  );
  for (const row of rows) {
    const home = homeUrl(publicUrl, row.language, row.edition_slug);
    const walker = walkerOf(row, home);
    const known = registrations.get(row.id);
    registrations.set(
      row.id,
      known === undefined
        ? {
            registrationId: row.id,
            email: row.email,
            language: row.language,
            confirmed: row.state === 'confirmed',
            currency: currency(row.currency),
            editionTitle: row.edition_title[row.language],
            place: row.place[row.language],
            walkOn: row.walk_on,
            url: `${home}/registered/${encodeURIComponent(row.token)}`,
            signInUrl: `${home}/sign-in`,
            walkers: [walker],
          }
        : { ...known, walkers: [...known.walkers, walker] },
    );
  }
  return registrations;
}

function walkerOf(row: WalkerRow, home: string): WalkerFacts {
  return {
    firstName: shownText(row.first_name),
    name: shownText(`${row.first_name} ${row.last_name}`),
    participationType: row.type_title[row.language],
    group: row.participation_group,
    startsAt: row.starts_at,
    distanceKm: row.distance_km,
    minimumMinor: minor(Number(row.minimum_minor)),
    pageUrl: pageUrl(home, 'walker', row.slug),
    team:
      row.team_name === null
        ? null
        : { name: shownText(row.team_name), url: pageUrl(home, 'team', row.team_slug), isCaptain: row.is_captain },
  };
}

function homeUrl(publicUrl: string, language: Language, editionSlug: string): string {
  return `${publicUrl}/${language}/${encodeURIComponent(editionSlug)}`;
}

function pageUrl(home: string, kind: 'edition' | 'team' | 'walker', slug: string | null): string {
  if (slug === null) return home;
  switch (kind) {
    case 'edition':
      return home;
    case 'team':
      return `${home}/teams/${encodeURIComponent(slug)}`;
    case 'walker':
      return `${home}/walkers/${encodeURIComponent(slug)}`;
  }
}
