import { z } from 'zod';
import type { Language, LocalisedText } from '../../domain/language.js';
import { defineMail } from '../define-mail.js';
import { type InEveryLanguage, type MailContent, type ShownText, shownText } from '../mail-content.js';

interface OfferFacts {
  readonly email: string;
  readonly language: Language;
  readonly firstName: ShownText;
  readonly teamName: ShownText;
  readonly editionTitle: string;
  readonly url: string;
}

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly offered: string;
  readonly means: string;
  readonly action: string;
  readonly free: string;
}

const SENTENCES: InEveryLanguage<OfferFacts, Sentences> = {
  nl: ({ firstName, teamName }) => ({
    subject: `Word jij kapitein van ${teamName}?`,
    heading: `Dag ${firstName}`,
    offered: `De kapitein van ${teamName} geeft het kapiteinschap graag aan jou door.`,
    means: 'Een kapitein nodigt mensen uit en houdt het team bij elkaar. De vorige kapitein blijft helpen.',
    action: 'Antwoord op je teampagina',
    free: 'Je mag gerust nee zeggen. Zonder antwoord verandert er niets.',
  }),
  fr: ({ firstName, teamName }) => ({
    subject: `Voulez-vous être capitaine de ${teamName}\u00A0?`,
    heading: `Bonjour ${firstName}`,
    offered: `Le capitaine de ${teamName} aimerait vous passer ce rôle.`,
    means: 'Un capitaine invite des gens et garde l’équipe ensemble. Le capitaine précédent continue à aider.',
    action: 'Répondre sur la page de l’équipe',
    free: 'Vous pouvez dire non. Sans réponse, rien ne change.',
  }),
  en: ({ firstName, teamName }) => ({
    subject: `Will you be captain of ${teamName}?`,
    heading: `Hello ${firstName}`,
    offered: `The captain of ${teamName} would like to hand the captaincy over to you.`,
    means: 'A captain invites people and keeps the team together. The captain before you goes on helping.',
    action: 'Answer on your team page',
    free: 'You are free to say no. Without an answer nothing changes.',
  }),
};

function captaincyOffered(facts: OfferFacts): MailContent {
  const say = SENTENCES[facts.language](facts);
  return {
    from: facts.editionTitle,
    subject: say.subject,
    preview: say.offered,
    heading: say.heading,
    road: 'under-way',
    paragraphs: [say.offered, say.means],
    facts: [],
    action: { label: say.action, url: facts.url },
    next: null,
    links: [],
    closing: [say.free],
    footer: [],
  };
}

/** Sent while the offer is open. */
export const captaincyOfferedMail = defineMail({
  name: 'captaincy-offered',
  payload: z.object({ teamId: z.uuid() }),
  about: ({ teamId }) => teamId,
  read: async (database, publicUrl, ids) => {
    const rows = await database.rows<{
      team_id: string;
      email: string;
      language: Language;
      first_name: string;
      team_name: string;
      team_slug: string;
      title: LocalisedText;
      edition_slug: string;
    }>(
      `SELECT o.team_id, a.email, r.language, w.first_name, t.name AS team_name, t.slug AS team_slug, e.title,
              e.slug AS edition_slug
         FROM captaincy_offer o JOIN team t ON t.id = o.team_id JOIN edition e ON e.id = t.edition_id
         JOIN walker w ON w.id = o.to_walker_id JOIN registration r ON r.id = w.registration_id
         JOIN account a ON a.id = r.account_id
        WHERE o.team_id = ANY($1::uuid[]) AND o.expires_at > now()`,
      [ids],
    );
    return new Map(
      rows.map((row): [string, OfferFacts] => [
        row.team_id,
        {
          email: row.email,
          language: row.language,
          firstName: shownText(row.first_name),
          teamName: shownText(row.team_name),
          editionTitle: row.title[row.language],
          url: `${publicUrl}/${row.language}/${encodeURIComponent(row.edition_slug)}/my/team/${encodeURIComponent(row.team_slug)}`,
        },
      ]),
    );
  },
  write: (facts: OfferFacts) => ({ email: facts.email, language: facts.language, content: captaincyOffered(facts) }),
});
