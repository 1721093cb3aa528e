import { Module } from '@nestjs/common';
import { OutboxModule } from '../outbox/index.js';
import { TellMilestones } from './tell-milestones.js';

@Module({ imports: [OutboxModule], providers: [TellMilestones], exports: [TellMilestones] })
export class MilestonesModule {}
