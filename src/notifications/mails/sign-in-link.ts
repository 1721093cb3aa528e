import { z } from 'zod';
import { type IssuedSignInLink, issueSignInLinks, LINK_MINUTES } from '../../accounts/index.js';
import { defineMail } from '../define-mail.js';
import type { InEveryLanguage, MailContent } from '../mail-content.js';

/** What the mail needs: the link's secrets, made at this very moment. */
interface SignInFacts extends IssuedSignInLink {
  readonly url: string;
}

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly press: string;
  readonly action: string;
  readonly codeTitle: string;
  readonly code: string;
  readonly notYou: string;
}

const SENTENCES: InEveryLanguage<SignInFacts, Sentences> = {
  nl: () => ({
    subject: 'Je link om aan te melden',
    heading: 'Kom binnen',
    press: `Druk op de knop in de browser waarin je de link vroeg. De link werkt één keer, en ${String(LINK_MINUTES)} minuten lang.`,
    action: 'Aanmelden',
    codeTitle: 'Lees je deze mail op een ander toestel? Typ dan deze code waar je de link vroeg.',
    code: 'Code',
    notYou: 'Vroeg je dit niet zelf? Dan hoef je niets te doen. Zonder deze mail komt niemand binnen.',
  }),
  fr: () => ({
    subject: 'Votre lien de connexion',
    heading: 'Entrez',
    press: `Appuyez sur le bouton dans le navigateur où vous avez demandé le lien. Il fonctionne une seule fois, pendant ${String(LINK_MINUTES)} minutes.`,
    action: 'Se connecter',
    codeTitle: 'Vous lisez cet e-mail sur un autre appareil\u00A0? Saisissez ce code là où vous avez demandé le lien.',
    code: 'Code',
    notYou: 'Ce n’était pas vous\u00A0? Vous n’avez rien à faire. Sans cet e-mail, personne ne peut entrer.',
  }),
  en: () => ({
    subject: 'Your link to sign in',
    heading: 'Come in',
    press: `Press the button in the browser in which you asked for the link. It works once, for ${String(LINK_MINUTES)} minutes.`,
    action: 'Sign in',
    codeTitle: 'Reading this on another device? Then type this code where you asked for the link.',
    code: 'Code',
    notYou: 'Was it not you? Then there is nothing to do. Without this mail nobody gets in.',
  }),
};

function signInLink(link: SignInFacts): MailContent {
  const say = SENTENCES[link.language](link);
  return {
    from: 'Refugee Walk',
    subject: say.subject,
    preview: say.press,
    heading: say.heading,
    road: 'under-way',
    paragraphs: [say.press],
    facts: [{ title: say.codeTitle, rows: [{ label: say.code, value: link.code }] }],
    action: { label: say.action, url: link.url },
    next: null,
    links: [],
    closing: [],
    footer: [say.notYou],
  };
}

/** Sent while the link can still be used. */
export const signInLinkMail = defineMail({
  name: 'sign-in-link',
  payload: z.object({ signInLinkId: z.uuid() }),
  about: ({ signInLinkId }) => signInLinkId,
  read: async (database, publicUrl, ids) => {
    const links = await issueSignInLinks(database, ids);
    return new Map(
      [...links].map(([id, link]): [string, SignInFacts] => [
        id,
        { ...link, url: `${publicUrl}/${link.language}/${encodeURIComponent(link.editionSlug)}/sign-in/${link.token}` },
      ]),
    );
  },
  write: (link: SignInFacts) =>
    link.usable ? { email: link.email, language: link.language, content: signInLink(link) } : null,
});
