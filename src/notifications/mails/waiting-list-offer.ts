import { z } from 'zod';
import { formatDayAndTime } from '../../platform/i18n/index.js';
import { defineMail } from '../define-mail.js';
import type { InEveryLanguage, MailContent } from '../mail-content.js';
import { readWaitingListFacts, type WaitingListFacts } from '../read-waiting-list-facts.js';

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly kept: string;
  readonly after: string;
  readonly action: string;
  readonly pass: string;
}

const SENTENCES: InEveryLanguage<WaitingListFacts & { readonly until: Date }, Sentences> = {
  nl: ({ name, participationType, places, until }) => ({
    subject: `Er is plaats voor je: ${participationType}`,
    heading: `Goed nieuws, ${name}`,
    kept: `${places === 1 ? 'Er is een plaats' : `Er zijn ${String(places)} plaatsen`} voor je vrijgehouden: ${participationType}.`,
    after: `Schrijf je in voor ${formatDayAndTime('nl', until)}. Daarna is de volgende in de rij aan de beurt.`,
    action: 'Schrijf je in',
    pass: 'Kan je toch niet mee? Laat het weten',
  }),
  fr: ({ name, participationType, places, until }) => ({
    subject: `Il y a de la place pour vous\u00A0: ${participationType}`,
    heading: `Bonne nouvelle, ${name}`,
    kept: `${places === 1 ? 'Une place est gardée' : `${String(places)} places sont gardées`} pour vous\u00A0: ${participationType}.`,
    after: `Inscrivez-vous avant le ${formatDayAndTime('fr', until)}. Ensuite c’est au suivant dans la file.`,
    action: 'Je m’inscris',
    pass: 'Vous ne pouvez plus venir\u00A0? Dites-le-nous',
  }),
  en: ({ name, participationType, places, until }) => ({
    subject: `There is a place for you: ${participationType}`,
    heading: `Good news, ${name}`,
    kept: `${places === 1 ? 'A place is' : `${String(places)} places are`} kept for you: ${participationType}.`,
    after: `Register before ${formatDayAndTime('en', until)}. After that it is the turn of the next in line.`,
    action: 'Register',
    pass: 'You cannot come after all? Let us know',
  }),
};

function waitingListOffer(facts: WaitingListFacts, until: Date): MailContent {
  const say = SENTENCES[facts.language]({ ...facts, until });
  return {
    from: facts.editionTitle,
    subject: say.subject,
    preview: say.after,
    heading: say.heading,
    road: 'under-way',
    paragraphs: [say.kept, say.after],
    facts: [],
    action: { label: say.action, url: facts.urls.register },
    next: null,
    links: [{ label: say.pass, url: facts.urls.place }],
    closing: [],
    footer: [],
  };
}

/** Sent while the offer is open. */
export const waitingListOfferMail = defineMail({
  name: 'waiting-list-offer',
  payload: z.object({ entryId: z.uuid() }),
  about: ({ entryId }) => entryId,
  read: readWaitingListFacts,
  write: (facts: WaitingListFacts) =>
    facts.offerOpen && facts.offerExpiresAt !== null
      ? { email: facts.email, language: facts.language, content: waitingListOffer(facts, facts.offerExpiresAt) }
      : null,
});
