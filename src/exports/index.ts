export { ExportLinks } from './export-links.js';
export {
  type ExportSchedule,
  type ExportScheduleOrder,
  ExportSchedules,
  KEY_SCHEDULE_TARGETS,
  MOST_SCHEDULES,
  type PlanOwner,
  SCHEDULE_TARGETS,
  type ScheduleTarget,
} from './export-schedules.js';
export { EXPORTS_QUEUE } from './exports-bell.js';
export { ExportsModule } from './exports.module.js';
export { ExportsProcessor } from './exports.processor.js';
export {
  type ListExport,
  type ListExportOrder,
  ListExports,
  type ListExportState,
  MOST_FILES,
} from './list-exports.js';
export { EXPORT_ATTEMPTS, KEPT_HOURS, MakeExports } from './make-exports.js';
export { noteExport } from './note-export.js';
export { exportWordsFrom, MADE_AT, type StoredWords, wordsOfList } from './stored-words.js';
