import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { DomainError } from '../domain/errors.js';
import type { PageId } from '../domain/ids.js';
import { Database } from '../platform/database/database.js';
import { optionalLine, optionalText, parseInput, type RawInput } from '../platform/http/input.js';

/** News on a fundraising page. */
export interface PageUpdate {
  readonly id: string;
  /** Empty where it has none. */
  readonly title: string;
  readonly text: string;
  readonly publishedAt: Date;
}

/** What the owner of a page writes. */
export type PageNews = Pick<PageUpdate, 'title' | 'text'>;

const NewsForm = z.object({
  title: optionalLine(120),
  text: optionalText(3_000).refine((text) => text !== null, { error: 'REQUIRED' }),
});

/** A page shows no more news than this; older news makes room for new. */
const MOST_UPDATES = 100;

/** Reads the form of one piece of news. @throws {InputInvalidError} naming every faulty field. */
export function parsePageNews(input: RawInput): PageNews {
  const { title, text } = parseInput(NewsForm, input);
  return { title: title ?? '', text: text ?? '' };
}

/** The news of fundraising pages. Who calls has made sure that the page is the caller's own, or reads. */
@Injectable()
export class PageUpdates {
  constructor(private readonly database: Database) {}

  /** Newest first; at most `limit`. */
  async latest(pageId: PageId, limit = MOST_UPDATES): Promise<PageUpdate[]> {
    const rows = await this.database.rows<{ id: string; title: string; text: string; published_at: Date }>(
      `SELECT id, title, text, published_at FROM page_update WHERE page_id = $1
        ORDER BY published_at DESC, id DESC LIMIT $2`,
      [pageId, limit],
    );
    return rows.map((row) => ({ id: row.id, title: row.title, text: row.text, publishedAt: row.published_at }));
  }

  async publish(pageId: PageId, { title, text }: PageNews): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.rows(`INSERT INTO page_update (id, page_id, title, text) VALUES ($1, $2, $3, $4)`, [
        uuidv7(),
        pageId,
        title,
        text,
      ]);
      await tx.rows(
        `DELETE FROM page_update WHERE id IN (SELECT id FROM page_update WHERE page_id = $1
           ORDER BY published_at DESC, id DESC OFFSET $2)`,
        [pageId, MOST_UPDATES],
      );
    });
  }

  /** @throws {DomainError} `PAGE_NOT_FOUND` when the page has no such news */
  async rewrite(pageId: PageId, id: string, { title, text }: PageNews): Promise<void> {
    const changed = await this.database.rows(
      `UPDATE page_update SET title = $3, text = $4, edited_at = now() WHERE page_id = $1 AND id::text = $2
       RETURNING id`,
      [pageId, id, title, text],
    );
    if (changed.length === 0) throw new DomainError('PAGE_NOT_FOUND', 'No such news');
  }

  /** News that is gone stays so. */
  async remove(pageId: PageId, id: string): Promise<void> {
    await this.database.rows(`DELETE FROM page_update WHERE page_id = $1 AND id::text = $2`, [pageId, id]);
  }
}
