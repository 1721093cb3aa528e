import { Injectable } from '@nestjs/common';
import { type Actor, writeAudit } from '../audit/index.js';
import { DomainError } from '../domain/errors.js';
import type { EditionId } from '../domain/ids.js';
import { ReadEditions } from '../editions/index.js';
import { Database } from '../platform/database/database.js';
import { lockEdition } from './change-rules.js';

export const WINDOWS = ['registration', 'giving'] as const;
export type Window = (typeof WINDOWS)[number];

/** What stood at which version when somebody decided. */
interface Order {
  readonly editionId: EditionId;
  readonly version: number;
  readonly actor: Actor;
}

/**
 * Opens and closes registration and giving at this moment, to the minute as the form of the rules has it, and puts editions into
 * the archive.
 */
@Injectable()
export class OpenAndClose {
  constructor(
    private readonly database: Database,
    private readonly editions: ReadEditions,
  ) {}

  /**
   * Opens now; a draft becomes public by it.
   * @param until when it closes again; `null`: as the rules say
   * @throws {DomainError} `WINDOW_NEEDS_END` when it would be over already, `EDITION_CHANGED`, `EDITION_ARCHIVED`
   */
  open(window: Window, until: Date | null, order: Order): Promise<void> {
    return this.change('open-edition', window, order, async (tx) => {
      const rows = await tx.rows(
        `UPDATE edition SET ${window}_opens_at = least(${window}_opens_at, date_trunc('minute', now())),
                ${window}_closes_at = coalesce($2::timestamptz, ${window}_closes_at),
                published_at = coalesce(published_at, now())
          WHERE id = $1 AND coalesce($2::timestamptz, ${window}_closes_at) > now() RETURNING 1`,
        [order.editionId, until],
      );
      if (rows.length === 0) throw new DomainError('WINDOW_NEEDS_END', 'It would be over already');
    });
  }

  /** Closes now. @throws {DomainError} `EDITION_CHANGED`, `EDITION_ARCHIVED` */
  close(window: Window, order: Order): Promise<void> {
    return this.change('close-edition', window, order, async (tx) => {
      await tx.rows(
        `UPDATE edition SET ${window}_closes_at = least(${window}_closes_at, date_trunc('minute', now())),
                ${window}_opens_at = least(${window}_opens_at, date_trunc('minute', now()) - interval '1 minute')
          WHERE id = $1`,
        [order.editionId],
      );
    });
  }

  /**
   * Nothing of an archived edition changes any more; everybody can read it as before.
   * @throws {DomainError} `EDITION_OPEN` while people can register or give, `EDITION_CHANGED`, `EDITION_ARCHIVED`
   */
  async archive(order: Order): Promise<void> {
    await this.change('archive-edition', null, order, async (tx) => {
      const rows = await tx.rows(
        `UPDATE edition SET archived_at = now() WHERE id = $1 AND published_at IS NOT NULL
            AND registration_closes_at <= now() AND giving_closes_at <= now() RETURNING 1`,
        [order.editionId],
      );
      if (rows.length === 0) throw new DomainError('EDITION_OPEN', 'Not closed yet');
    });
  }

  /** Takes an edition out of the archive. Nothing happens when it is not in it. */
  async unarchive({ editionId, actor }: Omit<Order, 'version'>): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [row] = await tx.rows<{ slug: string }>(
        `UPDATE edition SET archived_at = NULL, version = version + 1 WHERE id = $1 AND archived_at IS NOT NULL
         RETURNING slug`,
        [editionId],
      );
      if (row === undefined) return;
      await writeAudit(tx, {
        editionId,
        actor,
        action: 'reopen-edition',
        subject: { kind: 'edition', id: row.slug },
      });
    });
  }

  private async change(
    action: string,
    window: Window | null,
    { editionId, version, actor }: Order,
    act: (tx: Parameters<typeof lockEdition>[0]) => Promise<void>,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const edition = await lockEdition(tx, { editionId, version });
      await act(tx);
      const [after] = await tx.rows<{ opens: string; closes: string; published: boolean }>(
        `UPDATE edition SET version = version + 1 WHERE id = $1
         RETURNING ${window ?? 'giving'}_opens_at::text AS opens, ${window ?? 'giving'}_closes_at::text AS closes`,
        [editionId],
      );
      await writeAudit(tx, {
        editionId,
        actor,
        action,
        subject: { kind: 'edition', id: edition.slug },
        ...(window === null
          ? {}
          : {
              before: {
                window,
                opens: edition.values[`${window}OpensAt`] ?? null,
                closes: edition.values[`${window}ClosesAt`] ?? null,
              },
              after: { window, opens: after?.opens ?? null, closes: after?.closes ?? null },
            }),
      });
      tx.onceCommitted(() => {
        this.editions.forget();
      });
    });
  }
}
