import { PARTICIPATION_GROUPS } from '../domain/edition.js';
import { MINIMUM_COVERS } from '../domain/minimum-cover.js';

/** What a rule holds, and so how it is typed, stored and shown. */
export type RuleKind =
  /** A text in each language. */
  | 'words'
  | 'money'
  | 'whole'
  | 'box'
  | 'day'
  | 'moment'
  | 'choice'
  /** Several amounts, several whole numbers, several words, several moments: one under the other. */
  | 'moneys'
  | 'wholes'
  | 'names'
  | 'moments'
  /** Amounts, each with what it makes possible in each language. */
  | 'suggested';

/** A rule that organisers can change: one list for the form, the preview, the log and the table. */
export interface RuleField {
  readonly name: string;
  readonly column: string;
  readonly kind: RuleKind;
  /** May be left empty, which is `null`, or nothing at all for several. */
  readonly optional?: true;
  /** Of whole numbers; of money in minor units. */
  readonly least?: number;
  readonly most?: number;
  readonly choices?: readonly string[];
  /** Of texts, in characters; of several, how many. */
  readonly length?: number;
}

/** A text field is never longer than this, in any language. */
export const MOST_CHARACTERS = 2_000;
/** A T-shirt size is no longer, as the table says. */
export const MOST_NAME = 20;
/** What an amount makes possible is said in so many characters. */
export const MOST_SUGGESTED_CHARACTERS = 80;
/** Of several, where the field says nothing else. */
export const MOST_SEVERAL = 20;

/** Larger than any goal. */
const MOST_MONEY = 100_000_000_000;

/** Rules of an edition, in the sections of their page. */
export const EDITION_SECTIONS: readonly { readonly name: string; readonly fields: readonly RuleField[] }[] = [
  {
    name: 'about',
    fields: [
      { name: 'title', column: 'title', kind: 'words', length: 80 },
      { name: 'place', column: 'place', kind: 'words', length: 120 },
      { name: 'walkOn', column: 'walk_on', kind: 'day' },
    ],
  },
  {
    name: 'windows',
    fields: [
      { name: 'registrationOpensAt', column: 'registration_opens_at', kind: 'moment' },
      { name: 'registrationClosesAt', column: 'registration_closes_at', kind: 'moment' },
      { name: 'givingOpensAt', column: 'giving_opens_at', kind: 'moment' },
      { name: 'givingClosesAt', column: 'giving_closes_at', kind: 'moment' },
    ],
  },
  {
    name: 'money',
    fields: [
      { name: 'goalMinor', column: 'goal_minor', kind: 'money', least: 1, most: MOST_MONEY },
      { name: 'currency', column: 'currency', kind: 'choice', choices: ['EUR', 'CHF', 'GBP'] },
      { name: 'milestonesMinor', column: 'milestones_minor', kind: 'moneys', length: 20, least: 1, most: MOST_MONEY },
      { name: 'minimumPerWalkerMinor', column: 'minimum_per_walker_minor', kind: 'money', least: 0, most: 10_000_000 },
      { name: 'minimumCover', column: 'minimum_cover', kind: 'choice', choices: MINIMUM_COVERS },
      { name: 'feesCount', column: 'fees_count', kind: 'box' },
    ],
  },
  {
    name: 'giving',
    fields: [
      { name: 'suggestedAmounts', column: 'suggested_amounts', kind: 'suggested', length: 6, least: 100 },
      {
        name: 'monthlyAmountsMinor',
        column: 'monthly_amounts_minor',
        kind: 'moneys',
        optional: true,
        length: 5,
        least: 100,
        most: 100_000,
      },
      { name: 'feeCoverBasisPoints', column: 'fee_cover_basis_points', kind: 'whole', least: 0, most: 1_000 },
      { name: 'feeCoverFixedMinor', column: 'fee_cover_fixed_minor', kind: 'money', least: 0, most: 500 },
      { name: 'pledgesPerKm', column: 'pledges_per_km', kind: 'box' },
      { name: 'pledgeReminderDays', column: 'pledge_reminder_days', kind: 'whole', least: 1, most: 60 },
      { name: 'pledgeLapseDays', column: 'pledge_lapse_days', kind: 'whole', least: 1, most: 60 },
      { name: 'pledgeWaitDays', column: 'pledge_wait_days', kind: 'whole', least: 1, most: 180 },
      { name: 'firstMonthlyGiftCounts', column: 'first_monthly_gift_counts', kind: 'box' },
      { name: 'taxCertificates', column: 'tax_certificates', kind: 'box' },
      {
        name: 'taxCertificateLeastMinor',
        column: 'tax_certificate_least_minor',
        kind: 'money',
        least: 0,
        most: 1_000_000,
      },
      { name: 'milestoneMailHour', column: 'milestone_mail_hour', kind: 'whole', least: 0, most: 23 },
    ],
  },
  {
    name: 'walking',
    fields: [
      { name: 'teamSizeLimit', column: 'team_size_limit', kind: 'whole', optional: true, least: 1, most: 10_000 },
      { name: 'placeHoldMinutes', column: 'place_hold_minutes', kind: 'whole', least: 30, most: 1_440 },
      { name: 'waitingOfferHours', column: 'waiting_offer_hours', kind: 'whole', least: 1, most: 336 },
      { name: 'tshirtSizes', column: 'tshirt_sizes', kind: 'names', optional: true, length: 20 },
      { name: 'asksEmergencyContact', column: 'asks_emergency_contact', kind: 'box' },
      { name: 'checkInKilometres', column: 'check_in_kilometres', kind: 'box' },
    ],
  },
];

