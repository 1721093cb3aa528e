import { z } from 'zod';
import { defineMail } from '../define-mail.js';
import type { InEveryLanguage, MailContent } from '../mail-content.js';
import { readWaitingListFacts, type WaitingListFacts } from '../read-waiting-list-facts.js';

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly over: string;
  readonly again: string;
  readonly action: string;
}

const SENTENCES: InEveryLanguage<WaitingListFacts, Sentences> = {
  nl: ({ name, participationType }) => ({
    subject: `De plaats ging naar de volgende: ${participationType}`,
    heading: `Dag ${name}`,
    over: `De tijd om in te schrijven voor ${participationType} is voorbij. De plaats ging naar de volgende in de rij.`,
    again: 'Wil je graag nog mee? Zet je dan opnieuw op de wachtlijst.',
    action: 'Opnieuw op de wachtlijst',
  }),
  fr: ({ name, participationType }) => ({
    subject: `La place est allée au suivant\u00A0: ${participationType}`,
    heading: `Bonjour ${name}`,
    over: `Le délai pour vous inscrire à ${participationType} est passé. La place est allée au suivant dans la file.`,
    again: 'Vous voulez encore venir\u00A0? Remettez-vous sur la liste d’attente.',
    action: 'De nouveau sur la liste d’attente',
  }),
  en: ({ name, participationType }) => ({
    subject: `The place went to the next in line: ${participationType}`,
    heading: `Hello ${name}`,
    over: `The time to register for ${participationType} is over. The place went to the next in line.`,
    again: 'Would you still like to come? Then join the waiting list again.',
    action: 'Join the waiting list again',
  }),
};

function waitingListOfferOver(facts: WaitingListFacts): MailContent {
  const say = SENTENCES[facts.language](facts);
  return {
    from: facts.editionTitle,
    subject: say.subject,
    preview: say.again,
    heading: say.heading,
    road: 'stopped',
    paragraphs: [say.over, say.again],
    facts: [],
    action: { label: say.action, url: facts.urls.joinAgain },
    next: null,
    links: [],
    closing: [],
    footer: [],
  };
}

/** Sent when an offer was not taken up in time, while waiting again makes sense. */
export const waitingListOfferOverMail = defineMail({
  name: 'waiting-list-offer-over',
  payload: z.object({ entryId: z.uuid() }),
  about: ({ entryId }) => entryId,
  read: readWaitingListFacts,
  write: (facts: WaitingListFacts) =>
    facts.state === 'passed' && facts.registrationOpen
      ? { email: facts.email, language: facts.language, content: waitingListOfferOver(facts) }
      : null,
});
