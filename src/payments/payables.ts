import type {
  AccountId,
  DonationId,
  DonorId,
  EditionId,
  PageId,
  ParticipationTypeId,
  RegistrationId,
  TeamId,
} from '../domain/ids.js';
import type { PostedAmounts } from '../domain/ledger.js';
import { currency, type Minor, minor } from '../domain/money.js';
import { type ExpectedPayment, type PaymentStatus, statusOfPart } from '../domain/payment-position.js';
import { amountsOfWhole } from '../domain/gift-parts.js';
import type { Attribution } from '../ledger/index.js';
import type { Queryable, Transaction } from '../platform/database/database.js';

interface PayableBase {
  readonly expected: ExpectedPayment;
  readonly status: PaymentStatus;
  readonly posted: PostedAmounts;
  readonly inSuspense: boolean;
  readonly attribution: Attribution;
}

/** A part of a split gift, with what is booked for it so far. */
export interface GiftPart {
  readonly id: DonationId;
  /** What it is of the gift's amount. */
  readonly shareMinor: Minor;
  readonly posted: PostedAmounts;
  readonly attribution: Attribution;
}

/** A gift that is to be paid, with what is booked for it so far: for all parts together where it is split. */
export interface DonationPayable extends PayableBase {
  readonly kind: 'donation';
  readonly id: DonationId;
  /** The parts of a split gift, the one that keeps the gift's own id first; none of a gift that is whole. */
  readonly parts: readonly GiftPart[];
  /** When the payment that counts was made, ms UTC; `null` while none has come. */
  readonly paidAtMs: number | null;
}

/** A registration whose fee is to be paid, with what is booked for it so far. */
export interface RegistrationPayable extends PayableBase {
  readonly kind: 'registration';
  readonly id: RegistrationId;
  readonly accountId: AccountId;
  /** Whether this edition counts fees as raised. */
  readonly feesCount: boolean;
}

export type Payable = DonationPayable | RegistrationPayable;

interface PayableRow {
  edition_id: EditionId;
  amount_minor: string;
  currency: string;
  status: PaymentStatus;
  paid_minor: string;
  refunded_minor: string;
  disputed_minor: string;
  on_its_way_minor: string;
  in_suspense: boolean;
}

interface DonationRow extends PayableRow {
  id: DonationId;
  donor_id: DonorId;
  page_id: PageId | null;
  team_id: TeamId | null;
  participation_type_id: ParticipationTypeId | null;
  paid_at: Date | null;
  split_of: DonationId | null;
  whole_minor: string | null;
}

interface RegistrationRow extends PayableRow {
  id: RegistrationId;
  account_id: AccountId;
  fees_count: boolean;
  participation_type_id: ParticipationTypeId | null;
}

const DONATION = `SELECT id, edition_id, donor_id, page_id, team_id, participation_type_id, amount_minor, currency, status,
            paid_minor, refunded_minor, disputed_minor, on_its_way_minor, in_suspense, paid_at, split_of, whole_minor
       FROM donation`;

/**
 * Locks donations, then registrations, each in the order of their ids, so that batches never wait in a circle. Ids that
 * name nothing of ours are simply not in the answer.
 */
export async function lockPayables(transaction: Transaction, ids: readonly string[]): Promise<Map<string, Payable>> {
  const payables = new Map<string, Payable>();
  if (ids.length === 0) return payables;
  const donations = await transaction.prepared<DonationRow>(
    `${DONATION} WHERE id = ANY($1::uuid[]) AND split_of IS NULL ORDER BY id FOR UPDATE`,
    [ids],
  );
  const split = donations.flatMap(({ id, whole_minor }) => (whole_minor === null ? [] : [id]));
  // Read once their gifts are locked: whoever splits or puts together holds that lock.
  const parts =
    split.length === 0
      ? []
      : await transaction.rows<DonationRow>(
          `${DONATION} WHERE split_of = ANY($1::uuid[]) AND NOT unsplit ORDER BY id FOR UPDATE`,
          [split],
        );
  for (const row of donations) {
    payables.set(
      row.id,
      donationOf(
        row,
        parts.filter(({ split_of }) => split_of === row.id),
      ),
    );
  }
  if (donations.length < ids.length) {
    const registrations = await transaction.rows<RegistrationRow>(
      `SELECT r.id, r.edition_id, r.account_id, r.amount_minor, r.currency, r.status, r.paid_minor, r.refunded_minor,
              r.disputed_minor, r.on_its_way_minor, r.in_suspense, e.fees_count,
              -- Organisers may let a walker take part otherwise: what is booked of the fee stays where it was.
              coalesce(
                (SELECT l.participation_type_id FROM ledger_entry l
                  WHERE l.registration_id = r.id AND l.participation_type_id IS NOT NULL ORDER BY l.id LIMIT 1),
                (SELECT w.participation_type_id FROM walker w WHERE w.registration_id = r.id ORDER BY w.id LIMIT 1))
                AS participation_type_id
         FROM registration r JOIN edition e ON e.id = r.edition_id
        WHERE r.id = ANY($1::uuid[]) ORDER BY r.id FOR UPDATE OF r`,
      [ids.filter((id) => !payables.has(id))],
    );
    for (const row of registrations) payables.set(row.id, registrationOf(row));
  }
  await addSuspense(transaction, payables);
  return payables;
}

