import { Module } from '@nestjs/common';
import { LiveModule } from '../live/index.js';
import { OutboxModule } from '../outbox/index.js';
import { ChangeParticipationType } from './change-participation-type.js';
import { CorrectWalker } from './correct-walker.js';
import { EditPageOnBehalf } from './edit-page-on-behalf.js';
import { ReadDeskTeam } from './read-desk-team.js';
import { ReadDeskWalker } from './read-desk-walker.js';
import { ResendMail } from './resend-mail.js';

@Module({
  imports: [LiveModule, OutboxModule],
  providers: [ChangeParticipationType, CorrectWalker, EditPageOnBehalf, ReadDeskTeam, ReadDeskWalker, ResendMail],
  exports: [ChangeParticipationType, CorrectWalker, EditPageOnBehalf, ReadDeskTeam, ReadDeskWalker, ResendMail],
})
export class PeopleDeskModule {}
