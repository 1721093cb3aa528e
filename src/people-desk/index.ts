export { ChangeParticipationType, type TypeChange } from './change-participation-type.js';
export { CorrectWalker, type WalkerCorrection } from './correct-walker.js';
export {
  EditPageOnBehalf,
  type PageOwner,
  type PageWords,
  parsePageWords,
  type StoredPage,
} from './edit-page-on-behalf.js';
export { hideLastNames } from './hide-last-names.js';
export { PeopleDeskModule } from './people-desk.module.js';
export { type DeskTeam, type FoundTeam, ReadDeskTeam } from './read-desk-team.js';
export { type DeskMember, type DeskWalker, ReadDeskWalker } from './read-desk-walker.js';
export type { DeskMail, MailOutcome } from './read-mails.js';
export { RESENDABLE_MAILS, type ResendableMail, ResendMail } from './resend-mail.js';
export { seenOf } from './seen.js';
export { type ChangedFacts, typedFacts, type WalkerFacts } from './stored-walker.js';
