import { Module } from '@nestjs/common';
import { DonationsModule } from '../donations/index.js';
import { OutboxModule } from '../outbox/index.js';
import { WalkersModule } from '../walkers/index.js';
import { ChangePledge } from './change-pledge.js';
import { FollowUpPledges } from './follow-up-pledges.js';
import { LookAfterPledges } from './look-after-pledges.js';
import { MakePledge } from './make-pledge.js';
import { PayPledge } from './pay-pledge.js';
import { ReadPledges } from './read-pledges.js';
import { SettlePledges } from './settle-pledges.js';

const PROVIDERS = [MakePledge, ChangePledge, ReadPledges, PayPledge, SettlePledges, FollowUpPledges, LookAfterPledges];

@Module({ imports: [DonationsModule, OutboxModule, WalkersModule], providers: PROVIDERS, exports: PROVIDERS })
export class PledgesModule {}
