import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { openAttentionItems } from '../attention/index.js';
import { type Actor, writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import { DomainError, InputInvalidError } from '../domain/errors.js';
import type { DonationId, EditionId } from '../domain/ids.js';
import { isMoneyHere } from '../domain/payment-position.js';
import { type GiftTo, HideGiftMessage } from '../donations/index.js';
import { ReadEditions } from '../editions/index.js';
import { OutboxBell, writeOutbox } from '../outbox/index.js';
import { Database, type Queryable, type Transaction } from '../platform/database/database.js';
import { LOGGER } from '../platform/logging/logger.js';
import { type BulkAction, type BulkOutcome, MOST_AT_ONCE } from './bulk-gifts.js';
import { lockGift } from './lock-gift.js';
import { MoveGift } from './move-gift.js';
import { type AskedRefund, RefundGift } from './refund-gift.js';

/** Whoever does a run is taken for dead after so long without a word; longer than Stripe may take over one refund. */
const CLAIM_SECONDS = 120;
/** So often a run is taken up before what is left of it is given up. */
export const BULK_ATTEMPTS = 8;
/** Runs that are done in one go. */
const MOST_RUNS = 20;

/** Somebody else does the run by now. */
class ClaimLostError extends Error {}

interface Run {
  readonly id: string;
  readonly edition_id: EditionId;
  readonly action: BulkAction;
  readonly done_by: string;
  readonly actor_kind: Actor['kind'];
  readonly reason: string;
  readonly move_to: GiftTo | null;
  readonly attempt: number;
}

interface Row {
  readonly donation_id: DonationId;
  readonly asked: AskedRefund | null;
}

/**
 * Does what was ordered for many gifts, each by itself, in the background. What came of a gift is written in the act's own
 * transaction, or what Stripe is asked before it is asked; so whoever takes a run up after a crash goes on where it stopped,
 * and moves, thanks or refunds nothing twice.
 */
@Injectable()
export class DoBulkGifts implements OnModuleDestroy {
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly editions: ReadEditions,
    private readonly moveGift: MoveGift,
    private readonly refundGift: RefundGift,
    private readonly hideGiftMessage: HideGiftMessage,
    private readonly bell: OutboxBell,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The gift in hand is finished; the rest is left for another process. */
  onModuleDestroy(): void {
    this.stopping = true;
  }

  /** Does what waits, one run after another. @returns how many were taken up */
  async execute(): Promise<number> {
    let taken = 0;
    while (taken < MOST_RUNS && !this.stopping) {
      const run = await this.claim();
      if (run === null) break;
      taken += 1;
      await this.doRun(run);
    }
    return taken;
  }

  private async claim(): Promise<Run | null> {
    const [run] = await this.database.rows<Run>(
      `UPDATE bulk_run SET attempt = attempt + 1, available_at = now() + $1 * interval '1 second'
        WHERE id = (SELECT id FROM bulk_run WHERE state = 'doing' AND available_at <= now()
                     ORDER BY available_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id, edition_id, action, done_by, actor_kind, reason, move_to, attempt`,
      [CLAIM_SECONDS],
    );
    return run ?? null;
  }

  private async doRun(run: Run): Promise<void> {
    try {
      if (run.attempt > BULK_ATTEMPTS) await this.giveUp(run);
      const edition = await this.editionOf(run);
      const rows = await this.database.rows<Row>(
        `SELECT donation_id, asked FROM bulk_row WHERE run_id = $1 AND outcome IS NULL ORDER BY donation_id LIMIT $2`,
        [run.id, MOST_AT_ONCE],
      );
      for (const row of rows) {
        await this.hold(run, CLAIM_SECONDS);
        if (this.stopping) {
          await this.hold(run, 0);
          return;
        }
        await this.doRow(edition, run, row);
      }
      await this.end(run);
    } catch (error) {
      if (error instanceof ClaimLostError) {
        this.logger.info({ runId: run.id, attempt: run.attempt }, 'A bulk act is done by somebody else');
        return;
      }
      this.logger.warn({ err: error, runId: run.id, attempt: run.attempt }, 'A bulk act stopped and goes on later');
      await this.hold(run, 2 ** run.attempt);
    }
  }

  /** What was given up of a run needs a person. */
  private async end({ id, attempt, edition_id: editionId, action, done_by: doneBy }: Run): Promise<void> {
    await this.database.transaction(async (tx) => {
      const ended = await tx.rows(
        `UPDATE bulk_run SET state = 'done', ended_at = now()
          WHERE id = $1 AND attempt = $2 AND state = 'doing' RETURNING 1`,
        [id, attempt],
      );
      const [rows] = await tx.rows<{ given_up: number; unknown: number }>(
        `SELECT count(*)::int AS given_up, count(*) FILTER (WHERE outcome = 'unknown')::int AS unknown
           FROM bulk_row WHERE run_id = $1 AND outcome IN ('SERVICE_UNAVAILABLE', 'unknown')`,
        [id],
      );
      if (ended.length === 0 || rows === undefined || rows.given_up === 0) return;
      const detail = {
        action,
        doneBy,
        notDone: String(rows.given_up - rows.unknown),
        notCertain: String(rows.unknown),
      };
      await openAttentionItems(tx, [
        { kind: 'bulk-act-given-up', reference: id, editionId, donationId: null, registrationId: null, detail },
      ]);
    });
  }

  /** Says that somebody is at it, and until when. @throws {ClaimLostError} */
  private async hold({ id, attempt }: Run, seconds: number): Promise<void> {
    const rows = await this.database.rows(
      `UPDATE bulk_run SET available_at = now() + $3 * interval '1 second'
        WHERE id = $1 AND attempt = $2 AND state = 'doing' RETURNING 1`,
      [id, attempt, seconds],
    );
    if (rows.length === 0) throw new ClaimLostError('Somebody else does it');
  }

  private async doRow(edition: Edition, run: Run, row: Row): Promise<void> {
    try {
      await this.act(edition, run, row);
    } catch (error) {
      // A refusal is this gift's own; what may pass is tried again, with the gifts after it, until it was tried enough.
      const passes = !(error instanceof DomainError) || error.code === 'PAYMENT_PROVIDER_UNAVAILABLE';
      if (error instanceof ClaimLostError || (passes && run.attempt < BULK_ATTEMPTS)) throw error;
      await noteOutcome(this.database, run, row, await this.refusalOf(error, run, row));
    }
  }

  private async refusalOf(error: unknown, run: Run, { donation_id }: Row): Promise<BulkOutcome> {
    if (error instanceof InputInvalidError) return 'INPUT_INVALID';
    if (error instanceof DomainError && error.code !== 'PAYMENT_PROVIDER_UNAVAILABLE') return error.code;
    this.logger.error({ err: error, runId: run.id, donationId: donation_id }, 'A gift of a bulk act was given up');
    const [asked] = await this.database.rows(
      `SELECT 1 FROM bulk_row WHERE run_id = $1 AND donation_id = $2 AND asked IS NOT NULL`,
      [run.id, donation_id],
    );
    // Stripe was asked, and nobody heard what it said.
    return asked === undefined ? 'SERVICE_UNAVAILABLE' : 'unknown';
  }

  private async act(edition: Edition, run: Run, row: Row): Promise<void> {
    const { action, move_to: to, reason } = run;
    const actor: Actor = { kind: run.actor_kind, name: run.done_by };
    const donationId = row.donation_id;
    const done = (tx: Transaction): Promise<void> => noteOutcome(tx, run, row, 'done');
    switch (action) {
      case 'move':
        if (to === null) throw new RangeError('A move has a place');
        await this.moveGift.execute(edition, { donationId, to, reason, tellDonor: false, actor }, done);
        return;
      case 'refund':
        await this.refund(edition, run, row, actor);
        return;
      case 'hide':
        // What is hidden already stays so, and is not noted twice.
        await this.hideGiftMessage.execute({ kind: 'organiser', actor }, donationId, true);
        await noteDone(this.database, run, row);
        return;
      case 'thank':
        await this.thankAgain(edition, run, donationId, actor, done);
    }
  }

  /** Asks Stripe for what was asked before, where it was: with the same words it is the same refund. */
  private async refund(edition: Edition, run: Run, row: Row, actor: Actor): Promise<void> {
    const { reason } = run;
    const asked =
      row.asked ??
      (await this.database.transaction(async (tx) => {
        const wanted = { donationId: row.donation_id, amountMinor: null, reason, onceKey: run.id, actor };
        const noted = await this.refundGift.note(tx, edition, wanted);
        const rows = await tx.rows(
          `UPDATE bulk_row SET asked = $3::jsonb
            WHERE run_id = $1 AND donation_id = $2 AND outcome IS NULL AND asked IS NULL RETURNING 1`,
          [run.id, row.donation_id, JSON.stringify(noted)],
        );
        if (rows.length === 0) throw new ClaimLostError('Somebody else asks for it');
        return noted;
      }));
    await this.refundGift.ask(asked);
    await noteDone(this.database, run, row);
  }

  /** Sends the mail of thanks once more, about the whole gift. */
  private async thankAgain(
    edition: Edition,
    { id: runId, reason }: Run,
    id: DonationId,
    actor: Actor,
    done: (tx: Transaction) => Promise<void>,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { parts } = await lockGift(tx, edition, id);
      const [mailed] = await tx.rows<{ email: string | null }>(
        `SELECT n.email FROM donation d JOIN donor n ON n.id = d.donor_id WHERE d.id = $1`,
        [parts[0].id],
      );
      if (mailed?.email == null || !parts.some(({ status }) => isMoneyHere(status))) {
        throw new DomainError('GIFT_NOT_THANKABLE', 'No money of it is here, or nobody knows an address');
      }
      await writeOutbox(tx, [
        {
          kind: 'mail',
          onceKey: `gift-received-again:${runId}:${parts[0].id}`,
          payload: { mail: 'gift-received', donationId: parts[0].id },
          afterMs: 0,
        },
      ]);
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'thank-again',
        subject: { kind: 'donation', id },
        reason,
      });
      await done(tx);
      tx.onceCommitted(() => {
        this.bell.ring();
      });
    });
  }

  /** Whoever does it dies of it: a person has a look at what Stripe was asked, and the rest is not done. */
  private async giveUp({ id }: Run): Promise<void> {
    this.logger.error({ runId: id }, 'A bulk act was taken up too often and is given up');
    await this.database.rows(
      `UPDATE bulk_row SET outcome = CASE WHEN asked IS NULL THEN 'SERVICE_UNAVAILABLE' ELSE 'unknown' END
        WHERE run_id = $1 AND outcome IS NULL`,
      [id],
    );
  }

  private async editionOf({ edition_id }: Run): Promise<Edition> {
    const [row] = await this.database.rows<{ slug: string }>(`SELECT slug FROM edition WHERE id = $1`, [edition_id]);
    return this.editions.draftBySlug(row?.slug ?? '');
  }
}

/** Writes what came of a gift, once. @throws {ClaimLostError} where somebody wrote it before, so that an act is undone */
async function noteOutcome(
  database: Queryable,
  { id }: Run,
  { donation_id }: Row,
  outcome: BulkOutcome,
): Promise<void> {
  const rows = await database.rows(
    `UPDATE bulk_row SET outcome = $3 WHERE run_id = $1 AND donation_id = $2 AND outcome IS NULL RETURNING 1`,
    [id, donation_id, outcome],
  );
  if (rows.length === 0) throw new ClaimLostError('Somebody else did it');
}

/** Writes that it was done, also where somebody stopped the run or gave it up in that very moment: it was. */
async function noteDone(database: Queryable, { id }: Run, { donation_id }: Row): Promise<void> {
  const rows = await database.rows(
    `UPDATE bulk_row SET outcome = 'done'
      WHERE run_id = $1 AND donation_id = $2 AND (outcome IS NULL OR outcome IN ('stopped', 'unknown')) RETURNING 1`,
    [id, donation_id],
  );
  if (rows.length === 0) throw new ClaimLostError('Somebody else did it');
}
