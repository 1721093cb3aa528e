import { Module } from '@nestjs/common';
import { MailModule } from '../platform/mail/mail.module.js';
import { SendMails } from './send-mails.js';

/** Writes mails and hands them over; it belongs where the outbox is delivered. */
@Module({ imports: [MailModule], providers: [SendMails], exports: [SendMails, MailModule] })
export class NotificationsModule {}
