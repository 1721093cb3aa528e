import { z } from 'zod';
import type { Language, LocalisedText } from '../../domain/language.js';
import { defineMail } from '../define-mail.js';
import { type InEveryLanguage, type ShownText, shownText } from '../mail-content.js';
import { teamMail, type TeamMailWords } from './team-mail.js';

interface AnswerFacts {
  readonly email: string;
  readonly language: Language;
  readonly firstName: ShownText;
  readonly teamName: ShownText;
  readonly accepted: boolean;
  readonly editionTitle: string;
  readonly url: string;
}

const SENTENCES: InEveryLanguage<AnswerFacts, TeamMailWords> = {
  nl: ({ firstName, teamName, accepted }) =>
    accepted
      ? {
          subject: `Welkom bij ${teamName}`,
          heading: `Welkom, ${firstName}!`,
          paragraphs: [`Je wandelt mee met ${teamName}.`, 'Giften die je al kreeg, blijven bij jouw pagina.'],
          action: 'Naar je team',
          closing: [],
        }
      : {
          subject: `Je vraag aan ${teamName}`,
          heading: `Dag ${firstName}`,
          paragraphs: [
            `${teamName} kan je er deze keer niet bij nemen.`,
            'Je plaats op de wandeling blijft. Je wandelt alleen, of zoekt een ander team.',
          ],
          action: 'Naar je pagina',
          closing: [],
        },
  fr: ({ firstName, teamName, accepted }) =>
    accepted
      ? {
          subject: `Bienvenue chez ${teamName}`,
          heading: `Bienvenue, ${firstName}\u00A0!`,
          paragraphs: [`Vous marchez avec ${teamName}.`, 'Les dons déjà reçus restent sur votre page.'],
          action: 'Voir votre équipe',
          closing: [],
        }
      : {
          subject: `Votre demande à ${teamName}`,
          heading: `Bonjour ${firstName}`,
          paragraphs: [
            `${teamName} ne peut pas vous accueillir cette fois.`,
            'Votre place à la marche reste valable. Vous marchez seul, ou cherchez une autre équipe.',
          ],
          action: 'Voir votre page',
          closing: [],
        },
  en: ({ firstName, teamName, accepted }) =>
    accepted
      ? {
          subject: `Welcome to ${teamName}`,
          heading: `Welcome, ${firstName}!`,
          paragraphs: [`You walk with ${teamName}.`, 'Gifts you already had stay with your page.'],
          action: 'To your team',
          closing: [],
        }
      : {
          subject: `Your request to ${teamName}`,
          heading: `Hello ${firstName}`,
          paragraphs: [
            `${teamName} cannot take you in this time.`,
            'You keep your place on the walk. You walk alone, or look for another team.',
          ],
          action: 'To your page',
          closing: [],
        },
};

/** Sent to whoever asked to walk with a team, once the team has answered. */
export const teamJoinAnsweredMail = defineMail({
  name: 'team-join-answered',
  payload: z.object({ requestId: z.uuid() }),
  about: ({ requestId }) => requestId,
  read: async (database, publicUrl, ids) => {
    const rows = await database.rows<{
      id: string;
      email: string;
      language: Language;
      first_name: string;
      team_name: string;
      team_slug: string;
      accepted: boolean;
      title: LocalisedText;
      edition_slug: string;
    }>(
      `SELECT j.id, a.email, r.language, w.first_name, t.name AS team_name, t.slug AS team_slug,
              j.state = 'accepted' AS accepted, e.title, e.slug AS edition_slug
         FROM team_join_request j JOIN team t ON t.id = j.team_id JOIN edition e ON e.id = t.edition_id
         JOIN walker w ON w.id = j.walker_id JOIN registration r ON r.id = w.registration_id
         JOIN account a ON a.id = r.account_id
        WHERE j.id = ANY($1::uuid[]) AND j.state IN ('accepted', 'refused')`,
      [ids],
    );
    return new Map(
      rows.map((row): [string, AnswerFacts] => {
        const home = `${publicUrl}/${row.language}/${encodeURIComponent(row.edition_slug)}/my`;
        return [
          row.id,
          {
            email: row.email,
            language: row.language,
            firstName: shownText(row.first_name),
            teamName: shownText(row.team_name),
            accepted: row.accepted,
            editionTitle: row.title[row.language],
            url: row.accepted ? `${home}/team/${encodeURIComponent(row.team_slug)}` : home,
          },
        ];
      }),
    );
  },
  write: (facts: AnswerFacts) => ({
    email: facts.email,
    language: facts.language,
    content: teamMail(
      facts.editionTitle,
      SENTENCES[facts.language](facts),
      facts.url,
      facts.accepted ? 'arrived' : 'stopped',
    ),
  }),
});
