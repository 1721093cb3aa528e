import { Injectable } from '@nestjs/common';
import { DomainError } from '../domain/errors.js';
import type { DonationId, EditionId, RegistrationId } from '../domain/ids.js';
import { Database } from '../platform/database/database.js';
import type { AttentionKind } from './attention-kinds.js';

/** Something that waits for a person, as it is looked at. */
export interface OpenAttentionItem {
  readonly id: string;
  readonly kind: AttentionKind;
  readonly reference: string;
  readonly donationId: DonationId | null;
  readonly registrationId: RegistrationId | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly openedAt: Date;
}

interface Row {
  id: string;
  kind: AttentionKind;
  reference: string;
  donation_id: DonationId | null;
  registration_id: RegistrationId | null;
  detail: Readonly<Record<string, unknown>>;
  opened_at: Date;
}

const ITEM = `SELECT id, kind, reference, donation_id, registration_id, detail, opened_at FROM attention_item WHERE resolved_at IS NULL`;

/** Reads what waits for a person. */
@Injectable()
export class ReadAttention {
  constructor(private readonly database: Database) {}

  /**
   * Open items, those that wait longest first; at most `limit`, from after the item `after`.
   * @param editionId those of this edition and of none; `null`: of all
   */
  async open({
    editionId,
    limit,
    after,
  }: {
    readonly editionId: EditionId | null;
    readonly limit: number;
    readonly after: string | null;
  }): Promise<OpenAttentionItem[]> {
    const rows = await this.database.rows<Row>(
      `${ITEM} AND id > $1 AND ($2::uuid IS NULL OR edition_id = $2 OR edition_id IS NULL) ORDER BY id LIMIT $3`,
      [after ?? '0', editionId, limit],
    );
    return rows.map(itemOf);
  }

  /** @throws {DomainError} `ATTENTION_ITEM_NOT_OPEN` where it is not of this edition, or closed */
  async byId(id: string, editionId: EditionId): Promise<OpenAttentionItem> {
    const [row] = isItemId(id)
      ? await this.database.rows<Row>(`${ITEM} AND id = $1 AND (edition_id = $2 OR edition_id IS NULL)`, [
          id,
          editionId,
        ])
      : [];
    if (row === undefined) throw new DomainError('ATTENTION_ITEM_NOT_OPEN', `No open item ${id}`);
    return itemOf(row);
  }
}

/** What Postgres takes for an id of these; one that came by URL may be anything. */
export function isItemId(id: string): boolean {
  return /^[1-9]\d{0,17}$/.test(id);
}

function itemOf({
  donation_id: donationId,
  registration_id: registrationId,
  opened_at: openedAt,
  ...item
}: Row): OpenAttentionItem {
  return { ...item, donationId, registrationId, openedAt };
}
