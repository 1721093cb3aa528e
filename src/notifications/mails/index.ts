import type { MailKind } from '../define-mail.js';
import { giftFailedMail } from './gift-failed.js';
import { giftOnItsWayMail } from './gift-on-its-way.js';
import { giftReceivedMail } from './gift-received.js';
import { giftRefundedMail } from './gift-refunded.js';
import { registrationConfirmedMail } from './registration-confirmed.js';
import { signInLinkMail } from './sign-in-link.js';

/** Every mail that there is, by the name that the outbox has for it. */
export const MAILS: ReadonlyMap<string, MailKind> = new Map(
  [giftReceivedMail, giftOnItsWayMail, giftFailedMail, giftRefundedMail, registrationConfirmedMail, signInLinkMail].map(
    (kind: MailKind) => [kind.name, kind],
  ),
);
