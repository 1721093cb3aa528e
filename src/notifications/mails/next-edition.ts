import { z } from 'zod';
import type { Language, LocalisedText } from '../../domain/language.js';
import { formatWeekday } from '../../platform/i18n/index.js';
import { defineMail } from '../define-mail.js';
import type { InEveryLanguage, MailContent } from '../mail-content.js';

/** What the mail about the next edition says. */
export interface NextEditionFacts {
  readonly email: string;
  readonly language: Language;
  readonly editionTitle: string;
  readonly place: string;
  /** The day of the walk, YYYY-MM-DD in Belgium. */
  readonly walkOn: string;
  /** Wanted still, and of use: one can register, and has not yet. */
  readonly wanted: boolean;
  readonly registerUrl: string;
  readonly editionUrl: string;
  readonly preferencesUrl: string;
  readonly unsubscribeUrl: string;
}

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly asked: string;
  readonly when: string;
  readonly quick: string;
  readonly action: string;
  readonly look: string;
  readonly once: string;
  readonly stop: string;
}

const SENTENCES: InEveryLanguage<NextEditionFacts, Sentences> = {
  nl: ({ editionTitle, place, walkOn }) => ({
    subject: `${editionTitle}: je kunt je inschrijven`,
    heading: 'We wandelen weer',
    asked: 'Je vroeg ons om iets te laten weten wanneer de volgende editie opengaat. Dat is nu.',
    when: `We wandelen op ${formatWeekday('nl', walkOn)}. ${place}.`,
    quick: 'Inschrijven duurt twee minuten. Alleen, met je oude team of met een nieuw.',
    action: 'Schrijf je in',
    look: 'Bekijk de editie',
    once: 'Je krijgt hierover geen tweede mail.',
    stop: 'Welke mails wil je?',
  }),
  fr: ({ editionTitle, place, walkOn }) => ({
    subject: `${editionTitle}\u00A0: les inscriptions sont ouvertes`,
    heading: 'On se remet en marche',
    asked: 'Vous vouliez savoir quand la prochaine édition s’ouvrirait. C’est maintenant.',
    when: `Nous marchons le ${formatWeekday('fr', walkOn)}. ${place}.`,
    quick: 'S’inscrire prend deux minutes. Seul, avec votre ancienne équipe ou avec une nouvelle.',
    action: 'S’inscrire',
    look: 'Voir l’édition',
    once: 'Vous ne recevrez pas de second e-mail à ce sujet.',
    stop: 'Quels e-mails souhaitez-vous\u00A0?',
  }),
  en: ({ editionTitle, place, walkOn }) => ({
    subject: `${editionTitle}: registration is open`,
    heading: 'We walk again',
    asked: 'You asked us to tell you when the next edition opens. That is now.',
    when: `We walk on ${formatWeekday('en', walkOn)}. ${place}.`,
    quick: 'Registering takes two minutes. Alone, with your old team or with a new one.',
    action: 'Register',
    look: 'See the edition',
    once: 'You get no second mail about this.',
    stop: 'Which mails would you like?',
  }),
};

function nextEdition(facts: NextEditionFacts): MailContent {
  const say = SENTENCES[facts.language](facts);
  return {
    from: facts.editionTitle,
    subject: say.subject,
    preview: say.when,
    heading: say.heading,
    road: 'under-way',
    paragraphs: [say.asked, say.when, say.quick],
    facts: [],
    action: { label: say.action, url: facts.registerUrl },
    next: null,
    links: [
      { label: say.look, url: facts.editionUrl },
      { label: say.stop, url: facts.preferencesUrl },
    ],
    closing: [say.once],
    footer: [],
  };
}

/** Sent once to whoever asked to be told, when an organiser opens the next edition. */
export const nextEditionMail = defineMail({
  name: 'next-edition',
  payload: z.object({ newsId: z.uuid() }),
  about: ({ newsId }) => newsId,
  read: async (database, publicUrl, ids) => {
    const rows = await database.rows<{
      id: string;
      email: string;
      language: Language;
      title: LocalisedText;
      place: LocalisedText;
      walk_on: string;
      slug: string;
      wanted: boolean;
      token: string;
    }>(
      `SELECT n.id, a.email, n.language, e.title, e.place, e.walk_on::text AS walk_on, e.slug, f.token,
              f.next_edition AND e.registration_opens_at <= now() AND e.registration_closes_at > now()
                AND NOT EXISTS (SELECT FROM registration r WHERE r.account_id = a.id AND r.edition_id = e.id
                                 AND r.state = 'confirmed') AS wanted
         FROM next_edition_news n JOIN account a ON a.id = n.account_id JOIN edition e ON e.id = n.edition_id
         JOIN mail_preference f ON f.account_id = a.id
        WHERE n.id = ANY($1::uuid[])`,
      [ids],
    );
    return new Map(
      rows.map((row): [string, NextEditionFacts] => {
        const editionUrl = `${publicUrl}/${row.language}/${encodeURIComponent(row.slug)}`;
        const preferencesUrl = `${editionUrl}/mails/${row.token}`;
        return [
          row.id,
          {
            email: row.email,
            language: row.language,
            editionTitle: row.title[row.language],
            place: row.place[row.language],
            walkOn: row.walk_on,
            wanted: row.wanted,
            registerUrl: `${editionUrl}/register`,
            editionUrl,
            preferencesUrl,
            unsubscribeUrl: `${preferencesUrl}/stop/next-edition`,
          },
        ];
      }),
    );
  },
  write: (facts: NextEditionFacts) =>
    facts.wanted
      ? {
          email: facts.email,
          language: facts.language,
          content: nextEdition(facts),
          unsubscribeUrl: facts.unsubscribeUrl,
        }
      : null,
});
