import { Module } from '@nestjs/common';
import { GuardianConsentsModule } from '../../guardian-consents/index.js';
import { VisitorsModule } from '../shared/visitors.module.js';
import { ConsentController } from './consent.controller.js';

/** What guardians see. */
@Module({ imports: [GuardianConsentsModule, VisitorsModule], controllers: [ConsentController] })
export class GuardianPagesModule {}
