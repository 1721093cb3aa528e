import { z } from 'zod';
import { defineMail } from '../define-mail.js';
import type { InEveryLanguage } from '../mail-content.js';
import { answerFacts, type AnswerFacts, type AnswerRow, askForAnswer, type TeamMailWords } from './team-mail.js';

const SENTENCES: InEveryLanguage<AnswerFacts, TeamMailWords> = {
  nl: ({ firstName, asks, teamName }) => ({
    subject: `${asks} wil graag samen met ${teamName}`,
    heading: `Dag ${firstName}`,
    paragraphs: [
      `${asks} vraagt of ze met het hele team bij ${teamName} mogen komen.`,
      'Zeg je ja, dan wandelen jullie als één team. Giften blijven waar ze gegeven zijn.',
    ],
    action: 'Antwoord op je teampagina',
    closing: ['Je mag gerust nee zeggen. Zonder antwoord verandert er niets.'],
  }),
  fr: ({ firstName, asks, teamName }) => ({
    subject: `${asks} aimerait rejoindre ${teamName}`,
    heading: `Bonjour ${firstName}`,
    paragraphs: [
      `${asks} demande à rejoindre ${teamName} avec toute l’équipe.`,
      'Si vous dites oui, vous marchez en une seule équipe. Les dons restent là où ils ont été faits.',
    ],
    action: 'Répondre sur la page de l’équipe',
    closing: ['Vous pouvez dire non. Sans réponse, rien ne change.'],
  }),
  en: ({ firstName, asks, teamName }) => ({
    subject: `${asks} would like to join ${teamName}`,
    heading: `Hello ${firstName}`,
    paragraphs: [
      `${asks} asks whether their whole team may join ${teamName}.`,
      'If you say yes, you walk as one team. Gifts stay where they were given.',
    ],
    action: 'Answer on your team page',
    closing: ['You are free to say no. Without an answer nothing changes.'],
  }),
};

/** Sent to the captain of the team that another one would like to join, while the offer is open. */
export const teamMergeOfferedMail = defineMail({
  name: 'team-merge-offered',
  payload: z.object({ teamId: z.uuid() }),
  about: ({ teamId }) => teamId,
  read: async (database, publicUrl, ids) => {
    const rows = await database.rows<AnswerRow & { readonly team_id: string }>(
      `SELECT o.team_id, a.email, r.language, w.first_name, f.name AS asks, t.name AS team_name, t.slug AS team_slug,
              e.title, e.slug AS edition_slug
         FROM team_merge_offer o JOIN team f ON f.id = o.team_id JOIN team t ON t.id = o.into_team_id
         JOIN edition e ON e.id = t.edition_id JOIN walker w ON w.id = t.captain_walker_id
         JOIN registration r ON r.id = w.registration_id JOIN account a ON a.id = r.account_id
        WHERE o.team_id = ANY($1::uuid[]) AND o.expires_at > now()`,
      [ids],
    );
    return new Map(rows.map((row): [string, AnswerFacts] => [row.team_id, answerFacts(row, publicUrl, '')]));
  },
  write: (facts: AnswerFacts) => askForAnswer(facts, SENTENCES),
});
