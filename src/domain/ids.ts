/** Ids branded by what they name, so that a walker's id can never be passed where a team's is meant. */
type Id<Brand extends string> = string & { readonly __brand: Brand };

export type EditionId = Id<'Edition'>;
export type ParticipationTypeId = Id<'ParticipationType'>;
export type AccountId = Id<'Account'>;
export type SessionId = Id<'Session'>;
export type TeamId = Id<'Team'>;
export type WalkerId = Id<'Walker'>;
export type PageId = Id<'FundraisingPage'>;
export type RegistrationId = Id<'Registration'>;
export type DonationId = Id<'Donation'>;
export type DonorId = Id<'Donor'>;
export type StripeEventRowId = Id<'StripeEventRow'>;
export type VoucherId = Id<'Voucher'>;
export type WaitingListEntryId = Id<'WaitingListEntry'>;
export type PledgeId = Id<'Pledge'>;
export type ListExportId = Id<'ListExport'>;
export type MonthlyGiftId = Id<'MonthlyGift'>;

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const NOBODYS = '00000000-0000-0000-0000-000000000000';

/** An id that came by an address or a form, fit to be compared with ids and found by their index; what is no id is nobody's. */
export function idFrom(text: string): string {
  return ID.test(text) ? text : NOBODYS;
}
