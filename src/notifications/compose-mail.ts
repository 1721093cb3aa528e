import type { Language } from '../domain/language.js';
import type { Mail } from '../platform/mail/mail-transport.js';
import { type MailContent, subjectLine } from './mail-content.js';
import { mailPage } from './mail-page.js';
import type { MailPayload } from './mail-payload.js';
import { mailText } from './mail-text.js';
import { giftFailed } from './mails/gift-failed.js';
import { giftOnItsWay } from './mails/gift-on-its-way.js';
import { giftReceived } from './mails/gift-received.js';
import { giftRefunded } from './mails/gift-refunded.js';
import { registrationConfirmed } from './mails/registration-confirmed.js';
import type { GiftFacts, RegistrationFacts } from './read-mail-facts.js';

/** What is known of those whom a batch of mails is about. */
export interface MailFacts {
  readonly gifts: ReadonlyMap<string, GiftFacts>;
  readonly registrations: ReadonlyMap<string, RegistrationFacts>;
}

/** A mail ready but for its Message-ID; or none: what it is about is gone, or its news is no longer true. */
export type ComposedMail =
  | { readonly kind: 'mail'; readonly mail: Omit<Mail, 'messageId'> }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'outdated' };

/**
 * Writes one mail from how things stand now. A mail that waited may have been overtaken: nobody is told that a gift is
 * on its way when it has arrived, since the mail that says so follows.
 */
export function composeMail(payload: MailPayload, { gifts, registrations }: MailFacts): ComposedMail {
  if (payload.mail === 'registration-confirmed') {
    const registration = registrations.get(payload.registrationId);
    if (registration === undefined) return { kind: 'unknown' };
    return registration.confirmed ? written(registration, registrationConfirmed(registration)) : { kind: 'outdated' };
  }
  const gift = gifts.get(payload.donationId);
  if (gift === undefined) return { kind: 'unknown' };
  switch (payload.mail) {
    case 'gift-received':
      return gift.status === 'paid' || gift.status === 'partially-refunded'
        ? written(gift, giftReceived(gift))
        : { kind: 'outdated' };
    case 'gift-on-its-way':
      return gift.status === 'pending' ? written(gift, giftOnItsWay(gift)) : { kind: 'outdated' };
    case 'gift-failed':
      return gift.status === 'failed' || gift.status === 'expired'
        ? written(gift, giftFailed(gift))
        : { kind: 'outdated' };
    case 'gift-refunded':
      // Each further refund has a mail of its own, which names all that went back.
      return gift.refundedMinor === payload.refundedMinor ? written(gift, giftRefunded(gift)) : { kind: 'outdated' };
  }
}

function written(to: { readonly email: string; readonly language: Language }, content: MailContent): ComposedMail {
  const subject = subjectLine(content.subject);
  return {
    kind: 'mail',
    mail: {
      to: to.email,
      subject,
      html: mailPage(content, subject, to.language),
      text: mailText(content),
      language: to.language,
    },
  };
}
