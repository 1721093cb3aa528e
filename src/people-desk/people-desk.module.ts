import { Module } from '@nestjs/common';
import { OutboxModule } from '../outbox/index.js';
import { CorrectWalker } from './correct-walker.js';
import { EditPageOnBehalf } from './edit-page-on-behalf.js';
import { ReadDeskTeam } from './read-desk-team.js';
import { ReadDeskWalker } from './read-desk-walker.js';
import { ResendMail } from './resend-mail.js';

@Module({
  imports: [OutboxModule],
  providers: [CorrectWalker, EditPageOnBehalf, ReadDeskTeam, ReadDeskWalker, ResendMail],
  exports: [CorrectWalker, EditPageOnBehalf, ReadDeskTeam, ReadDeskWalker, ResendMail],
})
export class PeopleDeskModule {}
