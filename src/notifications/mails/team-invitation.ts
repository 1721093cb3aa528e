import { z } from 'zod';
import type { Language, LocalisedText } from '../../domain/language.js';
import { formatWeekday } from '../../platform/i18n/index.js';
import { defineMail } from '../define-mail.js';
import { type InEveryLanguage, type ShownText, shownText } from '../mail-content.js';
import { teamMail, type TeamMailWords } from './team-mail.js';

interface InvitationFacts {
  /** `null`: the address was forgotten, or the team is none any more. */
  readonly email: string | null;
  readonly language: Language;
  readonly inviter: ShownText;
  readonly teamName: ShownText;
  readonly editionTitle: string;
  /** YYYY-MM-DD */
  readonly walkOn: string;
  readonly url: string;
}

const SENTENCES: InEveryLanguage<InvitationFacts, TeamMailWords> = {
  nl: ({ inviter, teamName, editionTitle, walkOn }) => ({
    subject: `${inviter} nodigt je uit: wandel mee met ${teamName}`,
    heading: 'Wandel je mee?',
    paragraphs: [
      `${inviter} wandelt met ${teamName} mee met ${editionTitle}, op ${formatWeekday('nl', walkOn)}, en heeft jou er graag bij.`,
      'Inschrijven duurt twee minuten.',
    ],
    action: `Wandel mee met ${teamName}`,
    closing: [
      `${inviter} gaf ons je adres voor deze ene uitnodiging. We gebruiken het nergens anders voor, en vergeten het na een maand.`,
    ],
  }),
  fr: ({ inviter, teamName, editionTitle, walkOn }) => ({
    subject: `${inviter} vous invite\u00A0: marchez avec ${teamName}`,
    heading: 'Vous marchez avec nous\u00A0?',
    paragraphs: [
      `${inviter} marche avec ${teamName} pour ${editionTitle}, le ${formatWeekday('fr', walkOn)}, et aimerait vous avoir dans l’équipe.`,
      'L’inscription prend deux minutes.',
    ],
    action: `Marcher avec ${teamName}`,
    closing: [
      `${inviter} nous a donné votre adresse pour cette seule invitation. Nous ne l’utilisons pour rien d’autre et l’oublions après un mois.`,
    ],
  }),
  en: ({ inviter, teamName, editionTitle, walkOn }) => ({
    subject: `${inviter} invites you: walk with ${teamName}`,
    heading: 'Will you walk along?',
    paragraphs: [
      `${inviter} walks with ${teamName} at ${editionTitle}, on ${formatWeekday('en', walkOn)}, and would love to have you there.`,
      'Registering takes two minutes.',
    ],
    action: `Walk with ${teamName}`,
    closing: [
      `${inviter} gave us your address for this one invitation. We use it for nothing else, and forget it after a month.`,
    ],
  }),
};

/** Sent once to whom a member invites. Its link lets them in at once. */
export const teamInvitationMail = defineMail({
  name: 'team-invitation',
  payload: z.object({ invitationId: z.uuid() }),
  about: ({ invitationId }) => invitationId,
  read: async (database, publicUrl, ids) => {
    const rows = await database.rows<{
      id: string;
      email: string | null;
      language: Language;
      inviter: string;
      leads: boolean;
      team_name: string;
      team_slug: string;
      invitation_token: string;
      title: LocalisedText;
      edition_slug: string;
      walk_on: string;
    }>(
      `SELECT i.id, CASE WHEN t.confirmed_at IS NOT NULL THEN i.email END AS email, i.language,
              w.public_name AS inviter, t.name AS team_name, t.slug AS team_slug, t.invitation_token, e.title,
              e.slug AS edition_slug, e.walk_on::text AS walk_on,
              coalesce(t.captain_walker_id = w.id, false) OR EXISTS (SELECT 1 FROM team_co_captain c
                WHERE c.team_id = t.id AND c.walker_id = w.id) AS leads
         FROM team_invitation i JOIN team t ON t.id = i.team_id JOIN edition e ON e.id = t.edition_id
         JOIN walker w ON w.id = i.inviter_walker_id
        WHERE i.id = ANY($1::uuid[])`,
      [ids],
    );
    return new Map(
      rows.map((row): [string, InvitationFacts] => {
        // A member's invitation is an ordinary link: only captains say yes in advance.
        const token = row.leads ? `&invitation=${row.invitation_token}` : '';
        const home = `${publicUrl}/${row.language}/${encodeURIComponent(row.edition_slug)}`;
        return [
          row.id,
          {
            email: row.email,
            language: row.language,
            inviter: shownText(row.inviter),
            teamName: shownText(row.team_name),
            editionTitle: row.title[row.language],
            walkOn: row.walk_on,
            url: `${home}/register?team=${encodeURIComponent(row.team_slug)}${token}`,
          },
        ];
      }),
    );
  },
  write: (facts: InvitationFacts) =>
    facts.email === null
      ? null
      : {
          email: facts.email,
          language: facts.language,
          content: teamMail(facts.editionTitle, SENTENCES[facts.language](facts), facts.url, 'under-way'),
        },
});
