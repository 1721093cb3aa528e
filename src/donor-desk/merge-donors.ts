import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type Actor, writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { DonationId, DonorId } from '../domain/ids.js';
import { type Booking, lockGiftsOf, rebookGifts } from '../gift-desk/index.js';
import { AnnounceChanges } from '../live/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { lockDonor } from './correct-donor.js';

/** Which two donors are one, and why. */
export interface DonorMerge {
  /** Whose gifts go over. */
  readonly fromId: string;
  /** Who has given them all from then on. */
  readonly intoId: string;
  /** For the audit log; not empty. */
  readonly reason: string;
  readonly actor: Actor;
}

interface MergeRow {
  id: string;
  from_donor_id: DonorId;
  into_donor_id: DonorId;
  donation_ids: DonationId[];
  undone_at: Date | null;
}

/**
 * Makes one donor of two within an edition: every gift of the one becomes the other's, with entries that take what is
 * booked in the one name and book it in the other. Totals of pages stay as they are; what each donor gave and how many
 * donors there are follow. Nothing is thrown away: undoing it gives back exactly those gifts, and what the first donor
 * gave meanwhile was theirs all along.
 */
@Injectable()
export class MergeDonors {
  constructor(
    private readonly database: Database,
    private readonly announceChanges: AnnounceChanges,
  ) {}

  /**
   * @returns how many gifts went over, and by which id the merge is undone
   * @throws {DomainError} `DONOR_NOT_FOUND`; `DONORS_ARE_ONE` for one donor twice.
   */
  async execute(
    edition: Edition,
    { fromId, intoId, reason, actor }: DonorMerge,
  ): Promise<{ readonly gifts: number; readonly mergeId: string }> {
    return this.database.transaction(async (tx) => {
      const { from, into } = await lockBoth(tx, edition, fromId, intoId);
      const gifts = await lockGiftsOf(tx, edition, { donorId: from });
      const ids = gifts.map(({ id }) => id);
      await this.give(tx, edition, gifts, into, `merge-donors:${uuidv7()}`);
      const [merge] = await tx.rows<{ id: string }>(
        `INSERT INTO donor_merge (edition_id, from_donor_id, into_donor_id, donation_ids, done_by)
         VALUES ($1, $2, $3, $4, $5) RETURNING id`,
        [edition.id, from, into, ids, actor.name],
      );
      await this.log(tx, edition, actor, 'merge-donors', { from, into, gifts: ids.length, reason });
      return { gifts: ids.length, mergeId: merge?.id ?? '' };
    });
  }

  /**
   * Puts exactly the gifts of a merge back.
   * @returns whose they are again
   * @throws {DomainError} `DONOR_MERGE_NOT_FOUND`; `DONOR_MERGE_UNDONE` the second time; `DONOR_MERGE_OVERTAKEN` while some
   *   of the gifts are a third donor's by now.
   */
  async undo(edition: Edition, mergeId: string, reason: string, actor: Actor): Promise<DonorId> {
    return this.database.transaction(async (tx) => {
      const [merge] = await tx.rows<MergeRow>(
        `SELECT id, from_donor_id, into_donor_id, donation_ids, undone_at FROM donor_merge
          WHERE id::text = $1 AND edition_id = $2 FOR UPDATE`,
        [mergeId, edition.id],
      );
      if (merge === undefined) throw new DomainError('DONOR_MERGE_NOT_FOUND', 'No such merge in this edition');
      if (merge.undone_at !== null) throw new DomainError('DONOR_MERGE_UNDONE', 'The merge is undone already');
      const { from_donor_id: from, into_donor_id: into } = merge;
      await tx.rows(`SELECT 1 FROM donor WHERE id IN ($1, $2) ORDER BY id FOR UPDATE`, [from, into]);
      const gifts = await lockGiftsOf(tx, edition, { ids: merge.donation_ids });
      if (gifts.some(({ donorId }) => donorId !== into)) {
        throw new DomainError('DONOR_MERGE_OVERTAKEN', 'Some of the gifts are somebody else’s by now');
      }
      await this.give(tx, edition, gifts, from, `undo-merge-donors:${uuidv7()}`);
      await tx.rows(`UPDATE donor_merge SET undone_by = $2, undone_at = now() WHERE id = $1`, [merge.id, actor.name]);
      await this.log(tx, edition, actor, 'undo-merge-donors', { from: into, into: from, gifts: gifts.length, reason });
      return from;
    });
  }

  private async give(
    tx: Transaction,
    edition: Edition,
    gifts: readonly Booking[],
    to: DonorId,
    cause: string,
  ): Promise<void> {
    await tx.rows(`UPDATE donation SET donor_id = $2 WHERE id = ANY ($1::uuid[])`, [gifts.map(({ id }) => id), to]);
    const changed = await rebookGifts(
      tx,
      edition,
      gifts,
      gifts.map((gift) => ({ ...gift, donorId: to })),
      cause,
    );
    await this.announceChanges.inTransaction(tx, changed);
  }

  /** A line for each of the two: the page of each shows its own. */
  private async log(
    tx: Transaction,
    edition: Edition,
    actor: Actor,
    action: 'merge-donors' | 'undo-merge-donors',
    did: { readonly from: DonorId; readonly into: DonorId; readonly gifts: number; readonly reason: string },
  ): Promise<void> {
    for (const id of [did.from, did.into]) {
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action,
        subject: { kind: 'donor', id },
        before: { donor: did.from },
        after: { donor: did.into, gifts: did.gifts },
        reason: did.reason,
      });
    }
  }
}

/** Locks both in the order of their ids, so that two merges never wait for each other. */
async function lockBoth(
  tx: Transaction,
  edition: Edition,
  fromId: string,
  intoId: string,
): Promise<{ from: DonorId; into: DonorId }> {
  if (fromId.toLowerCase() === intoId.toLowerCase()) throw new DomainError('DONORS_ARE_ONE', 'Twice the same donor');
  const donors = new Map<string, DonorId>();
  for (const id of [fromId, intoId].map((it) => it.toLowerCase()).sort()) {
    donors.set(id, (await lockDonor(tx, edition, id)).id);
  }
  const [from, into] = [donors.get(fromId.toLowerCase()), donors.get(intoId.toLowerCase())];
  if (from === undefined || into === undefined) throw new DomainError('DONOR_NOT_FOUND', 'No such donor');
  return { from, into };
}
