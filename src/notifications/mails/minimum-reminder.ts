import { z } from 'zod';
import type { Language, LocalisedText } from '../../domain/language.js';
import { currency, type Currency, type Minor, minor } from '../../domain/money.js';
import { formatMoney, formatWeekday } from '../../platform/i18n/index.js';
import { defineMail } from '../define-mail.js';
import { type InEveryLanguage, type MailContent, type ShownText, shownText } from '../mail-content.js';

/** What a reminder says. */
export interface ReminderFacts {
  readonly email: string;
  readonly language: Language;
  readonly firstName: ShownText;
  /** The team whose captain thinks of them; `null`: a reminder to everybody. */
  readonly teamName: ShownText | null;
  readonly raisedMinor: Minor;
  readonly minimumMinor: Minor;
  readonly currency: Currency;
  readonly editionTitle: string;
  readonly givingClosesAt: Date;
  readonly wanted: boolean;
  readonly url: string;
  readonly preferencesUrl: string;
  readonly unsubscribeUrl: string;
}

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly from: readonly string[];
  readonly far: string;
  readonly how: string;
  readonly action: string;
  readonly stop: string;
}

const SENTENCES: InEveryLanguage<ReminderFacts, Sentences> = {
  nl: (facts) => {
    const { firstName, teamName, givingClosesAt } = facts;
    const { raised, minimum, toGo } = amounts(facts);
    return {
      subject: `Nog ${toGo} te gaan`,
      heading: `Dag ${firstName}`,
      from: teamName === null ? [] : [`De kapitein van ${teamName} denkt aan je.`],
      far: `Je staat op ${raised} van de ${minimum}. Giften kunnen nog tot ${formatWeekday('nl', givingClosesAt)}.`,
      how: 'Wat het vaakst helpt: stuur je link vandaag naar drie mensen die je goed kent.',
      action: 'Naar je pagina',
      stop: 'Geen herinneringen meer',
    };
  },
  fr: (facts) => {
    const { firstName, teamName, givingClosesAt } = facts;
    const { raised, minimum, toGo } = amounts(facts);
    return {
      subject: `Encore ${toGo}`,
      heading: `Bonjour ${firstName}`,
      from: teamName === null ? [] : [`Le capitaine de ${teamName} pense à vous.`],
      far: `Vous en êtes à ${raised} sur ${minimum}. Les dons sont possibles jusqu’au ${formatWeekday('fr', givingClosesAt)}.`,
      how: 'Ce qui aide le plus\u00A0: envoyez votre lien aujourd’hui à trois personnes que vous connaissez bien.',
      action: 'Voir votre page',
      stop: 'Plus de rappels',
    };
  },
  en: (facts) => {
    const { firstName, teamName, givingClosesAt } = facts;
    const { raised, minimum, toGo } = amounts(facts);
    return {
      subject: `${toGo} to go`,
      heading: `Hello ${firstName}`,
      from: teamName === null ? [] : [`The captain of ${teamName} is thinking of you.`],
      far: `You are at ${raised} of ${minimum}. People can give until ${formatWeekday('en', givingClosesAt)}.`,
      how: 'What helps most: send your link today to three people you know well.',
      action: 'To your page',
      stop: 'No more reminders',
    };
  },
};

function amounts({ language, currency: unit, raisedMinor, minimumMinor }: ReminderFacts) {
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, unit);
  return { raised: money(raisedMinor), minimum: money(minimumMinor), toGo: money(minimumMinor - raisedMinor) };
}

function minimumReminder(facts: ReminderFacts): MailContent {
  const say = SENTENCES[facts.language](facts);
  return {
    from: facts.editionTitle,
    subject: say.subject,
    preview: say.far,
    heading: say.heading,
    road: 'under-way',
    paragraphs: [...say.from, say.far, say.how],
    facts: [],
    action: { label: say.action, url: facts.url },
    next: null,
    links: [{ label: say.stop, url: facts.preferencesUrl }],
    closing: [],
    footer: [],
  };
}

/** Sent to whoever is short of the minimum and wants to be reminded, while it helps. */
export const minimumReminderMail = defineMail({
  name: 'minimum-reminder',
  payload: z.object({ reminderId: z.uuid() }),
  about: ({ reminderId }) => reminderId,
  read: async (database, publicUrl, ids) => {
    const rows = await database.rows<{
      id: string;
      email: string;
      language: Language;
      first_name: string;
      team_name: string | null;
      raised_minor: string;
      minimum_minor: string;
      currency: string;
      title: LocalisedText;
      edition_slug: string;
      giving_closes_at: Date;
      wanted: boolean;
      token: string;
    }>(
      `SELECT m.id, a.email, r.language, w.first_name, t.name AS team_name, coalesce(s.raised_minor, 0) AS raised_minor,
              pt.minimum_minor, e.currency, e.title, e.slug AS edition_slug, e.giving_closes_at,
              f.reminders AND w.confirmed_at IS NOT NULL AND e.giving_closes_at > now() AS wanted, f.token
         FROM minimum_reminder m JOIN walker w ON w.id = m.walker_id JOIN registration r ON r.id = w.registration_id
         JOIN account a ON a.id = r.account_id JOIN mail_preference f ON f.account_id = a.id
         JOIN participation_type pt ON pt.id = w.participation_type_id JOIN edition e ON e.id = w.edition_id
         JOIN fundraising_page p ON p.walker_id = w.id
         LEFT JOIN total s ON s.scope = 'page' AND s.scope_id = p.id
         LEFT JOIN team t ON t.id = m.team_id
        WHERE m.id = ANY($1::uuid[])`,
      [ids],
    );
    return new Map(
      rows.map((row): [string, ReminderFacts] => {
        const home = `${publicUrl}/${row.language}/${encodeURIComponent(row.edition_slug)}`;
        return [
          row.id,
          {
            email: row.email,
            language: row.language,
            firstName: shownText(row.first_name),
            teamName: row.team_name === null ? null : shownText(row.team_name),
            raisedMinor: minor(Number(row.raised_minor)),
            minimumMinor: minor(Number(row.minimum_minor)),
            currency: currency(row.currency),
            editionTitle: row.title[row.language],
            givingClosesAt: row.giving_closes_at,
            wanted: row.wanted,
            url: `${home}/my`,
            preferencesUrl: `${home}/mails/${row.token}`,
            unsubscribeUrl: `${home}/mails/${row.token}/stop/reminders`,
          },
        ];
      }),
    );
  },
  write: (facts: ReminderFacts) =>
    facts.wanted && facts.raisedMinor < facts.minimumMinor
      ? {
          email: facts.email,
          language: facts.language,
          content: minimumReminder(facts),
          unsubscribeUrl: facts.unsubscribeUrl,
        }
      : null,
});
