import { Injectable } from '@nestjs/common';
import { type Actor, writeAudit } from '../audit/index.js';
import { DomainError } from '../domain/errors.js';
import type { EditionId } from '../domain/ids.js';
import { Database } from '../platform/database/database.js';
import { isItemId } from './read-attention.js';

/** What a person may say of what they did. */
export const MOST_NOTE_CHARACTERS = 1_000;

/** A person's word on an item. */
export interface Resolving {
  readonly itemId: string;
  /** An item of another edition is not theirs to close; `null` closes one of any. */
  readonly editionId: EditionId | null;
  /** What was found or done; 1 to {@link MOST_NOTE_CHARACTERS} characters. */
  readonly note: string;
  readonly actor: Actor;
}

/** Puts away what a person has looked after, with who, when and what they say of it. */
@Injectable()
export class ResolveAttentionItem {
  constructor(private readonly database: Database) {}

  /** @throws {DomainError} `ATTENTION_ITEM_NOT_OPEN` for one that is not there, or that somebody has closed already */
  async execute({ itemId, editionId, note, actor }: Resolving): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [item] = isItemId(itemId)
        ? await tx.rows<{ kind: string; reference: string; edition_id: EditionId | null }>(
            `UPDATE attention_item SET resolved_at = now(), resolved_by = $2, note = $3
              WHERE id = $1 AND resolved_at IS NULL AND ($4::uuid IS NULL OR edition_id = $4 OR edition_id IS NULL)
              RETURNING kind, reference, edition_id`,
            [itemId, actor.name, note, editionId],
          )
        : [];
      if (item === undefined) throw new DomainError('ATTENTION_ITEM_NOT_OPEN', `No open item ${itemId}`);
      await writeAudit(tx, {
        editionId: item.edition_id,
        actor,
        action: 'resolve-attention-item',
        subject: { kind: 'attention-item', id: itemId },
        before: { kind: item.kind, reference: item.reference },
        reason: note,
      });
    });
  }
}
