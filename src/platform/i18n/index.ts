export { belgianClock, momentOfBelgianClock } from './belgian-clock.js';
export { dayInBelgium } from './day-in-belgium.js';
export { formatMoney, typedMoney, type Cents } from './format-money.js';
export {
  formatClock,
  formatDay,
  formatDayAndTime,
  formatNumber,
  formatPercent,
  formatShortDayAndTime,
  formatTime,
  formatWeekday,
} from './format-numbers-and-times.js';
export { LOCALES, TIME_ZONE } from './locales.js';
export { messageArguments } from './message-arguments.js';
export {
  createTranslators,
  type Catalogue,
  type MessageValues,
  type RichValues,
  type Translator,
} from './translator.js';
