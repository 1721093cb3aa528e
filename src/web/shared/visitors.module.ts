import { Module } from '@nestjs/common';
import { AccountsModule } from '../../accounts/index.js';
import { EditionsModule } from '../../editions/index.js';
import { Visits } from '../public/visits.js';
import { SignedInVisitors } from './signed-in.js';

/** Which edition a visit is to, and who is visiting. */
@Module({
  imports: [AccountsModule, EditionsModule],
  providers: [Visits, SignedInVisitors],
  exports: [Visits, SignedInVisitors],
})
export class VisitorsModule {}
