import { Module } from '@nestjs/common';
import { Admission } from '../admission.js';
import { MeasureProcess } from '../measure-process.js';
import { LastFrontPages } from '../shared/last-front-pages.js';
import { TurnedAway } from '../turned-away.js';
import { HealthController } from './health.controller.js';

@Module({
  controllers: [HealthController],
  providers: [Admission, LastFrontPages, MeasureProcess, TurnedAway],
  exports: [Admission, LastFrontPages],
})
export class OperationsModule {}
