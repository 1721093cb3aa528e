import type { MailKind } from '../define-mail.js';
import { captaincyOfferedMail } from './captaincy-offered.js';
import { changedByOrganisersMail } from './changed-by-organisers.js';
import { exportReadyMail } from './export-ready.js';
import { giftFailedMail } from './gift-failed.js';
import { giftMovedMail } from './gift-moved.js';
import { giftSplitMail } from './gift-split.js';
import { giftOnItsWayMail } from './gift-on-its-way.js';
import { giftReceivedMail } from './gift-received.js';
import { giftRefundedMail } from './gift-refunded.js';
import { guardianConsentMail } from './guardian-consent.js';
import { mailingMail } from './mailing.js';
import { milestonesMail } from './milestones.js';
import { minimumReminderMail } from './minimum-reminder.js';
import { monthlyChargeFailedMail } from './monthly-charge-failed.js';
import { monthlyGiftEndedMail } from './monthly-gift-ended.js';
import { monthlyGiftStartedMail } from './monthly-gift-started.js';
import { nextEditionMail } from './next-edition.js';
import { organiserInvitationMail } from './organiser-invitation.js';
import { pledgeDueMail } from './pledge-due.js';
import { pledgeLetGoMail } from './pledge-let-go.js';
import { pledgeMadeMail } from './pledge-made.js';
import { pledgeNothingDueMail } from './pledge-nothing-due.js';
import { pledgeReminderMail } from './pledge-reminder.js';
import { registrationConfirmedMail } from './registration-confirmed.js';
import { registrationNeedsDecisionMail } from './registration-needs-decision.js';
import { signInLinkMail } from './sign-in-link.js';
import { waitingListJoinedMail } from './waiting-list-joined.js';
import { waitingListOfferOverMail } from './waiting-list-offer-over.js';
import { waitingListOfferMail } from './waiting-list-offer.js';
import { wayInMail } from './way-in.js';
import { teamDepartureMail } from './team-departure.js';
import { teamInvitationMail } from './team-invitation.js';
import { teamJoinAnsweredMail } from './team-join-answered.js';
import { teamJoinRequestedMail } from './team-join-requested.js';
import { teamMergeOfferedMail } from './team-merge-offered.js';

/** Every mail that there is, by the name that the outbox has for it. */
export const MAILS: ReadonlyMap<string, MailKind> = new Map(
  [
    giftReceivedMail,
    giftOnItsWayMail,
    giftFailedMail,
    giftRefundedMail,
    giftMovedMail,
    giftSplitMail,
    registrationConfirmedMail,
    registrationNeedsDecisionMail,
    waitingListJoinedMail,
    waitingListOfferMail,
    waitingListOfferOverMail,
    guardianConsentMail,
    captaincyOfferedMail,
    changedByOrganisersMail,
    wayInMail,
    exportReadyMail,
    mailingMail,
    milestonesMail,
    minimumReminderMail,
    nextEditionMail,
    teamDepartureMail,
    teamInvitationMail,
    teamJoinAnsweredMail,
    teamJoinRequestedMail,
    teamMergeOfferedMail,
    signInLinkMail,
    organiserInvitationMail,
    pledgeMadeMail,
    pledgeDueMail,
    pledgeNothingDueMail,
    pledgeReminderMail,
    pledgeLetGoMail,
    monthlyGiftStartedMail,
    monthlyChargeFailedMail,
    monthlyGiftEndedMail,
  ].map((kind: MailKind) => [kind.name, kind]),
);
