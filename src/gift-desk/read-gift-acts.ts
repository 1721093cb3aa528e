import type { DonationId } from '../domain/ids.js';
import { difference, type Minor, minor, sum, ZERO } from '../domain/money.js';
import type { GiftTarget } from '../donations/index.js';
import type { Queryable } from '../platform/database/database.js';
import { type GiftAct, isOvertaken, readActs } from './gift-acts.js';
import { type GiftPlace, isSamePlace } from './gift-place.js';

/** One part of a split gift, as a row of the desk. */
export interface DeskPart {
  readonly id: DonationId;
  readonly target: GiftTarget;
  readonly amountMinor: Minor;
  readonly raisedMinor: Minor;
}

/** What a page has raised now, and what it will have. */
export interface PageChange {
  readonly target: GiftTarget;
  readonly beforeMinor: Minor;
  readonly afterMinor: Minor;
}

/** Something that organisers did with a gift. */
export interface DeskAct {
  readonly id: string;
  readonly kind: GiftAct['kind'];
  readonly doneBy: string;
  readonly doneAt: Date;
  readonly undoneAt: Date | null;
  /** What undoing it would change; `null` where it cannot be undone. */
  readonly undoing: readonly PageChange[] | null;
}

interface PartRow extends GiftPlace {
  id: DonationId;
  amount_minor: string;
  raised_minor: string;
  slug: string | null;
  name: string | null;
}

/** The parts of a gift with where they stand; one row for a gift that is whole. */
async function rowsOf(database: Queryable, wholeId: DonationId): Promise<PartRow[]> {
  return database.rows<PartRow>(
    `SELECT d.id, d.target, d.page_id, d.walker_id, d.team_id, d.participation_type_id, d.amount_minor, d.raised_minor,
            CASE d.target WHEN 'walker' THEN w.slug WHEN 'team' THEN t.slug END AS slug,
            CASE d.target WHEN 'walker' THEN w.public_name WHEN 'team' THEN t.name END AS name
       FROM donation d LEFT JOIN walker w ON w.id = d.walker_id LEFT JOIN team t ON t.id = d.team_id
      WHERE (d.id = $1 OR d.split_of = $1) AND NOT d.unsplit ORDER BY d.split_of NULLS FIRST, d.id`,
    [wholeId],
  );
}

/** The parts of a split gift; none of a gift that is whole. */
export async function readParts(database: Queryable, wholeId: DonationId): Promise<DeskPart[]> {
  const rows = await rowsOf(database, wholeId);
  if (rows.length < 2) return [];
  return rows.map((row) => ({
    id: row.id,
    target: { kind: row.target, slug: row.slug, name: row.name },
    amountMinor: minor(Number(row.amount_minor)),
    raisedMinor: minor(Number(row.raised_minor)),
  }));
}

/** The acts on a gift, each with what undoing it would change. */
export async function readDeskActs(database: Queryable, wholeId: DonationId): Promise<DeskAct[]> {
  const acts = await readActs(database, wholeId);
  if (acts.length === 0) return [];
  const parts = await rowsOf(database, wholeId);
  const pages = await readPages(
    database,
    acts.flatMap(({ before, after }) => [...before, ...after]),
  );
  return acts.map((act) => ({
    id: act.id,
    kind: act.kind,
    doneBy: act.doneBy,
    doneAt: act.doneAt,
    undoneAt: act.undoneAt,
    undoing: act.undoneAt !== null || isOvertaken(act, acts) ? null : changesOf(act, parts, pages),
  }));
}

interface Page {
  readonly target: GiftTarget;
  readonly raisedMinor: Minor;
}

async function readPages(database: Queryable, places: readonly GiftPlace[]): Promise<ReadonlyMap<string, Page>> {
  const ids = [...new Set(places.flatMap(({ page_id }) => page_id ?? []))];
  const rows = await database.rows<{
    id: string;
    kind: 'walker' | 'team';
    slug: string | null;
    name: string | null;
    raised_minor: string;
  }>(
    `SELECT p.id, CASE WHEN p.walker_id IS NULL THEN 'team' ELSE 'walker' END AS kind, coalesce(w.slug, t.slug) AS slug,
            coalesce(w.public_name, t.name) AS name, coalesce(r.raised_minor, 0) AS raised_minor
       FROM fundraising_page p LEFT JOIN walker w ON w.id = p.walker_id LEFT JOIN team t ON t.id = p.team_id
       LEFT JOIN total r ON r.scope = 'page' AND r.scope_id = p.id WHERE p.id = ANY ($1::uuid[])`,
    [ids],
  );
  return new Map(
    rows.map(({ id, kind, slug, name, raised_minor }) => [
      id,
      { target: { kind, slug, name }, raisedMinor: minor(Number(raised_minor)) },
    ]),
  );
}

/** What leaves and enters each page when an act is undone; `null` where the gift stands elsewhere than the act left it. */
function changesOf(
  act: GiftAct,
  parts: readonly PartRow[],
  pages: ReadonlyMap<string, Page>,
): readonly PageChange[] | null {
  const moved = new Map<string, Minor>();
  const add = (pageId: string | null, amountMinor: Minor): void => {
    if (pageId !== null) moved.set(pageId, sum(moved.get(pageId) ?? ZERO, amountMinor));
  };
  for (const left of act.after) {
    const now = parts.find(({ id }) => id === left.id);
    if (now === undefined || !isSamePlace(now, left)) return null;
    const raisedMinor = minor(Number(now.raised_minor));
    add(left.page_id, difference(ZERO, raisedMinor));
    add(act.before[0]?.page_id ?? null, raisedMinor);
  }
  return [...moved].flatMap(([pageId, changeMinor]): PageChange[] => {
    const page = pages.get(pageId);
    if (page === undefined) return [];
    return [{ target: page.target, beforeMinor: page.raisedMinor, afterMinor: sum(page.raisedMinor, changeMinor) }];
  });
}
