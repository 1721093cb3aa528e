import { z } from 'zod';
import { defineMail } from '../define-mail.js';
import type { InEveryLanguage, MailContent } from '../mail-content.js';
import { readRegistrationFacts, type RegistrationFacts } from '../read-mail-facts.js';

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly how: string;
  readonly noPassword: string;
  readonly action: string;
  readonly seeRegistration: string;
  readonly questions: string;
}

const SENTENCES: InEveryLanguage<RegistrationFacts, Sentences> = {
  nl: ({ email, walkers }) => ({
    subject: 'Zo kom je op je sponsorpagina',
    heading: `Dag ${walkers[0]?.firstName ?? ''}`,
    how: `Druk op de knop en vul daar dit adres in: ${email}. Je krijgt meteen een link die je aanmeldt.`,
    noPassword: 'Een wachtwoord is er niet. De link werkt in de browser waarin je hem vraagt.',
    action: 'Aanmelden',
    seeRegistration: 'Je inschrijving',
    questions: 'Lukt het niet? Antwoord op deze mail.',
  }),
  fr: ({ email, walkers }) => ({
    subject: 'Comment accéder à votre page de parrainage',
    heading: `Bonjour ${walkers[0]?.firstName ?? ''}`,
    how: `Appuyez sur le bouton et indiquez-y cette adresse\u00A0: ${email}. Vous recevez aussitôt un lien qui vous connecte.`,
    noPassword: 'Il n’y a pas de mot de passe. Le lien fonctionne dans le navigateur où vous le demandez.',
    action: 'Se connecter',
    seeRegistration: 'Votre inscription',
    questions: 'Cela ne marche pas\u00A0? Répondez à cet e-mail.',
  }),
  en: ({ email, walkers }) => ({
    subject: 'How to get to your fundraising page',
    heading: `Hello ${walkers[0]?.firstName ?? ''}`,
    how: `Press the button and fill in this address there: ${email}. You get a link at once that signs you in.`,
    noPassword: 'There is no password. The link works in the browser in which you ask for it.',
    action: 'Sign in',
    seeRegistration: 'Your registration',
    questions: 'Does it not work? Reply to this mail.',
  }),
};

function wayIn(registration: RegistrationFacts): MailContent {
  const say = SENTENCES[registration.language](registration);
  return {
    from: registration.editionTitle,
    subject: say.subject,
    preview: say.how,
    heading: say.heading,
    road: 'under-way',
    paragraphs: [say.how, say.noPassword],
    facts: [],
    action: { label: say.action, url: registration.signInUrl },
    next: null,
    links: [{ label: say.seeRegistration, url: registration.url }],
    closing: [],
    footer: [say.questions],
  };
}

/** What organisers send to who does not get in. It carries no secret: a link that signs in is bound to the browser that asks. */
export const wayInMail = defineMail({
  name: 'way-in',
  payload: z.object({ registrationId: z.uuid() }),
  about: ({ registrationId }) => registrationId,
  read: readRegistrationFacts,
  write: (registration: RegistrationFacts) =>
    registration.confirmed
      ? { email: registration.email, language: registration.language, content: wayIn(registration) }
      : null,
});
