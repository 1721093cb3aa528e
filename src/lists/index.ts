export { LISTS } from './all-lists.js';
export { DONATIONS_LIST } from './donations-list.js';
export { MONTHLY_CHARGES_LIST, MONTHLY_GIFTS_LIST } from './monthly-lists.js';
export { DONORS_LIST, REGISTRATIONS_LIST, TEAMS_LIST, WALKERS_LIST } from './people-lists.js';
export { COUNT, type ExportWords, harmless, SUM } from './export-words.js';
export { ExportList, FileNotMadeError } from './export-list.js';
export { EXPORT_FORMATS, type ExportFormat, type ExportWatch } from './list-file.js';
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
export type { ListSummary } from './list-summary.js';
export { foundMany } from './look-for.js';
export { type Cell, COUNTED_AT_ONCE, type ListPage, ReadList } from './read-list.js';
