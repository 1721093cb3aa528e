import { Injectable } from '@nestjs/common';
import { type Actor, writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { WalkerId } from '../domain/ids.js';
import { Database } from '../platform/database/database.js';
import { dayInBelgium } from '../platform/i18n/index.js';

/** What confirming came to. */
export interface ConfirmedKilometres {
  readonly walkers: number;
  /** All that these walkers walked together; metres. */
  readonly metres: number;
}

/** More in one walk is a slip of the finger; metres. The table says the same. */
const MOST_METRES = 300_000;

/**
 * The organisers' word on how far walkers went: from then on it counts for promises per kilometre. Logging another
 * distance takes the confirmation away again (`WalkedKilometres`), but what was settled by it stays settled.
 */
@Injectable()
export class ConfirmKilometres {
  constructor(private readonly database: Database) {}

  /**
   * Confirms every distance that walkers or the finish logged and nobody confirmed yet, as it was logged.
   * @throws {DomainError} `WALK_NOT_BEGUN` before the day of the walk.
   */
  async all(edition: Edition, actor: Actor, now: Date): Promise<ConfirmedKilometres> {
    requireTheDay(edition, now);
    return this.database.transaction(async (tx) => {
      const [confirmed] = await tx.rows<{ walkers: number; metres: string }>(
        `WITH confirmed AS (
           UPDATE walker_kilometres k SET confirmed_metres = walked_metres, confirmed_at = now()
             FROM walker w
            WHERE w.id = k.walker_id AND w.edition_id = $1 AND w.confirmed_at IS NOT NULL AND k.confirmed_at IS NULL
           RETURNING k.confirmed_metres)
         SELECT count(*)::int AS walkers, coalesce(sum(confirmed_metres), 0) AS metres FROM confirmed`,
        [edition.id],
      );
      const outcome = { walkers: confirmed?.walkers ?? 0, metres: Number(confirmed?.metres ?? 0) };
      if (outcome.walkers > 0) {
        await writeAudit(tx, {
          editionId: edition.id,
          actor,
          action: 'confirm-kilometres',
          subject: { kind: 'edition', id: edition.id },
          after: { ...outcome },
        });
      }
      return outcome;
    });
  }

  /**
   * Confirms the distance of one walker: as it was logged, or as an organiser knows it (0: did not walk).
   * @param metres whole metres up to 300 km; `null`: as it was logged.
   * @throws {DomainError} `WALK_NOT_BEGUN`, `WALKER_NOT_FOUND`, `KILOMETRES_NOT_LOGGED`, `DISTANCE_NOT_OFFERED` for metres
   *   that no walk has.
   */
  async ofWalker(
    edition: Edition,
    slug: string,
    metres: number | null,
    actor: Actor,
    now: Date,
  ): Promise<ConfirmedKilometres> {
    requireTheDay(edition, now);
    if (metres !== null && !(Number.isSafeInteger(metres) && metres >= 0 && metres <= MOST_METRES)) {
      throw new DomainError('DISTANCE_NOT_OFFERED', `${String(metres)} m is no distance of a walk`);
    }
    return this.database.transaction(async (tx) => {
      const [walker] = await tx.rows<{ id: WalkerId; walked_metres: number | null; confirmed_metres: number | null }>(
        `SELECT w.id, k.walked_metres, k.confirmed_metres FROM walker w
           LEFT JOIN walker_kilometres k ON k.walker_id = w.id
          WHERE w.edition_id = $1 AND w.slug = $2 AND w.confirmed_at IS NOT NULL FOR UPDATE OF w`,
        [edition.id, slug],
      );
      if (walker === undefined) throw new DomainError('WALKER_NOT_FOUND', `No walker ${slug}`);
      const confirmed = metres ?? walker.walked_metres;
      if (confirmed === null) throw new DomainError('KILOMETRES_NOT_LOGGED', `Nobody logged what ${slug} walked`);
      await tx.rows(
        `INSERT INTO walker_kilometres (walker_id, walked_metres, source, confirmed_metres, confirmed_at)
         VALUES ($1, $2, 'organiser', $2, now())
         ON CONFLICT ON CONSTRAINT walker_kilometres_pk DO UPDATE
           SET confirmed_metres = excluded.confirmed_metres, confirmed_at = excluded.confirmed_at`,
        [walker.id, confirmed],
      );
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'confirm-kilometres',
        subject: { kind: 'walker', id: walker.id },
        before: { walkedMetres: walker.walked_metres, confirmedMetres: walker.confirmed_metres },
        after: { confirmedMetres: confirmed },
      });
      return { walkers: 1, metres: confirmed };
    });
  }
}

function requireTheDay(edition: Edition, now: Date): void {
  if (dayInBelgium(now) < edition.walkOn) {
    throw new DomainError('WALK_NOT_BEGUN', `${edition.slug} walks on ${edition.walkOn}`);
  }
}
