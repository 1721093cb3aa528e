import { Module } from '@nestjs/common';
import { ControlRoomModule } from './control-room/index.js';
import { ExportsModule, ExportsProcessor } from './exports/index.js';
import { GiftDeskModule } from './gift-desk/index.js';
import { GuardianConsentsModule } from './guardian-consents/index.js';
import { AnnounceChanges, LiveModule } from './live/index.js';
import { MailingsModule } from './mailings/index.js';
import { MatchingModule } from './matching/index.js';
import { MilestonesModule } from './milestones/index.js';
import { MinimumRemindersModule } from './minimum-reminders/index.js';
import { NotificationsModule, SendMails } from './notifications/index.js';
import { DeliverOutbox, OUTBOX_HANDLERS, type OutboxHandler, OutboxModule, OutboxProcessor } from './outbox/index.js';
import { PaymentsModule, StripeEventsProcessor } from './payments/index.js';
import { PledgesModule } from './pledges/index.js';
import { RegistrationModule } from './registration/index.js';
import { TeamLifeModule } from './team-life/index.js';
import { WaitingListModule } from './waiting-list/index.js';
import { WebhooksModule } from './webhooks/index.js';
import { WorkerClock } from './worker-clock.js';

/** What works in the background: the queues, the sweepers and the catch-up. */
@Module({
  imports: [
    ControlRoomModule,
    PaymentsModule,
    OutboxModule,
    ExportsModule,
    GiftDeskModule,
    LiveModule,
    NotificationsModule,
    PledgesModule,
    GuardianConsentsModule,
    WaitingListModule,
    MailingsModule,
    MatchingModule,
    MilestonesModule,
    MinimumRemindersModule,
    TeamLifeModule,
    WebhooksModule,
    RegistrationModule,
  ],
  providers: [
    StripeEventsProcessor,
    OutboxProcessor,
    ExportsProcessor,
    DeliverOutbox,
    WorkerClock,
    {
      provide: OUTBOX_HANDLERS,
      inject: [AnnounceChanges, SendMails],
      useFactory: (...handlers: OutboxHandler[]): OutboxHandler[] => handlers,
    },
  ],
})
export class WorkerModule {}
