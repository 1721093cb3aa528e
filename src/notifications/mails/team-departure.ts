import { z } from 'zod';
import type { Language, LocalisedText } from '../../domain/language.js';
import { defineMail } from '../define-mail.js';
import { type InEveryLanguage, type ShownText, shownText } from '../mail-content.js';
import { teamMail, type TeamMailWords } from './team-mail.js';

interface DepartureFacts {
  readonly email: string;
  readonly language: Language;
  readonly firstName: ShownText;
  readonly teamName: ShownText;
  /** The team that they walk with now. */
  readonly intoName: ShownText | null;
  readonly kind: 'let-go' | 'merged' | 'dissolved';
  /** The captain's words. */
  readonly reason: ShownText | null;
  readonly editionTitle: string;
  readonly url: string;
}

const SENTENCES: InEveryLanguage<DepartureFacts, TeamMailWords> = {
  nl: ({ firstName, teamName, intoName, kind, reason }) => {
    const stays = 'Je plaats op de wandeling en je sponsorpagina blijven. Giften blijven waar ze gegeven zijn.';
    if (kind === 'merged') {
      return {
        subject: `Je wandelt nu met ${intoName ?? 'een nieuw team'}`,
        heading: `Dag ${firstName}`,
        paragraphs: [`${teamName} is samengegaan met ${intoName ?? 'een ander team'}. Jullie wandelen samen.`, stays],
        action: 'Naar je pagina',
        closing: [],
      };
    }
    return {
      subject: `Je wandelt niet meer met ${teamName}`,
      heading: `Dag ${firstName}`,
      paragraphs: [
        kind === 'dissolved'
          ? `${teamName} is geen team meer: iedereen wandelt alleen verder.`
          : `De kapitein heeft je uit ${teamName} gehaald.`,
        ...(reason === null ? [] : [`De kapitein schrijft: “${reason}”`]),
        stays,
      ],
      action: 'Naar je pagina',
      closing: ['Je kan alleen wandelen, of een ander team zoeken.'],
    };
  },
  fr: ({ firstName, teamName, intoName, kind, reason }) => {
    const stays =
      'Votre place à la marche et votre page de parrainage restent. Les dons restent là où ils ont été faits.';
    if (kind === 'merged') {
      return {
        subject: `Vous marchez maintenant avec ${intoName ?? 'une nouvelle équipe'}`,
        heading: `Bonjour ${firstName}`,
        paragraphs: [`${teamName} a rejoint ${intoName ?? 'une autre équipe'}. Vous marchez ensemble.`, stays],
        action: 'Voir votre page',
        closing: [],
      };
    }
    return {
      subject: `Vous ne marchez plus avec ${teamName}`,
      heading: `Bonjour ${firstName}`,
      paragraphs: [
        kind === 'dissolved'
          ? `${teamName} n’est plus une équipe\u00A0: chacun continue seul.`
          : `Le capitaine vous a retiré de ${teamName}.`,
        ...(reason === null ? [] : [`Le capitaine écrit\u00A0: «\u00A0${reason}\u00A0»`]),
        stays,
      ],
      action: 'Voir votre page',
      closing: ['Vous pouvez marcher seul, ou chercher une autre équipe.'],
    };
  },
  en: ({ firstName, teamName, intoName, kind, reason }) => {
    const stays = 'You keep your place on the walk and your fundraising page. Gifts stay where they were given.';
    if (kind === 'merged') {
      return {
        subject: `You now walk with ${intoName ?? 'a new team'}`,
        heading: `Hello ${firstName}`,
        paragraphs: [`${teamName} has joined ${intoName ?? 'another team'}. You walk together.`, stays],
        action: 'To your page',
        closing: [],
      };
    }
    return {
      subject: `You no longer walk with ${teamName}`,
      heading: `Hello ${firstName}`,
      paragraphs: [
        kind === 'dissolved'
          ? `${teamName} is no team any more: everybody walks on alone.`
          : `The captain has taken you out of ${teamName}.`,
        ...(reason === null ? [] : [`The captain writes: “${reason}”`]),
        stays,
      ],
      action: 'To your page',
      closing: ['You can walk alone, or look for another team.'],
    };
  },
};

/** Sent to whoever left a team without doing so themselves. */
export const teamDepartureMail = defineMail({
  name: 'team-departure',
  payload: z.object({ departureId: z.uuid() }),
  about: ({ departureId }) => departureId,
  read: async (database, publicUrl, ids) => {
    const rows = await database.rows<{
      id: string;
      email: string;
      language: Language;
      first_name: string;
      team_name: string;
      into_name: string | null;
      kind: DepartureFacts['kind'];
      reason: string | null;
      title: LocalisedText;
      edition_slug: string;
    }>(
      `SELECT d.id, a.email, r.language, w.first_name, t.name AS team_name, i.name AS into_name, d.kind, d.reason, e.title,
              e.slug AS edition_slug
         FROM team_departure d JOIN team t ON t.id = d.team_id LEFT JOIN team i ON i.id = d.into_team_id
         JOIN edition e ON e.id = t.edition_id JOIN walker w ON w.id = d.walker_id
         JOIN registration r ON r.id = w.registration_id JOIN account a ON a.id = r.account_id
        WHERE d.id = ANY($1::uuid[]) AND d.kind IN ('let-go', 'merged', 'dissolved')`,
      [ids],
    );
    return new Map(
      rows.map((row): [string, DepartureFacts] => [
        row.id,
        {
          email: row.email,
          language: row.language,
          firstName: shownText(row.first_name),
          teamName: shownText(row.team_name),
          intoName: row.into_name === null ? null : shownText(row.into_name),
          kind: row.kind,
          reason: row.reason === null ? null : shownText(row.reason),
          editionTitle: row.title[row.language],
          url: `${publicUrl}/${row.language}/${encodeURIComponent(row.edition_slug)}/my`,
        },
      ]),
    );
  },
  write: (facts: DepartureFacts) => ({
    email: facts.email,
    language: facts.language,
    content: teamMail(
      facts.editionTitle,
      SENTENCES[facts.language](facts),
      facts.url,
      facts.kind === 'merged' ? 'arrived' : 'stopped',
    ),
  }),
});
