import type {
  DonationId,
  DonorId,
  EditionId,
  MonthlyGiftId,
  PageId,
  ParticipationTypeId,
  RegistrationId,
  TeamId,
} from '../domain/ids.js';
import type { LedgerAccount, Posting } from '../domain/ledger.js';
import { currency, minor, type Minor } from '../domain/money.js';
import type { Transaction } from '../platform/database/database.js';
import { tellOfEntries } from './tell-of-entries.js';

/** Whose money an entry moves, and which totals it belongs to. Taken at the time of the gift: money stays where it was given. */
export interface Attribution {
  readonly editionId: EditionId | null;
  readonly donationId: DonationId | null;
  readonly registrationId: RegistrationId | null;
  /** The monthly gift whose first charge counts in the walk; in place of a donation. */
  readonly monthlyGiftId?: MonthlyGiftId;
  readonly donorId: DonorId | null;
  readonly pageId: PageId | null;
  readonly teamId: TeamId | null;
  readonly participationTypeId: ParticipationTypeId | null;
}

/** A posting with whose it is and what caused it (an event's id, or the name of a repair). */
export interface Entry extends Posting, Attribution {
  readonly cause: string;
}

/** An entry as Postgres wrote it. */
export interface PostedEntry extends Omit<Attribution, 'registrationId' | 'monthlyGiftId'> {
  readonly id: bigint;
  readonly account: LedgerAccount;
  readonly amountMinor: Minor;
  readonly gifts: number;
}

interface EntryRow {
  id: string;
  account: LedgerAccount;
  amount_minor: string;
  edition_id: EditionId | null;
  donation_id: DonationId | null;
  donor_id: DonorId | null;
  page_id: PageId | null;
  team_id: TeamId | null;
  participation_type_id: ParticipationTypeId | null;
  gifts: number;
}

/**
 * Appends entries to the ledger, all in one statement. The totals must follow in the same transaction.
 * What was booked for gifts is noted for the programs that want to be told.
 */
export async function postEntries(transaction: Transaction, entries: readonly Entry[]): Promise<PostedEntry[]> {
  if (entries.length === 0) return [];
  const rows = await transaction.prepared<EntryRow>(
    `INSERT INTO ledger_entry (account, amount_minor, currency, edition_id, donation_id, registration_id,
       payment_intent_id, donor_id, page_id, team_id, participation_type_id, gifts, cause,
       monthly_gift_id)
     SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[],
       $8::uuid[], $9::uuid[], $10::uuid[], $11::uuid[], $12::smallint[], $13::text[], $14::uuid[])
     RETURNING id, account, amount_minor, edition_id, donation_id, donor_id, page_id, team_id, participation_type_id,
       gifts`,
    [
      entries.map((entry) => entry.account),
      entries.map((entry) => entry.amountMinor),
      entries.map((entry) => currency(entry.currency)),
      entries.map((entry) => entry.editionId),
      entries.map((entry) => entry.donationId),
      entries.map((entry) => entry.registrationId),
      entries.map((entry) => entry.paymentIntentId),
      entries.map((entry) => entry.donorId),
      entries.map((entry) => entry.pageId),
      entries.map((entry) => entry.teamId),
      entries.map((entry) => entry.participationTypeId),
      entries.map((entry) => entry.gifts),
      entries.map((entry) => entry.cause),
      entries.map((entry) => entry.monthlyGiftId ?? null),
    ],
  );
  await tellOfEntries(transaction, entries);
  return rows.map((row) => ({
    id: BigInt(row.id),
    account: row.account,
    amountMinor: minor(Number(row.amount_minor)),
    editionId: row.edition_id,
    donationId: row.donation_id,
    donorId: row.donor_id,
    pageId: row.page_id,
    teamId: row.team_id,
    participationTypeId: row.participation_type_id,
    gifts: row.gifts,
  }));
}
