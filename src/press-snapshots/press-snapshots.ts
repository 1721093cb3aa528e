import { Injectable } from '@nestjs/common';
import { type Actor, writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import { Database } from '../platform/database/database.js';
import { ReadTotals } from '../totals/index.js';
import { FIGURES, type Figure, type Figures, figuresOf, readFigures } from './figures.js';

/** What is told to the press, as it was at one moment. */
export interface PressSnapshot {
  readonly id: string;
  readonly title: string;
  /** UTC. */
  readonly takenAt: Date;
  readonly takenBy: string;
  readonly figures: Figures;
}

/** The figures at this moment. */
export interface FiguresNow {
  readonly at: Date;
  readonly figures: Figures;
}

export const SNAPSHOT_BOUNDS = { title: 120 } as const;

/** The latest of them are listed; an edition has some dozens. */
const MOST_SNAPSHOTS = 200;

const COLUMNS = FIGURES.map(({ column }) => column);

type Row = Readonly<Record<Figure['column'], string | number>> & {
  readonly id: string;
  readonly title: string;
  readonly taken_at: Date;
  readonly taken_by: string;
};

/** Freezes figures for the press and reads them again; nothing changes or removes them, and the database refuses to. */
@Injectable()
export class PressSnapshots {
  constructor(
    private readonly database: Database,
    private readonly totals: ReadTotals,
  ) {}

  /** All figures, of one moment. */
  async now(edition: Edition): Promise<FiguresNow> {
    return this.database.transaction(async (tx) => {
      await tx.rows('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const [clock] = await tx.rows<{ at: Date }>('SELECT now() AS at');
      return { at: clock?.at ?? new Date(), figures: await readFigures(this.totals, edition, tx) };
    });
  }

  /** Keeps all figures of this moment under a title. The same form sent twice keeps what it kept the first time. */
  async freeze(edition: Edition, order: { readonly id: string; readonly title: string }, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.rows('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      const figures = await readFigures(this.totals, edition, tx);
      const [frozen] = await tx.rows(
        `INSERT INTO press_snapshot (id, edition_id, title, taken_at, taken_by, currency, ${COLUMNS.join(', ')})
         VALUES ($1, $2, $3, now(), $4, $5, ${COLUMNS.map((_, place) => `$${String(place + 6)}`).join(', ')})
         ON CONFLICT ON CONSTRAINT press_snapshot_pk DO NOTHING RETURNING id`,
        [
          order.id,
          edition.id,
          order.title,
          actor.name,
          edition.currency,
          ...FIGURES.map(({ key }): number => figures[key]),
        ],
      );
      if (frozen === undefined) return;
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'freeze-figures',
        subject: { kind: 'snapshot', id: order.id },
        after: { title: order.title, raisedMinor: figures.raised, gifts: figures.gifts, donors: figures.donors },
      });
    });
  }

  /** The latest first. */
  async list(edition: Edition): Promise<PressSnapshot[]> {
    const rows = await this.database.rows<Row>(
      `SELECT id, title, taken_at, taken_by, ${COLUMNS.join(', ')} FROM press_snapshot
        WHERE edition_id = $1 ORDER BY taken_at DESC, id DESC LIMIT $2`,
      [edition.id, MOST_SNAPSHOTS],
    );
    return rows.map(snapshotOf);
  }

  /** @throws {DomainError} `SNAPSHOT_NOT_FOUND` also for one of another edition. */
  async byId(edition: Edition, id: string): Promise<PressSnapshot> {
    const [row] = await this.database.rows<Row>(
      `SELECT id, title, taken_at, taken_by, ${COLUMNS.join(', ')} FROM press_snapshot
        WHERE id::text = lower($1) AND edition_id = $2`,
      [id, edition.id],
    );
    if (row === undefined) throw new DomainError('SNAPSHOT_NOT_FOUND', 'No such snapshot in this edition');
    return snapshotOf(row);
  }
}

function snapshotOf(row: Row): PressSnapshot {
  return { id: row.id, title: row.title, takenAt: row.taken_at, takenBy: row.taken_by, figures: figuresOf(row) };
}
