import { Module } from '@nestjs/common';
import { OutboxModule } from '../outbox/index.js';
import { TeamLifeModule } from '../team-life/index.js';
import { MailPreferences } from './mail-preferences.js';
import { RemindShortWalkers } from './remind-short-walkers.js';
import { ScheduleReminders } from './schedule-reminders.js';

@Module({
  imports: [OutboxModule, TeamLifeModule],
  providers: [MailPreferences, RemindShortWalkers, ScheduleReminders],
  exports: [MailPreferences, RemindShortWalkers, ScheduleReminders],
})
export class MinimumRemindersModule {}
