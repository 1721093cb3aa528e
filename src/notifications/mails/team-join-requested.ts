import { z } from 'zod';
import { defineMail } from '../define-mail.js';
import type { InEveryLanguage } from '../mail-content.js';
import { answerFacts, type AnswerFacts, type AnswerRow, askForAnswer, type TeamMailWords } from './team-mail.js';

const SENTENCES: InEveryLanguage<AnswerFacts, TeamMailWords> = {
  nl: ({ firstName, asks, teamName }) => ({
    subject: `${asks} wil graag mee met ${teamName}`,
    heading: `Dag ${firstName}`,
    paragraphs: [`${asks} is ingeschreven en vraagt om met ${teamName} mee te wandelen. Jij beslist.`],
    action: 'Antwoord op je teampagina',
    closing: ['Wie je niet kent, mag je gerust weigeren. De plaats op de wandeling blijft.'],
  }),
  fr: ({ firstName, asks, teamName }) => ({
    subject: `${asks} aimerait marcher avec ${teamName}`,
    heading: `Bonjour ${firstName}`,
    paragraphs: [`${asks} est inscrit(e) et demande à marcher avec ${teamName}. À vous de décider.`],
    action: 'Répondre sur la page de l’équipe',
    closing: ['Vous pouvez refuser qui vous ne connaissez pas. Sa place à la marche reste valable.'],
  }),
  en: ({ firstName, asks, teamName }) => ({
    subject: `${asks} would like to walk with ${teamName}`,
    heading: `Hello ${firstName}`,
    paragraphs: [`${asks} is registered and asks to walk with ${teamName}. It is for you to say.`],
    action: 'Answer on your team page',
    closing: ['You are free to refuse people you do not know. They keep their place on the walk.'],
  }),
};

/** Sent to captain and co-captains while somebody waits for their answer. */
export const teamJoinRequestedMail = defineMail({
  name: 'team-join-requested',
  payload: z.object({ requestId: z.uuid(), walkerId: z.uuid() }),
  about: ({ requestId, walkerId }) => `${requestId} ${walkerId}`,
  read: async (database, publicUrl, ids) => {
    const pairs = ids.map((id) => id.split(' '));
    const rows = await database.rows<AnswerRow & { readonly about: string }>(
      `SELECT j.id || ' ' || l.id AS about, a.email, r.language, l.first_name, w.public_name AS asks,
              t.name AS team_name, t.slug AS team_slug, e.title, e.slug AS edition_slug
         FROM unnest($1::uuid[], $2::uuid[]) AS told (request_id, walker_id)
         JOIN team_join_request j ON j.id = told.request_id AND j.state = 'waiting'
         JOIN walker w ON w.id = j.walker_id JOIN team t ON t.id = j.team_id JOIN edition e ON e.id = t.edition_id
         JOIN walker l ON l.id = told.walker_id AND l.team_id = t.id
         JOIN registration r ON r.id = l.registration_id JOIN account a ON a.id = r.account_id`,
      [pairs.map(([request]) => request ?? ''), pairs.map(([, walker]) => walker ?? '')],
    );
    return new Map(rows.map((row): [string, AnswerFacts] => [row.about, answerFacts(row, publicUrl, '#requests')]));
  },
  write: (facts: AnswerFacts) => askForAnswer(facts, SENTENCES),
});
