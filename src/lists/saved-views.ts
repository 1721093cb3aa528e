import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type Actor, writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import { Database } from '../platform/database/database.js';
import { askedText, type ListDefinition, type ListQuery } from './list.js';

/** A view of a list that somebody saved. */
export interface SavedView {
  readonly id: string;
  readonly list: string;
  readonly name: string;
  readonly shared: boolean;
  /** What it asks of the list, as an address does. */
  readonly asked: string;
  /** Whether who asks saved it, and may remove it. */
  readonly own: boolean;
}

/** A page shows no more, and nobody finds anything among more. */
const MOST_VIEWS = 200;

/** Remembers views of lists, for one person or for all who work on the edition. */
@Injectable()
export class SavedViews {
  constructor(private readonly database: Database) {}

  /** The views that somebody sees: their own, and those that are shared; at most 200. */
  async visibleTo(actor: Actor, edition: Edition): Promise<SavedView[]> {
    return this.database.rows<SavedView>(
      `SELECT id, list, name, shared, asked, owner = $2 AS own FROM saved_view
        WHERE edition_id = $1 AND (shared OR owner = $2) ORDER BY list, lower(name), id LIMIT $3`,
      [edition.id, actor.name, MOST_VIEWS],
    );
  }

  /** Saves what is shown of a list; under a name that the same person used for it already, it takes the other's place. */
  async save(
    edition: Edition,
    actor: Actor,
    {
      list,
      query,
      name,
      shared,
    }: { readonly list: ListDefinition; readonly query: ListQuery; readonly name: string; readonly shared: boolean },
  ): Promise<void> {
    const asked = askedText(query);
    await this.database.transaction(async (tx) => {
      const [row] = await tx.rows<{ id: string }>(
        `INSERT INTO saved_view (id, edition_id, owner, shared, list, name, asked) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT ON CONSTRAINT saved_view_name_once
           DO UPDATE SET shared = excluded.shared, asked = excluded.asked RETURNING id`,
        [uuidv7(), edition.id, actor.name, shared, list.name, name, asked],
      );
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'save-view',
        subject: { kind: 'saved-view', id: row?.id ?? '' },
        after: { list: list.name, name, shared, asked },
      });
    });
  }

  /** Removes a view of one's own. @returns whether there was one */
  async remove(edition: Edition, actor: Actor, id: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.rows<{ list: string; name: string; shared: boolean; asked: string }>(
        `DELETE FROM saved_view WHERE id::text = $1 AND edition_id = $2 AND owner = $3 RETURNING list, name, shared, asked`,
        [id, edition.id, actor.name],
      );
      if (row === undefined) return false;
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'remove-view',
        subject: { kind: 'saved-view', id },
        before: row,
      });
      return true;
    });
  }
}
