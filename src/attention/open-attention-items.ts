import type { DonationId, EditionId, RegistrationId } from '../domain/ids.js';
import { currentRequestId } from '../platform/logging/log-context.js';
import type { Transaction } from '../platform/database/database.js';
import type { AttentionKind } from './attention-kinds.js';

/** Something that a person must look at. `kind` and `reference` together open it once, however often it is noticed. */
export interface AttentionItem {
  readonly kind: AttentionKind;
  readonly reference: string;
  readonly editionId: EditionId | null;
  readonly donationId: DonationId | null;
  readonly registrationId: RegistrationId | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Puts items on the organisers' list of what needs a person; those that stand there already are left as they are. */
export function openAttentionItems(transaction: Transaction, items: readonly AttentionItem[]): Promise<void> {
  return insert(transaction, items, 'DO NOTHING');
}

/** The same for what happened anew: those that a person has closed are open again, with the detail of this time. */
export function reopenAttentionItems(transaction: Transaction, items: readonly AttentionItem[]): Promise<void> {
  return insert(transaction, items, 'DO UPDATE SET resolved_at = NULL, detail = excluded.detail');
}

async function insert(transaction: Transaction, items: readonly AttentionItem[], onConflict: string): Promise<void> {
  if (items.length === 0) return;
  await transaction.rows(
    `INSERT INTO attention_item (kind, reference, edition_id, donation_id, registration_id, detail)
     SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::jsonb[])
     ON CONFLICT ON CONSTRAINT attention_item_once ${onConflict}`,
    [
      items.map((item) => item.kind),
      items.map((item) => item.reference),
      items.map((item) => item.editionId),
      items.map((item) => item.donationId),
      items.map((item) => item.registrationId),
      items.map((item) => JSON.stringify(withRequest(item.detail))),
    ],
  );
}

/** Names the request that it was noticed in, so that its lines in the log are found; what a worker notices names its event. */
function withRequest(detail: AttentionItem['detail']): AttentionItem['detail'] {
  const requestId = currentRequestId();
  return requestId === null ? detail : { ...detail, requestId };
}

/** Takes items off the list because what they were about has been settled by itself; unknown ones are passed over. */
export async function closeAttentionItems(
  transaction: Transaction,
  kind: AttentionKind,
  references: readonly string[],
): Promise<void> {
  if (references.length === 0) return;
  await transaction.rows(
    `UPDATE attention_item SET resolved_at = now() WHERE kind = $1 AND reference = ANY($2::text[]) AND resolved_at IS NULL`,
    [kind, references],
  );
}
