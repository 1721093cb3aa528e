import { Module } from '@nestjs/common';
import { OutboxModule } from '../outbox/index.js';
import { ChangeMilestones } from './change-milestones.js';
import { TellMilestones } from './tell-milestones.js';

@Module({
  imports: [OutboxModule],
  providers: [ChangeMilestones, TellMilestones],
  exports: [ChangeMilestones, TellMilestones],
})
export class MilestonesModule {}
