import type { EditionId, ParticipationTypeId, RegistrationId } from '../domain/ids.js';
import type { Position } from '../domain/payment-position.js';
import { openAttentionItems } from '../attention/index.js';
import { writeOutbox } from '../outbox/index.js';
import type { Transaction } from '../platform/database/database.js';
import type { TotalKey } from '../totals/index.js';
import { confirmRegistrations } from './confirm-registrations.js';
import { giveVouchersBack, takeVoucherAgain } from '../vouchers/index.js';
import { closeReopenedOffers, reopenOffers, takePlaces } from './take-places.js';

/** A SEPA debit may take 14 days; a place waits that long for a fee that is on its way. */
const PENDING_HOLD_DAYS = 15;

interface RegistrationRow {
  id: RegistrationId;
  state: 'held' | 'confirmed' | 'released' | 'needs-decision';
  hold_over: boolean;
  participation_type_id: ParticipationTypeId;
  places: number;
}

/** A registration whose fee was just settled. */
export interface SettledRegistration {
  readonly payable: { readonly id: string };
  readonly position: Position;
}

/**
 * Lets the place follow the money, in the transaction that books it. Paid: the place is valid. Paid after the hold
 * ended: the money is accepted and, when nothing is free any more, the place is put on the organisers' list. On its
 * way: the place is kept, where the hold has not ended or one is still free. Failed or expired: the place is free again.
 * @returns the totals whose number of walkers or teams changed.
 */
export async function settleRegistrations(
  transaction: Transaction,
  settled: readonly SettledRegistration[],
): Promise<TotalKey[]> {
  if (settled.length === 0) return [];
  const rows = await transaction.rows<RegistrationRow>(
    `SELECT r.id, r.state, r.hold_expires_at <= now() AS hold_over, w.participation_type_id, count(*)::int AS places
       FROM registration r JOIN walker w ON w.registration_id = r.id
      WHERE r.id = ANY($1::uuid[]) GROUP BY r.id, w.participation_type_id ORDER BY r.id`,
    [settled.map(({ payable }) => payable.id)],
  );
  const confirmed = new Set<RegistrationId>();
  const undecided = new Set<RegistrationId>();
  const released: RegistrationId[] = [];
  const pending: RegistrationId[] = [];
  // Places that went to latecomers of this very batch: no row shows them yet.
  const grantedLate: RegistrationRow[] = [];
  const takeLate = async (places: readonly RegistrationRow[], id: RegistrationId): Promise<boolean> => {
    const { full } = await takePlaces(transaction, [...grantedLate, ...places], { kind: 'late', registrationId: id });
    // What a voucher was to pay is not paid when somebody else has used it since.
    if (full.length > 0 || !(await takeVoucherAgain(transaction, id))) return false;
    grantedLate.push(...places);
    return true;
  };
  for (const { payable, position } of settled) {
    const ofRegistration = rows.filter((row) => row.id === payable.id);
    const first = ofRegistration[0];
    if (first === undefined) continue;
    if (position.paidMinor > 0) {
      if (first.state === 'confirmed' || first.state === 'needs-decision') continue;
      const late = first.state === 'released' || first.hold_over;
      if (!late || (await takeLate(ofRegistration, first.id))) confirmed.add(first.id);
      else undecided.add(first.id);
    } else if (first.state === 'held') {
      if (position.status === 'pending') {
        if (!first.hold_over || (await takeLate(ofRegistration, first.id))) pending.push(first.id);
      } else if (position.status === 'failed' || position.status === 'expired') released.push(first.id);
    }
  }
  await transaction.rows(
    `UPDATE registration SET hold_expires_at = greatest(hold_expires_at, now() + $2 * interval '1 day')
      WHERE id = ANY($1::uuid[])`,
    [pending, PENDING_HOLD_DAYS],
  );
  await releaseRegistrations(transaction, released);
  await putUndecidedOnTheList(transaction, [...undecided]);
  await closeReopenedOffers(transaction, [...confirmed]);
  const changed = await confirmRegistrations(transaction, [...confirmed]);
  await writeOutbox(
    transaction,
    [...confirmed].map((id) => ({
      kind: 'mail',
      onceKey: `registration-confirmed:${id}`,
      payload: { mail: 'registration-confirmed', registrationId: id },
      afterMs: 0,
    })),
  );
  return changed;
}

/**
 * Gives the places of registrations back, and the vouchers that were to pay them; an offer of the waiting list is open
 * again for as long as it was to last. The same order may be sent anew. Registrations that are confirmed already stay as they are.
 */
export async function releaseRegistrations(transaction: Transaction, ids: readonly RegistrationId[]): Promise<void> {
  if (ids.length === 0) return;
  const rows = await transaction.rows<{ id: RegistrationId }>(
    `UPDATE registration SET state = 'released', once_hash = NULL WHERE id = ANY($1::uuid[]) AND state = 'held' RETURNING id`,
    [ids],
  );
  const released = rows.map(({ id }) => id);
  if (released.length === 0) return;
  await transaction.rows(`UPDATE walker SET released_at = now() WHERE registration_id = ANY($1::uuid[])`, [released]);
  await reopenOffers(transaction, released);
  await giveVouchersBack(transaction, released);
}

async function putUndecidedOnTheList(transaction: Transaction, ids: readonly RegistrationId[]): Promise<void> {
  if (ids.length === 0) return;
  const rows = await transaction.rows<{ id: RegistrationId; edition_id: EditionId }>(
    `UPDATE registration SET state = 'needs-decision' WHERE id = ANY($1::uuid[]) RETURNING id, edition_id`,
    [ids],
  );
  await openAttentionItems(
    transaction,
    rows.map((row) => ({
      kind: 'registration-paid-without-place',
      reference: row.id,
      editionId: row.edition_id,
      donationId: null,
      registrationId: row.id,
      detail: {},
    })),
  );
  await writeOutbox(
    transaction,
    rows.map(({ id }) => ({
      kind: 'mail',
      onceKey: `registration-needs-decision:${id}`,
      payload: { mail: 'registration-needs-decision', registrationId: id },
      afterMs: 0,
    })),
  );
}
