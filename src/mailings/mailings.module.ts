import { Module } from '@nestjs/common';
import { OutboxModule } from '../outbox/index.js';
import { MailingChoices } from './mailing-choices.js';
import { Mailings } from './mailings.js';
import { ReadMailingResults } from './read-mailing-results.js';
import { SendMailings } from './send-mailings.js';

@Module({
  imports: [OutboxModule],
  providers: [Mailings, MailingChoices, ReadMailingResults, SendMailings],
  exports: [Mailings, MailingChoices, ReadMailingResults, SendMailings],
})
export class MailingsModule {}
