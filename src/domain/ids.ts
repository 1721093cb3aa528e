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
