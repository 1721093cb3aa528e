import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { openAttentionItems } from '../attention/index.js';
import { DomainError } from '../domain/errors.js';
import { ReadEditions } from '../editions/index.js';
import { ExportList } from '../lists/index.js';
import { OutboxBell, writeOutbox } from '../outbox/index.js';
import { Database } from '../platform/database/database.js';
import { LOGGER } from '../platform/logging/logger.js';
import { ExportFiles } from './export-files.js';
import { ExportLinks } from './export-links.js';
import { LIST_EXPORT_COLUMNS, type ListExport, listExportOf } from './list-exports.js';
import { exportWordsFrom } from './stored-words.js';

/** How large the pieces are in which a file is kept; bytes. */
export const PART_BYTES = 2 * 1_024 * 1_024;
/** A file is never longer: one gigabyte. */
const MOST_PARTS = 512;
/** How long a file can be fetched. */
export const KEPT_HOURS = 72;
/** Who makes a file says so often that they live, and is taken for dead after so long. */
const BEAT_MS = 15_000;
const CLAIM_SECONDS = 60;
/** So often a file is begun before it is given up. */
export const EXPORT_ATTEMPTS = 6;
/** Files that are made or removed in one run. */
const MOST_AT_ONCE = 50;

/** Somebody else makes the file by now, or nobody wants it any more. */
class ClaimLostError extends Error {}
/** This process ends. */
class StoppingError extends Error {}

interface Progress {
  rowsDone: number;
  rowCount: number | null;
  sumMinor: number | null;
  bytes: number;
  parts: number;
}

/**
 * Makes the files that are asked for, from Postgres: the row says what is to be done and who does it. A process that dies
 * leaves a claim that ends, and the next one begins the file anew; one that only seemed dead finds its claim lost and
 * stops.
 */
@Injectable()
export class MakeExports implements OnModuleDestroy {
  private stopping = false;
  private running: Promise<number> | undefined;
  private again = false;

