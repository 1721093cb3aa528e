import type { Placeholder } from '../domain/mailing-text.js';

/** Whom a mailing can go to. */
export const SEGMENT_NAMES = [
  'walkers',
  'short-walkers',
  'captains-of-short-teams',
  'no-page-yet',
  'captains',
  'not-paid',
  'guardians-awaited',
  'donors-who-agreed',
] as const;
export type SegmentName = (typeof SEGMENT_NAMES)[number];

/** A group of people who are mailed together. */
export interface Segment {
  readonly name: SegmentName;
  /** About the reader's own place or duty: it comes whatever they chose. Everything else respects the choice. */
  readonly needed: boolean;
  /** What a text can name of each of them, always. */
  readonly placeholders: readonly Placeholder[];
  /** Whether it can be narrowed to a participation type and a start slot. */
  readonly byType: boolean;
  /** Whether it asks who is short of the minimum after what a team's surplus covers. */
  readonly asksWhoIsShort: boolean;
  /**
   * Its people: `email`, `language`, `name`, `team_name`, `walker_name`, `raised_minor`, `minimum_minor`, and `path`,
   * where the mail leads to within the edition. It knows `asked`: the edition's id, who is short, a type, and a slot.
   */
  readonly sql: string;
}

const WALKER_TABLES = `
  asked JOIN walker w ON w.edition_id = asked.edition_id AND w.confirmed_at IS NOT NULL
  JOIN registration r ON r.id = w.registration_id JOIN account a ON a.id = r.account_id
  JOIN participation_type pt ON pt.id = w.participation_type_id
  JOIN fundraising_page p ON p.walker_id = w.id
  LEFT JOIN total s ON s.scope = 'page' AND s.scope_id = p.id
  LEFT JOIN team t ON t.id = w.team_id`;

const walkerColumns = (path: string): string =>
  `a.email, r.language, w.first_name AS name, t.name AS team_name, w.public_name AS walker_name,
   coalesce(s.raised_minor, 0) AS raised_minor, pt.minimum_minor, ${path} AS path, w.id AS sorted_by`;

const OWN_TEAM_PATH = `'/my/team/' || t.slug`;
const LEADS = `(t.captain_walker_id = w.id OR EXISTS (
  SELECT FROM team_co_captain c WHERE c.team_id = t.id AND c.walker_id = w.id))`;

const OF_WALKERS = ['name', 'walker', 'raised', 'minimum', 'short'] as const;
const OF_LEADERS = ['name', 'walker', 'team'] as const;

/** Every segment, in the order in which they are offered. */
export const SEGMENTS: readonly Segment[] = [
  {
    name: 'walkers',
    needed: true,
    placeholders: OF_WALKERS,
    byType: true,
    asksWhoIsShort: false,
    sql: `SELECT ${walkerColumns(`'/my'`)} FROM ${WALKER_TABLES}
           WHERE (asked.type_code IS NULL OR pt.code = asked.type_code)
             AND (asked.slot IS NULL OR coalesce(w.start_slot, pt.starts_at) = asked.slot)`,
  },
  {
    name: 'short-walkers',
    needed: false,
    placeholders: OF_WALKERS,
    byType: false,
    asksWhoIsShort: true,
    sql: `SELECT ${walkerColumns(`'/my'`)} FROM ${WALKER_TABLES} WHERE w.id = ANY(asked.short_ids)`,
  },
  {
    name: 'captains-of-short-teams',
    needed: false,
    placeholders: OF_LEADERS,
    byType: false,
    asksWhoIsShort: true,
    sql: `SELECT ${walkerColumns(OWN_TEAM_PATH)} FROM ${WALKER_TABLES}
           WHERE ${LEADS} AND EXISTS (SELECT FROM walker m WHERE m.team_id = t.id AND m.id = ANY(asked.short_ids))`,
  },
  {
    name: 'no-page-yet',
    needed: false,
    placeholders: OF_WALKERS,
    byType: false,
    asksWhoIsShort: false,
    sql: `SELECT ${walkerColumns(`'/my'`)} FROM ${WALKER_TABLES}
           WHERE p.story = '' AND NOT EXISTS (SELECT FROM page_photo photo WHERE photo.page_id = p.id)`,
  },
  {
    name: 'captains',
    needed: false,
    placeholders: OF_LEADERS,
    byType: false,
    asksWhoIsShort: false,
    sql: `SELECT ${walkerColumns(OWN_TEAM_PATH)} FROM ${WALKER_TABLES} WHERE ${LEADS}`,
  },
  {
    // Who has found another place meanwhile is not asked to pay for the one that they let go.
    name: 'not-paid',
    needed: true,
    placeholders: ['name'],
    byType: false,
    asksWhoIsShort: false,
    sql: `SELECT a.email, r.language, w.first_name AS name, NULL AS team_name, NULL AS walker_name,
                 NULL::bigint AS raised_minor, NULL::bigint AS minimum_minor, '/register' AS path, w.id AS sorted_by
            FROM asked JOIN registration r ON r.edition_id = asked.edition_id JOIN account a ON a.id = r.account_id
            JOIN walker w ON w.registration_id = r.id
           WHERE r.state IN ('held', 'released') AND r.amount_minor > 0 AND r.paid_minor = 0
             AND r.hold_expires_at < now()
             AND NOT EXISTS (SELECT FROM registration o WHERE o.account_id = r.account_id
                              AND o.edition_id = r.edition_id AND o.state IN ('confirmed', 'needs-decision'))`,
  },
  {
    name: 'guardians-awaited',
    needed: true,
    placeholders: ['name', 'walker'],
    byType: false,
    asksWhoIsShort: false,
    sql: `SELECT lower(w.guardian_email) AS email, r.language, w.guardian_name AS name, NULL AS team_name,
                 w.public_name AS walker_name, NULL::bigint AS raised_minor, NULL::bigint AS minimum_minor,
                 '/consent/' || gc.token AS path, w.id AS sorted_by
            FROM asked JOIN walker w ON w.edition_id = asked.edition_id AND w.confirmed_at IS NOT NULL
            JOIN guardian_consent gc ON gc.walker_id = w.id AND gc.decision IS NULL
            JOIN registration r ON r.id = w.registration_id
           WHERE w.guardian_email IS NOT NULL`,
  },
  {
    name: 'donors-who-agreed',
    needed: false,
    placeholders: ['name'],
    byType: false,
    asksWhoIsShort: false,
    sql: `SELECT d.email, d.language, d.name, NULL AS team_name, NULL AS walker_name, NULL::bigint AS raised_minor,
                 NULL::bigint AS minimum_minor, '' AS path, d.id AS sorted_by
            FROM asked JOIN donor_total g ON g.edition_id = asked.edition_id AND g.gifts > 0
            JOIN donor d ON d.id = g.donor_id JOIN newsletter_opt_in o ON o.email = d.email`,
  },
];

/** @returns `undefined` for a word that names none */
export function segmentNamed(name: unknown): Segment | undefined {
  return SEGMENTS.find((segment) => segment.name === name);
}
