import { z } from 'zod';
import type { Language, LocalisedText } from '../../domain/language.js';
import type { Role } from '../../domain/roles.js';
import { defineMail } from '../define-mail.js';
import type { InEveryLanguage, MailContent } from '../mail-content.js';

interface InvitationFacts {
  readonly email: string;
  readonly language: Language;
  /** `null`: the role was taken away before the mail was written. */
  readonly role: Role | null;
  readonly everywhere: boolean;
  readonly editionTitle: string;
  readonly url: string;
}

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly role: string;
  readonly how: string;
  readonly app: string;
  readonly action: string;
  readonly notYou: string;
}

const ROLE_NAMES: Readonly<Record<Language, Readonly<Record<Role, string>>>> = {
  nl: { viewer: 'kijker', editor: 'redacteur', finance: 'financiën', admin: 'beheerder' },
  fr: { viewer: 'lecture', editor: 'rédaction', finance: 'finances', admin: 'administration' },
  en: { viewer: 'viewer', editor: 'editor', finance: 'finance', admin: 'admin' },
};

const SENTENCES: InEveryLanguage<InvitationFacts & { readonly roleName: string }, Sentences> = {
  nl: ({ editionTitle, everywhere, roleName }) => ({
    subject: `Je helpt mee achter de schermen van ${editionTitle}`,
    heading: 'Welkom in de ploeg',
    role: `Je kreeg de rol “${roleName}” ${everywhere ? 'in alle edities' : `voor ${editionTitle}`}.`,
    how: 'Een wachtwoord is er niet: je meldt je aan met een link die we naar dit adres sturen.',
    app: 'De eerste keer koppel je een authenticator-app op je telefoon. Hou die bij de hand.',
    action: 'Naar de organisatiepagina',
    notYou: 'Hoort dit niet bij jou? Dan hoef je niets te doen.',
  }),
  fr: ({ editionTitle, everywhere, roleName }) => ({
    subject: `Vous aidez dans les coulisses de ${editionTitle}`,
    heading: 'Bienvenue dans l’équipe',
    role: `Vous avez reçu le rôle «\u00A0${roleName}\u00A0» ${everywhere ? 'dans toutes les éditions' : `pour ${editionTitle}`}.`,
    how: 'Il n’y a pas de mot de passe\u00A0: vous vous connectez avec un lien envoyé à cette adresse.',
    app: 'La première fois, vous liez une application d’authentification sur votre téléphone. Gardez-le à portée de main.',
    action: 'Vers la page d’organisation',
    notYou: 'Cela ne vous concerne pas\u00A0? Vous n’avez rien à faire.',
  }),
  en: ({ editionTitle, everywhere, roleName }) => ({
    subject: `You help behind the scenes of ${editionTitle}`,
    heading: 'Welcome to the crew',
    role: `You were given the role “${roleName}” ${everywhere ? 'in all editions' : `for ${editionTitle}`}.`,
    how: 'There is no password: you sign in with a link that we send to this address.',
    app: 'The first time you link an authenticator app on your phone. Keep it at hand.',
    action: 'To the organisers’ page',
    notYou: 'Is this not meant for you? Then there is nothing to do.',
  }),
};

function invitation(facts: InvitationFacts, role: Role): MailContent {
  const say = SENTENCES[facts.language]({ ...facts, roleName: ROLE_NAMES[facts.language][role] });
  return {
    from: facts.editionTitle,
    subject: say.subject,
    preview: say.role,
    heading: say.heading,
    road: 'under-way',
    paragraphs: [say.role, say.how, ...(role === 'finance' || role === 'admin' ? [say.app] : [])],
    facts: [],
    action: { label: say.action, url: facts.url },
    next: null,
    links: [],
    closing: [],
    footer: [say.notYou],
  };
}

/** Sent to who gets a role for the first time, as long as they have it. */
export const organiserInvitationMail = defineMail({
  name: 'organiser-invitation',
  payload: z.object({ accountId: z.uuid(), editionId: z.uuid(), scope: z.enum(['edition', 'everywhere']) }),
  about: ({ accountId, editionId, scope }) => `${accountId} ${editionId} ${scope}`,
  read: async (database, publicUrl, keys) => {
    const rows = await database.rows<{
      key: string;
      email: string;
      language: Language;
      role: Role | null;
      scope: string;
      title: LocalisedText;
      slug: string;
    }>(
      `SELECT k.key, a.email, a.language, k.scope, e.title, e.slug,
              CASE k.scope WHEN 'everywhere' THEN x.role ELSE o.role END AS role
         FROM unnest($1::text[]) AS given (key),
              LATERAL (SELECT given.key, split_part(given.key, ' ', 1)::uuid AS account_id,
                              split_part(given.key, ' ', 2)::uuid AS edition_id, split_part(given.key, ' ', 3) AS scope) k
         JOIN account a ON a.id = k.account_id
         JOIN edition e ON e.id = k.edition_id
         LEFT JOIN organiser o ON o.account_id = k.account_id AND o.edition_id = k.edition_id
         LEFT JOIN organiser_everywhere x ON x.account_id = k.account_id`,
      [keys],
    );
    return new Map(
      rows.map((row): [string, InvitationFacts] => {
        const home = `${publicUrl}/${row.language}/${encodeURIComponent(row.slug)}`;
        const back = new URL(`${home}/organise`).pathname;
        const query = new URLSearchParams({ email: row.email, to: back });
        return [
          row.key,
          {
            email: row.email,
            language: row.language,
            role: row.role,
            everywhere: row.scope === 'everywhere',
            editionTitle: row.title[row.language],
            url: `${home}/sign-in?${query.toString()}`,
          },
        ];
      }),
    );
  },
  write: (facts: InvitationFacts) =>
    facts.role === null
      ? null
      : { email: facts.email, language: facts.language, content: invitation(facts, facts.role) },
});
