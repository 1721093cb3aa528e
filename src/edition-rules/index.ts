export { ChangeRules, type RulesOrder } from './change-rules.js';
export { CloneEdition, type CloneOrder } from './clone-edition.js';
export { EditionRulesModule } from './edition-rules.module.js';
export { OpenAndClose, type Window, WINDOWS } from './open-and-close.js';
export { parseRules, suggestedRows, typedRules } from './parse-rules.js';
export { jsonRules, readJsonRules } from './read-json-rules.js';
export { type EditionLine, type EditionRules, type EditionState, ReadRules, type TypeRules } from './read-rules.js';
export { type ReminderSchedule, ReminderSchedules } from './reminder-schedules.js';
export {
  EDITION_FIELDS,
  EDITION_SECTIONS,
  type RuleChange,
  type RuleField,
  type RuleKind,
  type RuleValue,
  type RuleValues,
  type Suggested,
  TYPE_FIELDS,
  type Words,
} from './rule-fields.js';
