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
  nl: ({ name, participationType, editionTitle, places, offerHours, position }) => {
    const what = `${editionTitle}: ${participationType}, ${places === 1 ? '1 plaats' : `${String(places)} plaatsen`}`;
    return {
      subject:
        position === null
          ? `Neem je plaats op de wachtlijst: ${participationType}`
          : `Je staat op de wachtlijst: ${participationType}`,
      heading: `Dag ${name}`,
      joined:
        position === null
          ? `Open de link hieronder: vanaf dan sta je op de wachtlijst van ${what}.`
          : `Je bent nummer ${String(position)} op de wachtlijst van ${what}.`,
      later: `Komt er plaats vrij, dan mailen we je. Je krijgt dan ${String(offerHours)} uur om in te schrijven.`,
      action: position === null ? 'Neem je plaats in de rij' : 'Bekijk waar je staat',
      leave:
        position === null
          ? 'Vroeg je dit niet zelf? Laat het zo: zonder jou staat niemand in de rij.'
          : 'Hoef je niet meer te wachten? Met dezelfde link ga je van de lijst.',
    };
  },
  fr: ({ name, participationType, editionTitle, places, offerHours, position }) => {
    const what = `${editionTitle}\u00A0: ${participationType}, ${places === 1 ? '1 place' : `${String(places)} places`}`;
    return {
      subject:
        position === null
          ? `Prenez votre place sur la liste d’attente\u00A0: ${participationType}`
          : `Vous êtes sur la liste d’attente\u00A0: ${participationType}`,
      heading: `Bonjour ${name}`,
      joined:
        position === null
          ? `Ouvrez le lien ci-dessous\u00A0: dès ce moment, vous êtes sur la liste d’attente de ${what}.`
          : `Vous êtes numéro ${String(position)} sur la liste d’attente de ${what}.`,
      later: `Si une place se libère, nous vous écrivons. Vous avez alors ${offerHours === 1 ? '1 heure' : `${String(offerHours)} heures`} pour vous inscrire.`,
      action: position === null ? 'Prendre ma place dans la file' : 'Voir où vous en êtes',
      leave:
        position === null
          ? 'Ce n’était pas vous\u00A0? Ne faites rien\u00A0: sans vous, personne n’entre dans la file.'
          : 'Vous ne voulez plus attendre\u00A0? Le même lien vous retire de la liste.',
    };
  },
  en: ({ name, participationType, editionTitle, places, offerHours, position }) => {
    const what = `${editionTitle}: ${participationType}, ${places === 1 ? '1 place' : `${String(places)} places`}`;
    return {
      subject:
        position === null
          ? `Take your place on the waiting list: ${participationType}`
          : `You are on the waiting list: ${participationType}`,
      heading: `Hello ${name}`,
      joined:
        position === null
          ? `Open the link below: from then on you are on the waiting list of ${what}.`
          : `You are number ${String(position)} on the waiting list of ${what}.`,
      later: `When a place comes free, we write to you. You then have ${offerHours === 1 ? '1 hour' : `${String(offerHours)} hours`} to register.`,
      action: position === null ? 'Take my place in line' : 'See where you stand',
      leave:
        position === null
          ? 'Was it not you? Leave it: without you nobody joins the line.'
          : 'No need to wait any longer? The same link takes you off the list.',
    };
  },
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

/** Sent to who asks for a place in line: the link that takes it, or where they stand by now and how to leave. */
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
