import { Injectable } from '@nestjs/common';
import { type Actor, writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import { idFrom, type WalkerId } from '../domain/ids.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { WalkedKilometres } from '../walkers/index.js';
import { CheckInCodes } from './check-in-codes.js';

/** What came of a scan. */
export const CHECK_IN_OUTCOMES = [
  'checked-in',
  'already',
  'undone',
  'wrong-edition',
  'unpaid',
  'consent-missing',
  'unknown',
] as const;
export type CheckInOutcome = (typeof CHECK_IN_OUTCOMES)[number];

/** A walker who stands at the start, by their code or as somebody found them. */
export interface Scan {
  /** Made where it was scanned: the same scan has the same one, however often it is sent. */
  readonly id: string;
  readonly of: { readonly code: string } | { readonly walkerId: string };
  /** How long ago, by the clock of the phone alone; ms. */
  readonly agoMs: number;
}

/** Who scans. */
export interface Scanner {
  readonly actor: Actor;
  /** As the next one reads it: `already checked in at 9:12 by …`. */
  readonly name: string;
}

export interface CheckInResult {
  readonly outcome: CheckInOutcome;
  /** `null` where nobody is known by it. */
  readonly walker: {
    readonly id: WalkerId;
    readonly name: string;
    readonly teamName: string | null;
    readonly startsAt: Date | null;
  } | null;
  /** Of the check-in that stands; `null` where none does. */
  readonly standing: { readonly at: Date; readonly by: string } | null;
}

interface WalkerRow {
  id: WalkerId;
  edition_id: string;
  name: string;
  team_name: string | null;
  starts_at: Date | null;
  valid: boolean;
  consent_missing: boolean;
  distance_km: number | null;
}

/** A phone whose clock was set meanwhile is believed no further; ms. */
const MOST_AGO_MS = 3 * 86_400_000;

/**
 * Checks walkers in, once each: what is sent again is answered as the first time, and a second scan with when and by whom
 * the first one was. Scans may come late and in any order, from phones that had no connection.
 */
@Injectable()
export class CheckInWalkers {
  constructor(
    private readonly database: Database,
    private readonly codes: CheckInCodes,
    private readonly kilometres: WalkedKilometres,
  ) {}

  /** A refusal is an answer like the others: nothing is thrown over a walker. */
  async scan(edition: Edition, scan: Scan, { actor, name }: Scanner): Promise<CheckInResult> {
    const asked = 'code' in scan.of ? this.codes.walkerOf(scan.of.code) : scan.of.walkerId;
    if (asked === null) return NOBODY;
    return this.database.transaction(async (tx) => {
      const row = await lockWalker(tx, asked);
      if (row === undefined) return NOBODY;
      const walker = { id: row.id, name: row.name, teamName: row.team_name, startsAt: row.starts_at };
      if (row.edition_id !== edition.id) {
        return 'code' in scan.of ? { outcome: 'wrong-edition', walker, standing: null } : NOBODY;
      }
      const { outcome, standing } = await this.standOf(tx, row, scan);
      if (outcome !== null) return { outcome, walker, standing };
      const [stored] = await tx.rows<{ at: Date }>(
        `INSERT INTO check_in (scan_id, edition_id, walker_id, scanned_at, how, checked_in_by)
         VALUES ($1, $2, $3, now() - $4 * interval '1 millisecond', $5, $6) RETURNING scanned_at AS at`,
        [scan.id, edition.id, row.id, agoOf(scan), 'code' in scan.of ? 'code' : 'search', name],
      );
      if (stored === undefined) throw new Error('An insert of a check-in returned no row');
      if (edition.checkInKilometres && row.distance_km !== null) {
        await this.kilometres.logUnlessKnown(tx, row.id, row.distance_km * 1_000, 'check-in');
      }
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'check-in-walker',
        subject: { kind: 'walker', id: row.id },
        after: { at: stored.at.toISOString(), by: name },
      });
      return { outcome: 'checked-in', walker, standing: { at: stored.at, by: name } };
    });
  }

  /**
   * Takes a check-in back, with the kilometres that it brought, unless they were confirmed. Nothing happens where none stands.
   * @throws {DomainError} `WALKER_NOT_FOUND`
   */
  async undo(edition: Edition, walkerId: string, reason: string, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const row = await lockWalker(tx, walkerId);
      if (row === undefined || row.edition_id !== edition.id) throw new DomainError('WALKER_NOT_FOUND', 'Not of it');
      const [undone] = await tx.rows<{ at: Date; by: string }>(
        `UPDATE check_in SET undone_at = now(), undone_by = $2 WHERE walker_id = $1 AND undone_at IS NULL
         RETURNING scanned_at AS at, checked_in_by AS by`,
        [row.id, actor.name],
      );
      if (undone === undefined) return;
      await this.kilometres.forgetUnconfirmed(tx, row.id, 'check-in');
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'undo-check-in',
        subject: { kind: 'walker', id: row.id },
        before: { at: undone.at.toISOString(), by: undone.by },
        after: { at: null },
        reason,
      });
    });
  }

  /** What is known of it already, or stands against it; an outcome of `null` lets the walker in. */
  private async standOf(
    tx: Transaction,
    row: WalkerRow,
    scan: Scan,
  ): Promise<{ readonly outcome: CheckInOutcome | null; readonly standing: CheckInResult['standing'] }> {
    const [known] = await tx.rows<{ own: boolean | null; at: Date | null; by: string | null; over: boolean | null }>(
      `SELECT s.scan_id = $2 AS own, s.scanned_at AS at, s.checked_in_by AS by,
              coalesce((SELECT true FROM check_in u WHERE u.scan_id = $2 AND u.undone_at IS NOT NULL),
                       (SELECT max(u.undone_at) FROM check_in u WHERE u.walker_id = $1 AND u.undone_at IS NOT NULL)
                         >= now() - $3 * interval '1 millisecond') AS over
         FROM (SELECT 1) one LEFT JOIN check_in s ON s.walker_id = $1 AND s.undone_at IS NULL`,
      [row.id, scan.id, agoOf(scan)],
    );
    const standing = known?.at == null || known.by === null ? null : { at: known.at, by: known.by };
    if (standing !== null) return { outcome: known?.own === true ? 'checked-in' : 'already', standing };
    if (known?.over === true) return { outcome: 'undone', standing };
    if (!row.valid) return { outcome: 'unpaid', standing };
    if (row.consent_missing) return { outcome: 'consent-missing', standing };
    // The key of a scan that was somebody else's: a phone that makes the same one twice is no phone of ours.
    const [foreign] = await tx.rows(`SELECT 1 FROM check_in WHERE scan_id = $1`, [scan.id]);
    return { outcome: foreign === undefined ? null : 'unknown', standing };
  }
}

const NOBODY: CheckInResult = { outcome: 'unknown', walker: null, standing: null };

function agoOf({ agoMs }: Scan): number {
  return Math.min(Math.max(Math.round(agoMs), 0), MOST_AGO_MS);
}

/** One walker is checked in by one at a time; nobody who gives to them waits for it. */
async function lockWalker(tx: Transaction, walkerId: string): Promise<WalkerRow | undefined> {
  const [row] = await tx.rows<WalkerRow>(
    `SELECT w.id, w.edition_id, w.first_name || ' ' || w.last_name AS name, t.name AS team_name,
            coalesce(w.start_slot, pt.starts_at) AS starts_at, w.confirmed_at IS NOT NULL AS valid,
            g.walker_id IS NOT NULL AND g.decision IS DISTINCT FROM 'given' AS consent_missing, w.distance_km
       FROM walker w JOIN participation_type pt ON pt.id = w.participation_type_id
       LEFT JOIN team t ON t.id = w.team_id LEFT JOIN guardian_consent g ON g.walker_id = w.id
      WHERE w.id = $1::uuid FOR NO KEY UPDATE OF w`,
    [idFrom(walkerId)],
  );
  return row;
}
