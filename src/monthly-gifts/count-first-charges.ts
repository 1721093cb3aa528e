import type { DonorId, EditionId, MonthlyGiftId } from '../domain/ids.js';
import { type PostedAmounts, postingsForDonation } from '../domain/ledger.js';
import { currency, minor, ZERO } from '../domain/money.js';
import type { Entry } from '../ledger/index.js';
import type { Transaction } from '../platform/database/database.js';

interface Row {
  id: MonthlyGiftId;
  edition_id: EditionId;
  donor_id: DonorId;
  currency: string;
  counted_paid_minor: string;
  counted_refunded_minor: string;
  counted_disputed_minor: string;
  invoice_id: string | null;
  amount_minor: string;
  refunded_minor: string;
  disputed_minor: string;
}

/**
 * What the ledger of the walk lacks of these monthly gifts, where the edition in which they were started counts the first
 * charge: of all charges that were paid, the one of the earliest month. It is derived from all that is known, so that any
 * order and any repetition of events comes to the same; nothing where the books agree. What went back is deducted.
 *
 * The caller holds the gifts' rows, and posts the entries in this transaction: what is booked is written here beside them.
 */
export async function countFirstCharges(transaction: Transaction, giftIds: readonly MonthlyGiftId[]): Promise<Entry[]> {
  const rows = await transaction.rows<Row>(
    `SELECT g.id, g.edition_id, g.donor_id, g.currency, g.counted_paid_minor, g.counted_refunded_minor,
            g.counted_disputed_minor, c.invoice_id, coalesce(c.amount_minor, 0) AS amount_minor,
            coalesce(c.refunded_minor, 0) AS refunded_minor, coalesce(c.disputed_minor, 0) AS disputed_minor
       FROM monthly_gift g
       LEFT JOIN LATERAL (
         SELECT invoice_id, amount_minor, refunded_minor, disputed_minor FROM monthly_charge
          WHERE monthly_gift_id = g.id AND state = 'paid' AND currency = g.currency
          ORDER BY period_starts_at, invoice_id LIMIT 1) c ON true
      WHERE g.id = ANY($1::uuid[]) AND g.first_counts ORDER BY g.id`,
    [giftIds],
  );
  const entries = rows.flatMap(entriesOf);
  const changed = new Set(entries.map((entry) => entry.monthlyGiftId));
  const settled = rows.filter(({ id }) => changed.has(id));
  if (settled.length === 0) return [];
  await transaction.rows(
    `UPDATE monthly_gift g SET counted_paid_minor = v.paid, counted_refunded_minor = v.refunded,
            counted_disputed_minor = v.disputed
       FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[]) AS v (id, paid, refunded, disputed)
      WHERE g.id = v.id`,
    [
      settled.map(({ id }) => id),
      settled.map((row) => row.amount_minor),
      settled.map((row) => row.refunded_minor),
      settled.map((row) => row.disputed_minor),
    ],
  );
  return entries;
}

function entriesOf(row: Row): Entry[] {
  const amounts = (paid: string, refunded: string, disputed: string): PostedAmounts => ({
    paidMinor: minor(Number(paid)),
    refundedMinor: minor(Number(refunded)),
    disputedMinor: minor(Number(disputed)),
    onItsWayMinor: ZERO,
    suspense: [],
  });
  const posted = amounts(row.counted_paid_minor, row.counted_refunded_minor, row.counted_disputed_minor);
  const due = amounts(row.amount_minor, row.refunded_minor, row.disputed_minor);
  const position = { ...due, suspense: [], status: 'paid', method: null, paidAtMs: null } as const;
  return postingsForDonation(posted, position, currency(row.currency)).map((posting) => ({
    ...posting,
    editionId: row.edition_id,
    donationId: null,
    registrationId: null,
    monthlyGiftId: row.id,
    donorId: row.donor_id,
    pageId: null,
    teamId: null,
    participationTypeId: null,
    cause: row.invoice_id ?? row.id,
  }));
}