export const EDITION_FIELDS: readonly RuleField[] = EDITION_SECTIONS.flatMap(({ fields }) => fields);

/** Rules of a participation type. */
export const TYPE_FIELDS: readonly RuleField[] = [
  { name: 'title', column: 'title', kind: 'words', length: 80 },
  { name: 'group', column: 'participation_group', kind: 'choice', choices: PARTICIPATION_GROUPS },
  { name: 'feeMinor', column: 'fee_minor', kind: 'money', least: 0, most: 100_000 },
  { name: 'minimumMinor', column: 'minimum_minor', kind: 'money', least: 0, most: 10_000_000 },
  { name: 'capacity', column: 'capacity', kind: 'whole', optional: true, least: 1, most: 1_000_000 },
  { name: 'distancesKm', column: 'distances_km', kind: 'wholes', optional: true, length: 10, least: 1, most: 300 },
  { name: 'ageOfConsent', column: 'age_of_consent', kind: 'whole', least: 0, most: 21 },
  { name: 'startsAt', column: 'starts_at', kind: 'moment', optional: true },
  { name: 'startSlots', column: 'start_slots', kind: 'moments', optional: true, length: 50 },
  { name: 'starterPack', column: 'starter_pack', kind: 'box' },
  { name: 'position', column: 'position', kind: 'whole', least: 0, most: 99 },
];

/** A text in each language, as a rule holds it. */
export interface Words {
  readonly nl: string;
  readonly fr: string;
  readonly en: string;
}

/** An amount that the give page proposes, as a rule holds it. */
export interface Suggested {
  readonly amountMinor: number;
  readonly makesPossible: Words;
}

/** The value of a rule in one form for comparing, storing and the log; money in minor units, moments as ISO 8601 UTC. */
export type RuleValue = string | number | boolean | null | Words | readonly (string | number)[] | readonly Suggested[];
export type RuleValues = Readonly<Record<string, RuleValue>>;

/** A rule that would change. */
export interface RuleChange {
  readonly field: RuleField;
  readonly before: RuleValue;
  readonly after: RuleValue;
}

/** What was typed, with the seconds that a form does not show: a moment within the same minute is the one there was. */
export function withSeconds(fields: readonly RuleField[], before: RuleValues, typed: RuleValues): RuleValues {
  const minuteOf = (value: RuleValue | undefined): string | null =>
    typeof value === 'string' ? value.slice(0, 'YYYY-MM-DDTHH:mm'.length) : null;
  const kept = fields.flatMap(({ name, kind }): [string, RuleValue][] => {
    const was = before[name];
    const same = kind === 'moment' && was !== undefined && minuteOf(was) === minuteOf(typed[name]);
    return same ? [[name, was]] : [];
  });
  return { ...typed, ...Object.fromEntries(kept) };
}

/** What differs, in the order of the fields. */
export function changesBetween(fields: readonly RuleField[], before: RuleValues, after: RuleValues): RuleChange[] {
  return fields.flatMap((field) => {
    const was = before[field.name] ?? null;
    const is = after[field.name] ?? null;
    return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ field, before: was, after: is }];
  });
}
