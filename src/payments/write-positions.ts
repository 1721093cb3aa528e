import { amountsOfParts, amountsOfWhole } from '../domain/gift-parts.js';
import { type Position, statusOfPart } from '../domain/payment-position.js';
import type { Transaction } from '../platform/database/database.js';
import type { DonationPayable, GiftPart, Payable } from './payables.js';

interface PositionRow {
  readonly payable: { readonly id: string; readonly inSuspense: boolean };
  readonly position: Omit<Position, 'method'>;
}

/** The rows in which a payable's position stands: its own, or one for each part of a split gift. */
function rowsOfParts(payable: Payable, position: Position): PositionRow[] {
  if (payable.kind !== 'donation' || payable.parts.length === 0) return [{ payable, position }];
  return positionsOfParts(payable, position).map(({ part, position: ofPart }) => ({
    payable: { id: part.id, inSuspense: part.id === payable.id && payable.inSuspense },
    position: ofPart,
  }));
}

/** Where each part of a split gift stands, once the whole stands at `position`. What is in suspense stays with the first. */
export function positionsOfParts(
  { parts }: DonationPayable,
  position: Position,
): { readonly part: GiftPart; readonly position: Position }[] {
  const amounts = amountsOfParts(
    position,
    parts.map(({ shareMinor }) => shareMinor),
  );
  return parts.map((part, index) => {
    const own = amounts[index] ?? amountsOfWhole([]);
    const suspense = index === 0 ? position.suspense : [];
    return { part, position: { ...position, ...own, status: statusOfPart(position.status, own), suspense } };
  });
}

/** Writes where payables stand now, beside the entries that brought them there; of a split gift, each of its parts. */
export async function writePositions(
  transaction: Transaction,
  positions: readonly { payable: Payable; position: Position }[],
): Promise<void> {
  for (const table of ['donation', 'registration'] as const) {
    const changed = positions
      .filter(({ payable }) => payable.kind === table)
      .flatMap(({ payable, position }) => rowsOfParts(payable, position))
      .sort((a, b) => (a.payable.id < b.payable.id ? -1 : 1));
    if (changed.length === 0) continue;
    const paidAt = table === 'donation' ? ', paid_at = coalesce(v.paid_at, p.paid_at)' : '';
    await transaction.prepared(
      `UPDATE ${table} p SET status = v.status, paid_minor = v.paid, refunded_minor = v.refunded,
              disputed_minor = v.disputed, on_its_way_minor = v.on_its_way, in_suspense = v.in_suspense ${paidAt}
         FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::boolean[],
              $8::timestamptz[]) AS v (id, status, paid, refunded, disputed, on_its_way, in_suspense, paid_at)
        WHERE p.id = v.id`,
      [
        changed.map(({ payable }) => payable.id),
        changed.map(({ position }) => position.status),
        changed.map(({ position }) => position.paidMinor),
        changed.map(({ position }) => position.refundedMinor),
        changed.map(({ position }) => position.disputedMinor),
        changed.map(({ position }) => position.onItsWayMinor),
        changed.map(({ payable, position }) => payable.inSuspense || position.suspense.length > 0),
        changed.map(({ position }) => (position.paidAtMs === null ? null : new Date(position.paidAtMs))),
      ],
    );
  }
}
