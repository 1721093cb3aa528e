import { Module } from '@nestjs/common';
import { CheckInModule } from '../../check-in/index.js';
import { EditionsModule } from '../../editions/index.js';
import { OrganiserPagesModule } from '../organiser/organiser-pages.module.js';
import { CheckInWorkerController } from './check-in-worker.controller.js';
import { CheckInController } from './check-in.controller.js';

/** Checking walkers in at the start. */
@Module({
  imports: [CheckInModule, EditionsModule, OrganiserPagesModule],
  controllers: [CheckInWorkerController, CheckInController],
})
export class CheckInPagesModule {}
