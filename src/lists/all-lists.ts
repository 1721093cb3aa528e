import { DONATIONS_LIST } from './donations-list.js';
import type { ListDefinition } from './list.js';
import { MONTHLY_CHARGES_LIST, MONTHLY_GIFTS_LIST } from './monthly-lists.js';
import { DONORS_LIST, REGISTRATIONS_LIST, TEAMS_LIST, WALKERS_LIST } from './people-lists.js';

/** Every list that organisers have. */
export const LISTS: readonly ListDefinition[] = [
  DONATIONS_LIST,
  DONORS_LIST,
  WALKERS_LIST,
  TEAMS_LIST,
  REGISTRATIONS_LIST,
  MONTHLY_GIFTS_LIST,
  MONTHLY_CHARGES_LIST,
];