  constructor(
    private readonly database: Database,
    private readonly editions: ReadEditions,
    private readonly exports: ExportList,
    private readonly files: ExportFiles,
    private readonly links: ExportLinks,
    private readonly bell: OutboxBell,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** What is being made is put back for another process, and is not waited for. */
  onModuleDestroy(): void {
    this.stopping = true;
  }

  /**
   * Makes what waits, one after another, and removes what is over. Calls during a run make one more run, however many
   * they are.
   * @returns how many files were made
   */
  execute(now: Date): Promise<number> {
    if (this.running !== undefined) {
      this.again = true;
      return this.running;
    }
    this.running = this.run(now).finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async run(now: Date): Promise<number> {
    let made = 0;
    do {
      this.again = false;
      for (let turn = 0; turn < MOST_AT_ONCE && !this.stopping; turn += 1) {
        const claimed = await this.claim();
        if (claimed === null) break;
        if (await this.make(claimed)) made += 1;
      }
      await this.removeFiles(now);
    } while (this.again && !this.stopping);
    return made;
  }

  private async claim(): Promise<ListExport | null> {
    const [row] = await this.database.rows(
      `UPDATE list_export e
          SET state = 'making', attempt = e.attempt + 1, rows_done = 0, bytes = 0, parts = e.parts || 0,
              available_at = now() + $1 * interval '1 second'
         FROM (SELECT id AS due_id FROM list_export WHERE state IN ('waiting', 'making') AND available_at <= now()
                ORDER BY available_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) due
        WHERE e.id = due.due_id RETURNING ${LIST_EXPORT_COLUMNS}`,
      [CLAIM_SECONDS],
    );
    return row === undefined ? null : listExportOf(row);
  }

  /** @returns whether the file is ready */
  private async make(claimed: ListExport): Promise<boolean> {
    const progress: Progress = { rowsDone: 0, rowCount: null, sumMinor: null, bytes: 0, parts: 0 };
    const beat = setInterval(() => {
      // A beat that is lost is told at the next piece.
      this.say(claimed, progress).catch((error: unknown) => {
        this.logger.warn({ err: error, exportId: claimed.id }, 'An export could not say how far it is');
      });
    }, BEAT_MS);
    try {
      // More attempts than allowed: whoever makes it dies of it.
      if (claimed.attempt > EXPORT_ATTEMPTS) throw new DomainError('SERVICE_UNAVAILABLE', 'Begun too often');
      await this.files.remove(claimed);
      await this.write(claimed, progress);
      await this.files.keep(claimed, progress.parts);
      await this.finish(claimed, progress);
      return true;
    } catch (error) {
      await this.putBack(claimed, error);
      return false;
    } finally {
      clearInterval(beat);
    }
  }

  private async write(claimed: ListExport, progress: Progress): Promise<void> {
    const { list, query, format, words } = claimed;
    const edition = await this.editionOf(claimed);
    const pieces = this.exports.pieces({
      list,
      query,
      edition,
      format,
      words: exportWordsFrom(words, edition, new Date()),
      watch: {
        summary: ({ count, sumMinor }) => {
          progress.rowCount = count;
          progress.sumMinor = sumMinor;
        },
        rows: (count) => {
          progress.rowsDone += count;
        },
      },
    });
    let waiting: Uint8Array[] = [];
    let bytes = 0;
    const put = async (): Promise<void> => {
      if (progress.parts >= MOST_PARTS) throw new DomainError('EXPORT_TOO_LARGE', 'Longer than a file may be');
      progress.parts += 1;
      await this.say(claimed, progress);
      await this.files.put(claimed.id, claimed.attempt, progress.parts, Buffer.concat(waiting, bytes));
      progress.bytes += bytes;
      waiting = [];
      bytes = 0;
    };
    for await (const piece of pieces) {
      if (this.stopping) throw new StoppingError('The process ends');
      waiting.push(piece);
      bytes += piece.byteLength;
      if (bytes >= PART_BYTES) await put();
    }
    if (bytes > 0) await put();
  }

  /** Says how far it is and that somebody is at it. @throws {ClaimLostError} */
  private async say({ id, attempt }: ListExport, progress: Progress): Promise<void> {
    const rows = await this.database.rows(
      `UPDATE list_export SET rows_done = least($3::bigint, coalesce($4::bigint, $3::bigint)), row_count = $4,
              sum_minor = $5, bytes = $6, parts[$2::int] = greatest(parts[$2::int], $7::int), available_at = now() + $8 * interval '1 second'
        WHERE id = $1 AND attempt = $2::int AND state = 'making' RETURNING id`,
      [
        id,
        attempt,
        progress.rowsDone,
        progress.rowCount,
        progress.sumMinor,
        progress.bytes,
        progress.parts,
        CLAIM_SECONDS,
      ],
    );
    if (rows.length === 0) throw new ClaimLostError('Somebody else makes it, or nobody wants it');
  }

  /** Ready, and whoever asked is told where. */
  private async finish({ id, attempt, accountId, keepAs }: ListExport, progress: Progress): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [row] = await tx.rows<{ expires_at: Date }>(
        `UPDATE list_export SET state = 'ready', rows_done = $3, row_count = $3, sum_minor = $4, bytes = $5,
                ready_at = now(), expires_at = date_trunc('second', now()) + $6 * interval '1 hour'
          WHERE id = $1 AND attempt = $2 AND state = 'making' RETURNING expires_at`,
        [id, attempt, progress.rowCount ?? 0, progress.sumMinor, progress.bytes, KEPT_HOURS],
      );
      if (row === undefined) throw new ClaimLostError('Somebody else makes it, or nobody wants it');
      // What goes to the bucket is looked for there.
      if (accountId === null || keepAs !== null) return;
      const link = this.links.signed(id, row.expires_at);
      const payload = { mail: 'export-ready', exportId: id, link };
      await writeOutbox(tx, [{ kind: 'mail', onceKey: `export-ready:${id}`, payload, afterMs: 0 }]);
      tx.onceCommitted(() => {
        this.bell.ring();
      });
    });
  }

  /** To be begun again, later each time; or given up, and put before a person. */
  private async putBack(claimed: ListExport, error: unknown): Promise<void> {
    const { id, attempt, editionId, list, format } = claimed;
    if (error instanceof ClaimLostError) {
      this.logger.info({ exportId: id, attempt }, 'An export is made by somebody else, or wanted no more');
      return;
    }
    const code = error instanceof DomainError ? error.code : 'SERVICE_UNAVAILABLE';
    const ends = error instanceof StoppingError;
    if (!ends) this.logger.warn({ err: error, exportId: id, attempt }, 'An export was not made');
    const final = !ends && (code === 'EXPORT_TOO_LARGE' || attempt >= EXPORT_ATTEMPTS);
    await this.database.transaction(async (tx) => {
      const rows = await tx.rows(
        `UPDATE list_export SET state = $3, error = $4, available_at = now() + $5 * interval '1 second'
          WHERE id = $1 AND attempt = $2 AND state = 'making' RETURNING id`,
        [id, attempt, final ? 'failed' : 'waiting', final ? code : null, ends ? 0 : 2 ** attempt],
      );
      if (rows.length === 0 || !final) return;
      const detail = { list: list.name, format, code };
      await openAttentionItems(tx, [
        { kind: 'export-failed', reference: id, editionId, donationId: null, registrationId: null, detail },
      ]);
    });
  }

  private async editionOf({ editionId }: ListExport) {
    const [row] = await this.database.rows<{ slug: string }>(`SELECT slug FROM edition WHERE id = $1`, [editionId]);
    return this.editions.draftBySlug(row?.slug ?? '');
  }

  /** Ends files whose time is over, and removes what is kept of those that are gone or were given up. */
  private async removeFiles(now: Date): Promise<void> {
    await this.database.rows(`UPDATE list_export SET state = 'gone' WHERE state = 'ready' AND expires_at <= $1`, [now]);
    const rows = await this.database.rows(
      `SELECT ${LIST_EXPORT_COLUMNS} FROM list_export WHERE state IN ('failed', 'gone') AND parts <> '{}'
        ORDER BY id LIMIT $1`,
      [MOST_AT_ONCE],
    );
    for (const row of rows) {
      const { id, parts } = listExportOf(row);
      await this.files.remove({ id, parts });
      await this.database.rows(`UPDATE list_export SET parts = '{}' WHERE id = $1`, [id]);
    }
  }
}
