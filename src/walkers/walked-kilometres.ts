import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { WalkerId } from '../domain/ids.js';
import { Database, type Queryable } from '../platform/database/database.js';
import { optionalLine, parseInput, type RawInput } from '../platform/http/input.js';

/** What a walker logged after the walk; metres. */
export interface WalkedDistance {
  readonly walkedMetres: number;
  /** What the organiser confirmed; `null` until then. */
  readonly confirmedMetres: number | null;
}

/** More than 300 km in a day is a slip of the finger; metres. The table says the same. */
const LEAST_METRES = 100;
const MOST_METRES = 300_000;

const DistanceForm = z.object({
  kilometres: optionalLine(20).transform((typed, context) => {
    const metres = typed === null ? null : metresOf(typed);
    const fault = typed === null ? 'REQUIRED' : metres === null ? 'DISTANCE_INVALID' : null;
    if (fault !== null) context.addIssue({ code: 'custom', message: fault });
    return metres ?? LEAST_METRES;
  }),
});

/** Kilometres as people type them, `40` or `18,5 km`, in metres; `null` when that is no distance of a walk. */
function metresOf(typed: string): number | null {
  const match = /^(\d{1,3})(?:[.,](\d{1,3}))?(?:\s?km)?$/i.exec(typed);
  if (match === null) return null;
  const metres = Number(match[1]) * 1_000 + Number((match[2] ?? '').padEnd(3, '0'));
  return metres >= LEAST_METRES && metres <= MOST_METRES ? metres : null;
}

/** Reads the form of a walker's own log. @returns metres @throws {InputInvalidError} */
export function parseWalkedMetres(input: RawInput): number {
  return parseInput(DistanceForm, input).kilometres;
}

/** Who says how far it was: the walker, or the finish. */
export type DistanceSource = 'own-log' | 'check-in';

/** The kilometres of walkers. Who calls has made sure that the walker is the caller's own, or that the finish says it. */
@Injectable()
export class WalkedKilometres {
  constructor(private readonly database: Database) {}

  /** `null` until the walker logs something. */
  async of(walkerId: WalkerId): Promise<WalkedDistance | null> {
    const [row] = await this.database.rows<{ walked_metres: number; confirmed_metres: number | null }>(
      `SELECT walked_metres, confirmed_metres FROM walker_kilometres WHERE walker_id = $1`,
      [walkerId],
    );
    return row === undefined ? null : { walkedMetres: row.walked_metres, confirmedMetres: row.confirmed_metres };
  }

  /** Logs a distance in place of an earlier one; another distance has to be confirmed anew. */
  async log(walkerId: WalkerId, walkedMetres: number, source: DistanceSource = 'own-log'): Promise<void> {
    await this.database.rows(
      `INSERT INTO walker_kilometres AS k (walker_id, walked_metres, source) VALUES ($1, $2, $3)
       ON CONFLICT ON CONSTRAINT walker_kilometres_pk DO UPDATE
         SET walked_metres = excluded.walked_metres, source = excluded.source, logged_at = now(),
             confirmed_metres = NULL, confirmed_at = NULL
       WHERE k.walked_metres <> excluded.walked_metres`,
      [walkerId, walkedMetres, source],
    );
  }

  /** Logs a distance within somebody's transaction, unless one is known already: who has logged it knows better. */
  async logUnlessKnown(
    transaction: Queryable,
    walkerId: WalkerId,
    walkedMetres: number,
    source: DistanceSource,
  ): Promise<void> {
    await transaction.rows(
      `INSERT INTO walker_kilometres (walker_id, walked_metres, source) VALUES ($1, $2, $3)
       ON CONFLICT ON CONSTRAINT walker_kilometres_pk DO NOTHING`,
      [walkerId, walkedMetres, source],
    );
  }

  /** Forgets what one source logged and nobody has confirmed. */
  async forgetUnconfirmed(transaction: Queryable, walkerId: WalkerId, source: DistanceSource): Promise<void> {
    await transaction.rows(
      `DELETE FROM walker_kilometres WHERE walker_id = $1 AND source = $2 AND confirmed_at IS NULL`,
      [walkerId, source],
    );
  }
}
