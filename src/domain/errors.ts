/**
 * Every refusal this service can give, once. The HTTP edge turns a code into a status, the messages into a sentence in
 * the person's language; both are complete records over this list, so a new code does not compile until it has both.
 */
export const ERROR_CODES = [
  'MONEY_INVALID',
  'CURRENCY_INVALID',
  'INPUT_INVALID',
  'EDITION_NOT_FOUND',
  'TEAM_NOT_FOUND',
  'WALKER_NOT_FOUND',
  'DONATION_NOT_FOUND',
  'REGISTRATION_NOT_FOUND',
  'PLEDGE_NOT_FOUND',
  'MONTHLY_GIFT_NOT_FOUND',
  'CONSENT_NOT_FOUND',
  'PAGE_NOT_FOUND',
  'PAGE_HIDDEN',
  'CHANGED_MEANWHILE',
  'MAIL_NOT_DUE',
  'REGISTRATION_CLOSED',
  'GIVING_CLOSED',
  'PLEDGES_CLOSED',
  'PLEDGE_NOT_PAYABLE',
  'WALK_NOT_BEGUN',
  'KILOMETRES_NOT_LOGGED',
  'PARTICIPATION_TYPE_UNKNOWN',
  'PARTICIPATION_TYPE_FULL',
  'TEAM_NAME_TAKEN',
  'TEAM_FULL',
  'WAITING_LIST_ENTRY_NOT_FOUND',
  'PLACE_OFFER_OVER',
  'PLACE_NOT_VALID',
  'CAPTAIN_MUST_HAND_OVER',
  'OFFER_OVER',
  'TOO_MANY_INVITATIONS',
  'REMINDED_ALREADY',
  'GUARDIAN_REQUIRED',
  'DISTANCE_NOT_OFFERED',
  'PAYMENT_PROVIDER_UNAVAILABLE',
  'PAYMENT_PROVIDER_REFUSED',
  'WEBHOOK_SIGNATURE_INVALID',
  'WEBHOOK_BODY_INVALID',
  'WEBHOOK_BODY_TOO_LARGE',
  'SIGN_IN_REQUIRED',
  'API_KEY_INVALID',
  'GIFT_STANDS_THERE',
  'GIFT_IS_SPLIT',
  'CERTIFICATE_NOT_POSSIBLE',
  'GIFT_ACT_NOT_FOUND',
  'GIFT_ACT_UNDONE',
  'GIFT_ACT_OVERTAKEN',
  'GIFT_NOT_THANKABLE',
  'DONOR_NOT_FOUND',
  'DONORS_ARE_ONE',
  'DONOR_MERGE_NOT_FOUND',
  'DONOR_MERGE_UNDONE',
  'DONOR_MERGE_OVERTAKEN',
  'OFFLINE_GIFT_NOT_FOUND',
  'OFFLINE_GIFT_DECIDED',
  'SECOND_PERSON_NEEDED',
  'MATCH_NOT_FOUND',
  'MATCH_CLOSED',
  'SNAPSHOT_NOT_FOUND',
  'MILESTONE_NOT_FOUND',
  'MAILING_NOT_FOUND',
  'MAILING_NOT_DRAFT',
  'MAILING_CHANGED',
  'EXPORT_TOO_LARGE',
  'EXPORT_NOT_FOUND',
  'EXPORT_LINK_OVER',
  'TOO_MANY_EXPORTS',
  'ATTENTION_ITEM_NOT_OPEN',
  'NOT_ALLOWED',
  'SECOND_FACTOR_REQUIRED',
  'SECOND_FACTOR_WRONG',
  'OWN_ROLE',
  'EDITION_CHANGED',
  'EDITION_ARCHIVED',
  'EDITION_OPEN',
  'WINDOW_NEEDS_END',
  'STORAGE_UNAVAILABLE',
  'SERVICE_UNAVAILABLE',
  'TOO_MANY_REQUESTS',
  'PROOF_OF_WORK_NEEDED',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** What can be wrong with one field of a form or one property of a JSON body. */
export const FIELD_ERROR_CODES = [
  'REQUIRED',
  'TOO_LONG',
  'TOO_SHORT',
  'EMAIL_INVALID',
  'TOO_MANY_ADDRESSES',
  'AMOUNT_INVALID',
  'AMOUNT_TOO_SMALL',
  'AMOUNT_TOO_LARGE',
  'COUNT_INVALID',
  'COUNT_DIFFERS',
  'SAME_NAME',
  'NOT_FOUND_BY_NAME',
  'SEVERAL_FOUND',
  'DATE_INVALID',
  'DATE_IN_FUTURE',
  'TIME_INVALID',
  'CHOICE_INVALID',
  'CHARACTERS_INVALID',
  'CODE_WRONG',
  'ENTERPRISE_NUMBER_INVALID',
  'UNKNOWN_FIELD',
  'ADDRESS_INVALID',
  'ADDRESS_RESERVED',
  'ADDRESS_TAKEN',
  'FILE_REQUIRED',
  'FILE_TOO_LARGE',
  'FILE_TYPE_UNSUPPORTED',
  'FILE_BROKEN',
  'PICTURE_MOVES',
  'PICTURE_TOO_LARGE',
  'PICTURE_TOO_SMALL',
  'MUST_ACCEPT',
  'GUARDIAN_REQUIRED',
  'GUARDIAN_HAS_YOUR_EMAIL',
  'PHONE_INVALID',
  'VOUCHER_UNKNOWN',
  'VOUCHER_OVER',
  'VOUCHER_USED_UP',
  'DISTANCE_INVALID',
  'TEAM_NOT_FOUND',
  'TEAM_NAME_TAKEN',
  'PARTICIPATION_TYPE_FULL',
  'NUMBER_INVALID',
  'MUST_BE_LATER',
  'BELOW_TAKEN',
  'FIXED_ONCE_USED',
  'STILL_CHOSEN',
  'PLACEHOLDER_UNKNOWN',
  'SUM_DIFFERS',
  'NAMED_TWICE',
  'EMAIL_OF_ANOTHER',
  'TOO_FEW',
  'TOO_MANY',
  'ALREADY_CELEBRATED',
  'MORE_THAN_LEFT',
] as const;
export type FieldErrorCode = (typeof FIELD_ERROR_CODES)[number];

/** One fault of one field. `params` are the values a sentence may name, such as `{ minimumMinor: 100 }`. */
export interface FieldError {
  readonly field: string;
  readonly code: FieldErrorCode;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** A refusal with a stable code. `message` is for logs; people read the sentence that belongs to the code. */
export class DomainError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string = code,
    readonly fields: readonly FieldError[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'DomainError';
  }
}

/** Too much was done from one place, by one account or for one address; it helps to wait. */
export class TooManyRequestsError extends DomainError {
  constructor(
    readonly retryAfterSeconds: number,
    message: string,
    code: 'TOO_MANY_REQUESTS' | 'PROOF_OF_WORK_NEEDED' = 'TOO_MANY_REQUESTS',
  ) {
    super(code, message);
    this.name = 'TooManyRequestsError';
  }
}

/** The same, but a browser need not wait: it may prove that it works for it. */
export class ProofOfWorkNeededError extends TooManyRequestsError {
  constructor(
    retryAfterSeconds: number,
    /** What is to be solved, as JSON; `null` for who cannot. */
    readonly challenge: string | null,
  ) {
    super(retryAfterSeconds, 'Many gifts, or failing ones', 'PROOF_OF_WORK_NEEDED');
    this.name = 'ProofOfWorkNeededError';
  }
}

/** Input with one or more faulty fields; all of them are named at once, so that nobody corrects one by one. */
export class InputInvalidError extends DomainError {
  constructor(fields: readonly FieldError[]) {
    super('INPUT_INVALID', fields.map((fault) => `${fault.field}: ${fault.code}`).join(', '), fields);
    this.name = 'InputInvalidError';
  }
}
