import { Module } from '@nestjs/common';
import { AccountsModule } from '../../accounts/index.js';
import { EditionsModule } from '../../editions/index.js';
import { Sealing } from '../../platform/secrets/sealing.js';
import { Visits } from '../public/visits.js';
import { MailedAddress } from './mailed-address.js';
import { SignedInVisitors } from './signed-in.js';

/** Which edition a visit is to, who is visiting, and which address they had mailed. */
@Module({
  imports: [AccountsModule, EditionsModule],
  providers: [MailedAddress, Sealing, SignedInVisitors, Visits],
  exports: [MailedAddress, SignedInVisitors, Visits],
})
export class VisitorsModule {}
