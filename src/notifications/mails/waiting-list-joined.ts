import { z } from 'zod';
import { defineMail } from '../define-mail.js';
import type { InEveryLanguage, MailContent } from '../mail-content.js';
import { readWaitingListFacts, type WaitingListFacts } from '../read-waiting-list-facts.js';

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly joined: string;
  readonly later: string;
  readonly action: string;
  readonly leave: string;
}

const SENTENCES: InEveryLanguage<WaitingListFacts, Sentences> = {
  nl: ({ name, participationType, editionTitle, places, offerHours }) => ({
    subject: `Je staat op de wachtlijst: ${participationType}`,
    heading: `Dag ${name}`,
    joined: `Je staat op de wachtlijst van ${editionTitle}: ${participationType}, ${places === 1 ? '1 plaats' : `${String(places)} plaatsen`}.`,
    later: `Komt er plaats vrij, dan mailen we je. Je krijgt dan ${String(offerHours)} uur om in te schrijven.`,
    action: 'Bekijk waar je staat',
    leave: 'Hoef je niet meer te wachten? Met dezelfde link ga je van de lijst.',
  }),
  fr: ({ name, participationType, editionTitle, places, offerHours }) => ({
    subject: `Vous êtes sur la liste d’attente\u00A0: ${participationType}`,
    heading: `Bonjour ${name}`,
    joined: `Vous êtes sur la liste d’attente de ${editionTitle}\u00A0: ${participationType}, ${places === 1 ? '1 place' : `${String(places)} places`}.`,
    later: `Si une place se libère, nous vous écrivons. Vous avez alors ${offerHours === 1 ? '1 heure' : `${String(offerHours)} heures`} pour vous inscrire.`,
    action: 'Voir où vous en êtes',
    leave: 'Vous ne voulez plus attendre\u00A0? Le même lien vous retire de la liste.',
  }),
  en: ({ name, participationType, editionTitle, places, offerHours }) => ({
    subject: `You are on the waiting list: ${participationType}`,
    heading: `Hello ${name}`,
    joined: `You are on the waiting list of ${editionTitle}: ${participationType}, ${places === 1 ? '1 place' : `${String(places)} places`}.`,
    later: `When a place comes free, we write to you. You then have ${offerHours === 1 ? '1 hour' : `${String(offerHours)} hours`} to register.`,
    action: 'See where you stand',
    leave: 'No need to wait any longer? The same link takes you off the list.',
  }),
};

function waitingListJoined(facts: WaitingListFacts): MailContent {
  const say = SENTENCES[facts.language](facts);
  return {
    from: facts.editionTitle,
    subject: say.subject,
    preview: say.later,
    heading: say.heading,
    road: 'under-way',
    paragraphs: [say.joined, say.later],
    facts: [],
    action: { label: say.action, url: facts.urls.place },
    next: null,
    links: [],
    closing: [],
    footer: [say.leave],
  };
}

/** Sent while somebody waits: where they stand, and how to leave. */
export const waitingListJoinedMail = defineMail({
  name: 'waiting-list-joined',
  payload: z.object({ entryId: z.uuid() }),
  about: ({ entryId }) => entryId,
  read: readWaitingListFacts,
  write: (facts: WaitingListFacts) =>
    facts.state === 'waiting'
      ? { email: facts.email, language: facts.language, content: waitingListJoined(facts) }
      : null,
});
