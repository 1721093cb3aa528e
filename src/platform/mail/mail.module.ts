import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { LocalMailbox } from './local-mailbox.js';
import { MailTransport } from './mail-transport.js';

/** By SMTP when a mail server is set, else into the local mailbox. */
@Module({
  providers: [
    {
      provide: MailTransport,
      inject: [CONFIG, Database],
      useFactory: async ({ mail }: Config, database: Database): Promise<MailTransport> => {
        if (mail.smtpUrl === undefined) return new LocalMailbox(database);
        const { SmtpMailTransport } = await import('./smtp-mail-transport.js');
        return new SmtpMailTransport({ url: mail.smtpUrl, from: mail.from });
      },
    },
  ],
  exports: [MailTransport],
})
export class MailModule {}
