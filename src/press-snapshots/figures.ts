import type { Edition } from '../domain/edition.js';
import { type Minor, minor } from '../domain/money.js';
import type { Queryable } from '../platform/database/database.js';
import type { ReadTotals } from '../totals/index.js';

/** Every figure, in the order in which it is told, and the column in which it is kept. */
export const FIGURES = [
  { key: 'raised', kind: 'money', column: 'raised_minor' },
  { key: 'paid', kind: 'money', column: 'paid_minor' },
  { key: 'refunded', kind: 'money', column: 'refunded_minor' },
  { key: 'disputed', kind: 'money', column: 'disputed_minor' },
  { key: 'offline', kind: 'money', column: 'offline_minor' },
  { key: 'matched', kind: 'money', column: 'matched_minor' },
  { key: 'countedFees', kind: 'money', column: 'counted_fee_minor' },
  { key: 'onItsWay', kind: 'money', column: 'on_its_way_minor' },
  { key: 'gifts', kind: 'count', column: 'gifts' },
  { key: 'donors', kind: 'count', column: 'donors' },
  { key: 'walkers', kind: 'count', column: 'walkers' },
  { key: 'teams', kind: 'count', column: 'teams' },
  { key: 'walkersCentral', kind: 'count', column: 'walkers_central' },
  { key: 'walkersOwnRoute', kind: 'count', column: 'walkers_own_route' },
  { key: 'raisedCentral', kind: 'money', column: 'raised_central_minor' },
  { key: 'raisedOwnRoute', kind: 'money', column: 'raised_own_route_minor' },
] as const;

export type Figure = (typeof FIGURES)[number];

/** All figures of an edition at one moment; amounts in minor units, refunds and disputes ≤ 0. */
export type Figures = Readonly<Record<Extract<Figure, { kind: 'money' }>['key'], Minor>> &
  Readonly<Record<Extract<Figure, { kind: 'count' }>['key'], number>>;

/**
 * Reads the running totals as figures.
 * @param snapshot a transaction in which all reading is of one moment
 */
export async function readFigures(totals: ReadTotals, edition: Edition, snapshot: Queryable): Promise<Figures> {
  const total = await totals.ofEdition(edition, snapshot);
  const parts = await totals.partsOf({ scope: 'edition', scopeId: edition.id }, snapshot);
  return {
    raised: total.raisedMinor,
    paid: parts.paidMinor,
    refunded: parts.refundedMinor,
    disputed: parts.disputedMinor,
    offline: parts.offlineMinor,
    matched: parts.matchedMinor,
    countedFees: parts.countedFeeMinor,
    onItsWay: total.onItsWayMinor,
    gifts: total.gifts,
    donors: total.donors,
    walkers: total.walkers,
    teams: total.teams,
    walkersCentral: total.walkersByGroup.central,
    walkersOwnRoute: total.walkersByGroup['own-route'],
    raisedCentral: total.raisedByGroup.central,
    raisedOwnRoute: total.raisedByGroup['own-route'],
  };
}

/** Figures as their columns came from Postgres. */
export function figuresOf(row: Readonly<Record<Figure['column'], string | number>>): Figures {
  const amount = (column: Figure['column']): Minor => minor(Number(row[column]));
  return {
    raised: amount('raised_minor'),
    paid: amount('paid_minor'),
    refunded: amount('refunded_minor'),
    disputed: amount('disputed_minor'),
    offline: amount('offline_minor'),
    matched: amount('matched_minor'),
    countedFees: amount('counted_fee_minor'),
    onItsWay: amount('on_its_way_minor'),
    gifts: Number(row.gifts),
    donors: Number(row.donors),
    walkers: Number(row.walkers),
    teams: Number(row.teams),
    walkersCentral: Number(row.walkers_central),
    walkersOwnRoute: Number(row.walkers_own_route),
    raisedCentral: amount('raised_central_minor'),
    raisedOwnRoute: amount('raised_own_route_minor'),
  };
}
