export { MinimumRemindersModule } from './minimum-reminders.module.js';
export { RemindShortWalkers } from './remind-short-walkers.js';
export { ScheduleReminders } from './schedule-reminders.js';
export { findShortWalkers } from './short-walkers.js';
