import type { Cost } from './parts.js';

/** What is done for people on the busiest hour, each with a cost of its own. */
export const STEPS = [
  'gift started',
  'event that books a gift, its mail with it',
  'event that is only kept',
  'page rendered',
  'page shared with others',
  'message to one who watches',
] as const;
export type Step = (typeof STEPS)[number];

/** Of each step once; µs. */
export type StepCosts = Readonly<Record<Step, Cost>>;

/** How often a step is done in a second. */
export type Rates = Readonly<Record<Step, number>>;

/** The busiest hour of an edition, as far as it is a matter of machines. */
export interface BusiestHour {
  /** Gifts of the whole edition. */
  readonly gifts: number;
  /** Of all gifts, those of this hour. */
  readonly share: number;
  /** Its busiest minute over its mean one: sums are called from a stage, links go round. */
  readonly burst: number;
  /** Events of Stripe's for a gift, as counted by a rehearsed edition. */
  readonly eventsPerGift: number;
  readonly pagesPerGift: number;
  /** Of all pages, those that nobody else asks for at the same moment. */
  readonly renderedShare: number;
  /** Who look at a page at once, each with a stream of their own, for a gift of the whole edition. */
  readonly watchersPerGift: number;
}

/**
 * The 2023 edition: 12,096 gifts. A tenth of them in one hour is more than any day of it had; a rehearsal of it counts 63,251 events
 * for 13,752 payments.
 */
export const EDITION_2023: BusiestHour = {
  gifts: 12_096,
  share: 0.1,
  burst: 3,
  eventsPerGift: 4.6,
  pagesPerGift: 30,
  renderedShare: 0.5,
  watchersPerGift: 0.25,
};

/** @param messagesPerSecond as many messages as a stream sends in a second at the most */
export function ratesOf(hour: BusiestHour, messagesPerSecond: number): Rates {
  const gifts = (hour.gifts * hour.share * hour.burst) / 3_600;
  const pages = gifts * hour.pagesPerGift;
  return {
    'gift started': gifts,
    'event that books a gift, its mail with it': gifts,
    'event that is only kept': gifts * Math.max(0, hour.eventsPerGift - 1),
    'page rendered': pages * hour.renderedShare,
    'page shared with others': pages * (1 - hour.renderedShare),
    'message to one who watches': hour.gifts * hour.watchersPerGift * Math.min(messagesPerSecond, gifts),
  };
}