function baseOf(row: PayableRow): Omit<PayableBase, 'attribution'> {
  return {
    expected: { amountMinor: minor(Number(row.amount_minor)), currency: currency(row.currency) },
    status: row.status,
    inSuspense: row.in_suspense,
    posted: {
      paidMinor: minor(Number(row.paid_minor)),
      refundedMinor: minor(Number(row.refunded_minor)),
      disputedMinor: minor(Number(row.disputed_minor)),
      onItsWayMinor: minor(Number(row.on_its_way_minor)),
      suspense: [],
    },
  };
}

function donationOf(row: DonationRow, others: readonly DonationRow[]): DonationPayable {
  const base = baseOf(row);
  const attribution = attributionOf(row);
  const whole = { kind: 'donation', id: row.id, paidAtMs: row.paid_at?.getTime() ?? null, attribution } as const;
  if (row.whole_minor === null) return { ...whole, ...base, parts: [] };
  const parts = [row, ...others].map(partOf);
  const amounts = amountsOfWhole(parts.map(({ posted }) => posted));
  return {
    ...whole,
    ...base,
    expected: { ...base.expected, amountMinor: minor(Number(row.whole_minor)) },
    status: statusOfPart(row.status, amounts),
    posted: { ...base.posted, ...amounts },
    parts,
  };
}

function partOf(row: DonationRow): GiftPart {
  const { expected, posted } = baseOf(row);
  return { id: row.id, shareMinor: expected.amountMinor, posted, attribution: attributionOf(row) };
}

function attributionOf(row: DonationRow): Attribution {
  return {
    editionId: row.edition_id,
    donationId: row.id,
    registrationId: null,
    donorId: row.donor_id,
    pageId: row.page_id,
    teamId: row.team_id,
    participationTypeId: row.participation_type_id,
  };
}

function registrationOf(row: RegistrationRow): RegistrationPayable {
  return {
    kind: 'registration',
    id: row.id,
    accountId: row.account_id,
    feesCount: row.fees_count,
    ...baseOf(row),
    attribution: {
      editionId: row.edition_id,
      donationId: null,
      registrationId: row.id,
      donorId: null,
      pageId: null,
      teamId: null,
      participationTypeId: row.participation_type_id,
    },
  };
}

/** Suspense is rare, so what is booked there is read from the ledger itself, and only for those who have any. */
async function addSuspense(transaction: Transaction, payables: Map<string, Payable>): Promise<void> {
  const ids = [...payables.values()].filter((payable) => payable.inSuspense).map((payable) => payable.id);
  if (ids.length === 0) return;
  const rows = await transaction.rows<{
    payable_id: string;
    payment_intent_id: string;
    currency: string;
    amount_minor: string;
  }>(
    `SELECT coalesce(donation_id, registration_id) AS payable_id, payment_intent_id, currency,
            sum(amount_minor) AS amount_minor
       FROM ledger_entry
      WHERE account = 'suspense' AND (donation_id = ANY($1::uuid[]) OR registration_id = ANY($1::uuid[]))
      GROUP BY 1, 2, 3`,
    [ids],
  );
  for (const id of ids) {
    const payable = payables.get(id);
    if (payable === undefined) continue;
    const suspense = rows.filter((row) => row.payable_id === id).map(suspenseOf);
    payables.set(id, { ...payable, posted: { ...payable.posted, suspense } });
  }
}

/** What is booked in suspense for payment intents that belong to nothing of ours. */
export async function readUnclaimedSuspense(
  database: Queryable,
  paymentIntentIds: readonly string[],
): Promise<PostedAmounts['suspense']> {
  const rows = await database.rows<{ payment_intent_id: string; currency: string; amount_minor: string }>(
    `SELECT payment_intent_id, currency, sum(amount_minor) AS amount_minor FROM ledger_entry
      WHERE account = 'suspense' AND payment_intent_id = ANY($1::text[])
        AND donation_id IS NULL AND registration_id IS NULL
      GROUP BY 1, 2`,
    [paymentIntentIds],
  );
  return rows.map(suspenseOf);
}

function suspenseOf(row: {
  payment_intent_id: string;
  currency: string;
  amount_minor: string;
}): PostedAmounts['suspense'][number] {
  return {
    paymentIntentId: row.payment_intent_id,
    currency: currency(row.currency),
    amountMinor: minor(Number(row.amount_minor)),
  };
}
