import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { AccountId, PageId, TeamId, WalkerId } from '../domain/ids.js';
import { type Minor, minor } from '../domain/money.js';
import { Database } from '../platform/database/database.js';
import type { Visibility } from './edit-page.js';

/** A walker's page as its owner sees it. */
export interface OwnPage {
  readonly kind: 'walker';
  readonly walkerId: WalkerId;
  readonly pageId: PageId;
  readonly slug: string;
  readonly name: string;
  readonly firstName: string;
  readonly team: { readonly id: TeamId; readonly slug: string; readonly name: string } | null;
  readonly captain: boolean;
  readonly raisedMinor: Minor;
  readonly onItsWayMinor: Minor;
  readonly gifts: number;
  readonly goalMinor: Minor;
  /** What the walker committed to raise. */
  readonly minimumMinor: Minor;
  readonly story: string;
  readonly visibility: Visibility;
  /** Organisers show it to nobody else. */
  readonly hidden: boolean;
  /** Starts together with others, from the central start. */
  readonly central: boolean;
  readonly photoHidden: boolean;
  readonly shortAddress: string | null;
  readonly done: DoneSteps;
  /** Gifts with a name that the owner has not thanked for yet. */
  readonly toThank: number;
}

/** What of the first three minutes is done. */
export interface DoneSteps {
  readonly photo: boolean;
  readonly story: boolean;
  readonly goal: boolean;
  /** A first gift, by the walker. */
  readonly ownGift: boolean;
}

/** A walker whose place is not valid yet. */
export interface HeldPlace {
  readonly name: string;
  /** Of the page that says how to go on. */
  readonly registrationToken: string;
}

export interface OwnPages {
  readonly pages: readonly OwnPage[];
  readonly held: readonly HeldPlace[];
}

interface OwnPageRow {
  walker_id: WalkerId;
  page_id: PageId;
  slug: string;
  public_name: string;
  first_name: string;
  confirmed: boolean;
  token: string;
  team_id: TeamId | null;
  team_slug: string | null;
  team_name: string | null;
  captain: boolean;
  raised_minor: string;
  on_its_way_minor: string;
  gifts: number;
  goal_minor: string;
  minimum_minor: string;
  story: string;
  visibility: Visibility;
  hidden: boolean;
  central: boolean;
  photo_hidden: boolean;
  short_address: string | null;
  has_photo: boolean;
  goal_set: boolean;
  own_gift: boolean;
  to_thank: number;
}

/** A family is smaller, a class too; nobody scrolls further. */
const MOST_WALKERS = 50;

/** Gifts on a page that its owner can thank for: they count, they have a name, and they are not the owner's own. */
export const THANKABLE = `d.page_id = p.id AND d.raised_minor > 0 AND NOT d.anonymous
  AND NOT EXISTS (SELECT 1 FROM donor o WHERE o.id = d.donor_id AND o.email = a.email)`;

const OWN_PAGE = `SELECT w.id AS walker_id, p.id AS page_id, w.slug, w.public_name, w.first_name,
    w.confirmed_at IS NOT NULL AS confirmed, r.token, t.id AS team_id, t.slug AS team_slug, t.name AS team_name,
    coalesce(t.captain_walker_id = w.id, false) AS captain, coalesce(s.raised_minor, 0) AS raised_minor,
    coalesce(s.on_its_way_minor, 0) AS on_its_way_minor, coalesce(s.gifts, 0) AS gifts, p.goal_minor, pt.minimum_minor,
    p.story, p.visibility, p.hidden_at IS NOT NULL AS hidden, p.photo_hidden,
    pt.participation_group = 'central' AS central, p.short_address, p.goal_set_at IS NOT NULL AS goal_set,
    EXISTS (SELECT 1 FROM page_photo f WHERE f.page_id = p.id) AS has_photo,
    EXISTS (SELECT 1 FROM donation d JOIN donor o ON o.id = d.donor_id
             WHERE d.page_id = p.id AND d.raised_minor > 0 AND o.email = a.email) AS own_gift,
    (SELECT count(*) FROM donation d WHERE ${THANKABLE}
        AND NOT EXISTS (SELECT 1 FROM gift_thanks g WHERE g.donation_id = d.id))::integer AS to_thank
  FROM registration r
  JOIN account a ON a.id = r.account_id
  JOIN walker w ON w.registration_id = r.id AND w.released_at IS NULL
  JOIN participation_type pt ON pt.id = w.participation_type_id
  JOIN fundraising_page p ON p.walker_id = w.id
  LEFT JOIN team t ON t.id = w.team_id
  LEFT JOIN total s ON s.scope = 'page' AND s.scope_id = p.id
  WHERE r.account_id = $1 AND r.edition_id = $2`;

/** Reads the pages of the walkers of an account. */
@Injectable()
export class ReadOwnPages {
  constructor(private readonly database: Database) {}

  /** All of an edition, in the order in which they were registered. */
  async list(accountId: AccountId, edition: Edition): Promise<OwnPages> {
    const rows = await this.database.rows<OwnPageRow>(`${OWN_PAGE} ORDER BY w.created_at, w.id LIMIT $3`, [
      accountId,
      edition.id,
      MOST_WALKERS,
    ]);
    return {
      pages: rows.filter(({ confirmed }) => confirmed).map(ownPageOf),
      held: rows
        .filter(({ confirmed }) => !confirmed)
        .map((row) => ({ name: row.public_name, registrationToken: row.token })),
    };
  }

  /** @throws {DomainError} `WALKER_NOT_FOUND` for a walker of somebody else too, so that nobody learns who there is */
  async bySlug(accountId: AccountId, edition: Edition, slug: string): Promise<OwnPage> {
    const [row] = await this.database.rows<OwnPageRow>(`${OWN_PAGE} AND w.slug = $3 AND w.confirmed_at IS NOT NULL`, [
      accountId,
      edition.id,
      slug,
    ]);
    if (row === undefined) throw new DomainError('WALKER_NOT_FOUND', 'No such walker of this account');
    return ownPageOf(row);
  }
}

function ownPageOf(row: OwnPageRow): OwnPage {
  return {
    kind: 'walker',
    walkerId: row.walker_id,
    pageId: row.page_id,
    slug: row.slug,
    name: row.public_name,
    firstName: row.first_name,
    team: row.team_id === null ? null : { id: row.team_id, slug: row.team_slug ?? '', name: row.team_name ?? '' },
    captain: row.captain,
    raisedMinor: minor(Number(row.raised_minor)),
    onItsWayMinor: minor(Number(row.on_its_way_minor)),
    gifts: row.gifts,
    goalMinor: minor(Number(row.goal_minor)),
    minimumMinor: minor(Number(row.minimum_minor)),
    story: row.story,
    visibility: row.visibility,
    hidden: row.hidden,
    central: row.central,
    photoHidden: row.photo_hidden,
    shortAddress: row.short_address,
    done: { photo: row.has_photo, story: row.story !== '', goal: row.goal_set, ownGift: row.own_gift },
    toThank: row.to_thank,
  };
}
