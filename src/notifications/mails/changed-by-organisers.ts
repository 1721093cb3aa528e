import { z } from 'zod';
import type { Language, LocalisedText } from '../../domain/language.js';
import { defineMail } from '../define-mail.js';
import { type InEveryLanguage, type ShownText, shownText } from '../mail-content.js';
import { teamMail, type TeamMailWords } from './team-mail.js';

interface ChangeFacts {
  readonly email: string;
  readonly language: Language;
  readonly firstName: ShownText;
  /** The team that they walk with now; `null`: alone. */
  readonly teamName: ShownText | null;
  readonly leads: boolean;
  /** How they take part now. */
  readonly typeTitle: string;
  readonly editionTitle: string;
  readonly url: string;
}

type Told = ChangeFacts & { readonly what: 'team' | 'captain' | 'type' };

const SENTENCES: InEveryLanguage<Told, TeamMailWords> = {
  nl: ({ firstName, teamName, typeTitle, what }) => ({
    subject:
      what === 'captain'
        ? `Je bent kapitein van ${teamName ?? 'je team'}`
        : what === 'type'
          ? `Je doet nu mee met: ${typeTitle}`
          : teamName === null
            ? 'Je wandelt nu alleen'
            : `Je wandelt nu met ${teamName}`,
    heading: `Dag ${firstName}`,
    paragraphs: [
      what === 'captain'
        ? `De organisatie maakte je kapitein van ${teamName ?? 'je team'}. Je kan mensen uitnodigen, de pagina van het team schrijven, en de taak ook weer doorgeven.`
        : what === 'type'
          ? `De organisatie zette je inschrijving om. Je doet nu mee met: ${typeTitle}. Wat je voor je inschrijving betaalde, blijft zoals het is.`
          : teamName === null
            ? 'De organisatie zette je inschrijving op alleen wandelen.'
            : `De organisatie zette je inschrijving bij ${teamName}.`,
      'Je plaats en je sponsorpagina blijven. Giften blijven waar ze gegeven zijn.',
    ],
    action: 'Naar je pagina',
    closing: ['Klopt dit niet? Antwoord dan op deze mail.'],
  }),
  fr: ({ firstName, teamName, typeTitle, what }) => ({
    subject:
      what === 'captain'
        ? `Vous êtes capitaine de ${teamName ?? 'votre équipe'}`
        : what === 'type'
          ? `Vous participez maintenant\u00A0: ${typeTitle}`
          : teamName === null
            ? 'Vous marchez maintenant seul'
            : `Vous marchez maintenant avec ${teamName}`,
    heading: `Bonjour ${firstName}`,
    paragraphs: [
      what === 'captain'
        ? `L’organisation vous a nommé capitaine de ${teamName ?? 'votre équipe'}. Vous pouvez inviter des gens, écrire la page de l’équipe, et aussi passer la main.`
        : what === 'type'
          ? `L’organisation a changé votre inscription. Vous participez maintenant\u00A0: ${typeTitle}. Ce que vous avez payé pour l’inscription ne change pas.`
          : teamName === null
            ? 'L’organisation a changé votre inscription\u00A0: vous marchez seul.'
            : `L’organisation a placé votre inscription dans ${teamName}.`,
      'Votre place et votre page de parrainage restent. Les dons restent là où ils ont été faits.',
    ],
    action: 'Voir votre page',
    closing: ['Ce n’est pas correct\u00A0? Répondez à cet e-mail.'],
  }),
  en: ({ firstName, teamName, typeTitle, what }) => ({
    subject:
      what === 'captain'
        ? `You are captain of ${teamName ?? 'your team'}`
        : what === 'type'
          ? `You now take part in: ${typeTitle}`
          : teamName === null
            ? 'You now walk alone'
            : `You now walk with ${teamName}`,
    heading: `Hello ${firstName}`,
    paragraphs: [
      what === 'captain'
        ? `The organisers made you captain of ${teamName ?? 'your team'}. You can invite people, write the page of the team, and hand it over again.`
        : what === 'type'
          ? `The organisers changed your registration. You now take part in: ${typeTitle}. What you paid to register stays as it is.`
          : teamName === null
            ? 'The organisers changed your registration: you walk alone.'
            : `The organisers put your registration with ${teamName}.`,
      'You keep your place and your fundraising page. Gifts stay where they were given.',
    ],
    action: 'To your page',
    closing: ['Is this not right? Then reply to this mail.'],
  }),
};

/** Tells a walker what organisers changed for them; not sent once it is otherwise again. */
export const changedByOrganisersMail = defineMail({
  name: 'changed-by-organisers',
  payload: z.object({ walkerId: z.uuid(), what: z.enum(['team', 'captain', 'type']) }),
  about: ({ walkerId }) => walkerId,
  read: async (database, publicUrl, ids) => {
    const rows = await database.rows<{
      id: string;
      email: string;
      language: Language;
      first_name: string;
      team_name: string | null;
      leads: boolean;
      type_title: LocalisedText;
      title: LocalisedText;
      edition_slug: string;
    }>(
      `SELECT w.id, a.email, r.language, w.first_name, t.name AS team_name,
              coalesce(t.captain_walker_id = w.id, false) AS leads, pt.title AS type_title, e.title, e.slug AS edition_slug
         FROM walker w JOIN registration r ON r.id = w.registration_id JOIN account a ON a.id = r.account_id
         JOIN participation_type pt ON pt.id = w.participation_type_id
         JOIN edition e ON e.id = w.edition_id LEFT JOIN team t ON t.id = w.team_id
        WHERE w.id = ANY($1::uuid[]) AND w.confirmed_at IS NOT NULL`,
      [ids],
    );
    return new Map(
      rows.map((row): [string, ChangeFacts] => [
        row.id,
        {
          email: row.email,
          language: row.language,
          firstName: shownText(row.first_name),
          teamName: row.team_name === null ? null : shownText(row.team_name),
          leads: row.leads,
          typeTitle: row.type_title[row.language],
          editionTitle: row.title[row.language],
          url: `${publicUrl}/${row.language}/${encodeURIComponent(row.edition_slug)}/my`,
        },
      ]),
    );
  },
  write: (facts: ChangeFacts, { what }) =>
    what === 'captain' && !facts.leads
      ? null
      : {
          email: facts.email,
          language: facts.language,
          content: teamMail(facts.editionTitle, SENTENCES[facts.language]({ ...facts, what }), facts.url, 'arrived'),
        },
});
