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

export { DONATIONS_LIST, DONORS_LIST, REGISTRATIONS_LIST, TEAMS_LIST, WALKERS_LIST };
export { harmless } from './export-words.js';
export { EXPORT_FORMATS, type ExportFormat, ExportList, type ExportWatch } from './export-list.js';
export type { ExportWords } from './export-words.js';
export {
  askedText,
  type CellKind,
  type ListColumn,
  type ListDefinition,
  type ListFilter,
  type ListQuery,
  listQueryFrom,
  listQueryOf,
} from './list.js';
export { type Finding, SearchEverything } from './search-everything.js';
export { ListsModule } from './lists.module.js';
export { type Preset, PRESETS } from './presets.js';
export { type SavedView, SavedViews } from './saved-views.js';
export { type Cell, type ListPage, type ListSummary, ReadList } from './read-list.js';
