import type { Actor } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import type { DonationId } from '../domain/ids.js';
import type { Minor } from '../domain/money.js';
import type { Queryable, Transaction } from '../platform/database/database.js';
import { type GiftPlace, placeOf } from './gift-place.js';
import type { LockedGift } from './lock-gift.js';
import type { Booking } from './rebook-gift.js';

/** One part of a gift as an act found it, or left it. */
export interface ActPart extends GiftPlace {
  readonly id: DonationId;
  readonly amountMinor: Minor;
}

/** An act that can be undone: what it found, and what it left. A move has one part on each side. */
export interface GiftAct {
  /** Grows with each act on one gift. */
  readonly id: string;
  /** The gift that was paid. */
  readonly donationId: DonationId;
  /** What was moved; of a split, the gift that was paid. */
  readonly subjectId: DonationId;
  readonly kind: 'move' | 'split';
  readonly before: readonly ActPart[];
  readonly after: readonly ActPart[];
  readonly doneBy: string;
  readonly doneAt: Date;
  readonly undoneAt: Date | null;
}

/** Nothing of one gift is listed beyond this. */
const MOST_ACTS = 100;

/** Remembers an act, so that it can be undone; in the act's own transaction, under the lock of the gift. */
export async function rememberAct(
  tx: Transaction,
  edition: Edition,
  act: Pick<GiftAct, 'donationId' | 'subjectId' | 'kind' | 'before' | 'after'>,
  actor: Actor,
): Promise<void> {
  await tx.rows(
    `INSERT INTO gift_act (edition_id, donation_id, subject_id, kind, before, after, done_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      edition.id,
      act.donationId,
      act.subjectId,
      act.kind,
      JSON.stringify(act.before),
      JSON.stringify(act.after),
      actor.name,
    ],
  );
}

/** The acts on a gift and its parts, the latest first. */
export async function readActs(database: Queryable, donationId: string): Promise<GiftAct[]> {
  return database.rows<GiftAct>(
    `SELECT id, donation_id AS "donationId", subject_id AS "subjectId", kind, before, after, done_by AS "doneBy",
            done_at AS "doneAt", undone_at AS "undoneAt"
       FROM gift_act WHERE donation_id = $1 ORDER BY id DESC LIMIT $2`,
    [donationId, MOST_ACTS],
  );
}

/** Whether a later act that still stands builds on this one: that one is undone first. */
export function isOvertaken(act: GiftAct, acts: readonly GiftAct[]): boolean {
  return acts.some(
    (later) =>
      BigInt(later.id) > BigInt(act.id) &&
      later.undoneAt === null &&
      (act.kind === 'split' || later.subjectId === act.subjectId),
  );
}

/** A gift or part as an act keeps it. */
export function actPartOf(gift: LockedGift): ActPart {
  return { id: gift.id, amountMinor: gift.shareMinor, ...placeOf(gift) };
}

/** What is booked for a gift or part. */
export function bookingOf(gift: LockedGift): Booking {
  const { id, donorId, currency, offline, amounts } = gift;
  return { id, donorId, currency, offline, amounts, place: placeOf(gift) };
}
