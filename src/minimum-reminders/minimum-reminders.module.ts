import { Module } from '@nestjs/common';
import { OutboxModule } from '../outbox/index.js';
import { TeamLifeModule } from '../team-life/index.js';
import { RemindShortWalkers } from './remind-short-walkers.js';
import { ScheduleReminders } from './schedule-reminders.js';

@Module({
  imports: [OutboxModule, TeamLifeModule],
  providers: [RemindShortWalkers, ScheduleReminders],
  exports: [RemindShortWalkers, ScheduleReminders],
})
export class MinimumRemindersModule {}
