import { Injectable } from '@nestjs/common';
import { PARTICIPATION_GROUPS, type Edition, type ParticipationGroup } from '../domain/edition.js';
import { minor, type Minor, ZERO } from '../domain/money.js';
import { Database, type Queryable } from '../platform/database/database.js';
import type { TotalKey, TotalScope } from './apply-postings.js';

/** A total at a moment: absolute values, never a difference. */
export interface Total {
  readonly scope: TotalScope;
  readonly scopeId: string;
  readonly raisedMinor: Minor;
  readonly onItsWayMinor: Minor;
  readonly gifts: number;
  /** Of an edition; `null` elsewhere. */
  readonly donors: number | null;
  readonly walkers: number;
  readonly teams: number;
  /** Grows with every change of anything above. 0: nothing has happened yet. */
  readonly revision: number;
  readonly asOf: Date;
}

/** What *raised* is made of. Refunds and disputes are ≤ 0; the parts add up to `raisedMinor`. */
export interface TotalParts {
  readonly paidMinor: Minor;
  readonly refundedMinor: Minor;
  readonly disputedMinor: Minor;
  readonly offlineMinor: Minor;
  readonly matchedMinor: Minor;
  readonly countedFeeMinor: Minor;
  readonly raisedMinor: Minor;
  readonly onItsWayMinor: Minor;
  readonly revision: number;
  readonly asOf: Date;
}

/** An edition's total with central and own route apart. */
export interface EditionTotal extends Total {
  readonly donors: number;
  readonly walkersByGroup: Readonly<Record<ParticipationGroup, number>>;
  readonly raisedByGroup: Readonly<Record<ParticipationGroup, Minor>>;
}

interface TotalRow {
  scope: TotalScope;
  scope_id: string;
  raised_minor: string;
  on_its_way_minor: string;
  gifts: number;
  donors: number | null;
  walkers: number;
  teams: number;
  revision: string;
  as_of: Date;
}

const TOTAL_COLUMNS = `k.scope, k.scope_id, coalesce(t.raised_minor, 0) AS raised_minor,
  coalesce(t.on_its_way_minor, 0) AS on_its_way_minor, coalesce(t.gifts, 0) AS gifts, t.donors,
  coalesce(h.walkers, 0) AS walkers, coalesce(h.teams, 0) AS teams,
  coalesce(t.revision, 0) + coalesce(h.revision, 0) AS revision, clock_timestamp() AS as_of`;

/** Reads the running totals; where several must be of one moment, in the transaction that is given. */
@Injectable()
export class ReadTotals {
  constructor(private readonly database: Database) {}

  /** The totals of the given keys, in their order; one that nothing was ever booked on is all zeros. */
  async ofKeys(keys: readonly TotalKey[], within: Queryable = this.database): Promise<Total[]> {
    if (keys.length === 0) return [];
    const rows = await within.rows<TotalRow>(
      `SELECT ${TOTAL_COLUMNS}
         FROM unnest($1::text[], $2::uuid[]) WITH ORDINALITY AS k (scope, scope_id, place)
         LEFT JOIN total t ON t.scope = k.scope AND t.scope_id = k.scope_id
         LEFT JOIN headcount h ON h.scope = k.scope AND h.scope_id = k.scope_id
        ORDER BY k.place`,
      [keys.map((key) => key.scope), keys.map((key) => key.scopeId)],
    );
    return rows.map(totalOf);
  }

  async ofKey(key: TotalKey): Promise<Total> {
    const [total] = await this.ofKeys([key]);
    return total ?? emptyTotal(key);
  }

  async ofEdition(edition: Edition, within: Queryable = this.database): Promise<EditionTotal> {
    const [editionTotal, ...types] = await this.ofKeys(
      [
        { scope: 'edition', scopeId: edition.id },
        ...edition.participationTypes.map((type) => ({ scope: 'participation-type' as const, scopeId: type.id })),
      ],
      within,
    );
    const total = editionTotal ?? emptyTotal({ scope: 'edition', scopeId: edition.id });
    const walkersByGroup = { central: 0, 'own-route': 0 };
    const raisedByGroup = { central: ZERO, 'own-route': ZERO };
    for (const group of PARTICIPATION_GROUPS) {
      const ofGroup = types.filter((_, index) => edition.participationTypes[index]?.group === group);
      walkersByGroup[group] = ofGroup.reduce((sum, type) => sum + type.walkers, 0);
      raisedByGroup[group] = minor(ofGroup.reduce((sum, type) => sum + type.raisedMinor, 0));
    }
    return { ...total, donors: total.donors ?? 0, walkersByGroup, raisedByGroup };
  }

  /** Opens a total into its parts. */
  async partsOf({ scope, scopeId }: TotalKey, within: Queryable = this.database): Promise<TotalParts> {
    const [row] = await within.rows<Record<string, string> & { as_of: Date }>(
      `SELECT paid_minor, refunded_minor, disputed_minor, offline_minor, matched_minor, counted_fee_minor, raised_minor,
              on_its_way_minor, revision, clock_timestamp() AS as_of FROM total WHERE scope = $1 AND scope_id = $2`,
      [scope, scopeId],
    );
    const amount = (column: string): Minor => minor(Number(row?.[column] ?? 0));
    return {
      paidMinor: amount('paid_minor'),
      refundedMinor: amount('refunded_minor'),
      disputedMinor: amount('disputed_minor'),
      offlineMinor: amount('offline_minor'),
      matchedMinor: amount('matched_minor'),
      countedFeeMinor: amount('counted_fee_minor'),
      raisedMinor: amount('raised_minor'),
      onItsWayMinor: amount('on_its_way_minor'),
      revision: Number(row?.['revision'] ?? 0),
      asOf: row?.as_of ?? new Date(),
    };
  }
}

function totalOf(row: TotalRow): Total {
  return {
    scope: row.scope,
    scopeId: row.scope_id,
    raisedMinor: minor(Number(row.raised_minor)),
    onItsWayMinor: minor(Number(row.on_its_way_minor)),
    gifts: row.gifts,
    donors: row.donors,
    walkers: row.walkers,
    teams: row.teams,
    revision: Number(row.revision),
    asOf: row.as_of,
  };
}

function emptyTotal(key: TotalKey): Total {
  return {
    ...key,
    raisedMinor: ZERO,
    onItsWayMinor: ZERO,
    gifts: 0,
    donors: key.scope === 'edition' ? 0 : null,
    walkers: 0,
    teams: 0,
    revision: 0,
    asOf: new Date(),
  };
}
