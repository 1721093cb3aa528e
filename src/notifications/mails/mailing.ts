import { z } from 'zod';
import type { Language, LocalisedText } from '../../domain/language.js';
import { fillPlaceholders, type Placeholder } from '../../domain/mailing-text.js';
import { currency } from '../../domain/money.js';
import { type MailingTexts, SEGMENTS, textFor } from '../../mailings/index.js';
import { formatMoney } from '../../platform/i18n/index.js';
import { defineMail } from '../define-mail.js';
import { type InEveryLanguage, type MailContent, shownText } from '../mail-content.js';

/** What a text to many can name of somebody; `null` where it is nothing of theirs. */
export interface MailingReader {
  readonly language: Language;
  readonly name: string;
  readonly teamName: string | null;
  readonly walkerName: string | null;
  readonly raisedMinor: number | null;
  readonly minimumMinor: number | null;
  readonly currency: string;
}

/** What a mail to many says to one of them. */
export interface MailingFacts extends MailingReader {
  readonly email: string;
  readonly editionTitle: string;
  readonly texts: MailingTexts;
  /** Neither stopped nor unwanted since. */
  readonly wanted: boolean;
  /** Whether its reader can do without it, and finds how under it. */
  readonly canBeStopped: boolean;
  /** Where it leads to. */
  readonly url: string;
  readonly choiceUrl: string;
}

interface Sentences {
  readonly action: string;
  readonly stop: string;
  readonly why: string;
}

const SENTENCES: InEveryLanguage<MailingFacts, Sentences> = {
  nl: ({ editionTitle }) => ({
    action: 'Bekijk het',
    stop: 'Geen berichten meer van de organisatie',
    why: `Dit bericht komt van de organisatie van ${editionTitle}.`,
  }),
  fr: ({ editionTitle }) => ({
    action: 'Voir la page',
    stop: 'Plus de messages de l’organisation',
    why: `Ce message vient de l’organisation de ${editionTitle}.`,
  }),
  en: ({ editionTitle }) => ({
    action: 'Take a look',
    stop: 'No more messages from the organisers',
    why: `This message comes from the organisers of ${editionTitle}.`,
  }),
};

/** The values of the placeholders for one reader, fit to stand in a mail. */
export function mailingValues(reader: MailingReader): Partial<Record<Placeholder, string>> {
  const { name, teamName, walkerName, raisedMinor, minimumMinor } = reader;
  const money = (amountMinor: number): string => formatMoney(reader.language, amountMinor, currency(reader.currency));
  return {
    name: shownText(name),
    ...(teamName === null ? {} : { team: shownText(teamName) }),
    ...(walkerName === null ? {} : { walker: shownText(walkerName) }),
    ...(raisedMinor === null ? {} : { raised: money(raisedMinor) }),
    ...(minimumMinor === null ? {} : { minimum: money(minimumMinor) }),
    ...(raisedMinor === null || minimumMinor === null ? {} : { short: money(Math.max(0, minimumMinor - raisedMinor)) }),
  };
}

function mailingContent(facts: MailingFacts): MailContent | null {
  const text = textFor(facts.texts, facts.language);
  if (text === null) return null;
  const values = mailingValues(facts);
  const paragraphs = fillPlaceholders(text.body, values)
    .split(/\n+/)
    .filter((line) => line.trim() !== '');
  const subject = fillPlaceholders(text.subject, values);
  const say = SENTENCES[facts.language](facts);
  return {
    from: facts.editionTitle,
    subject,
    preview: paragraphs[0] ?? '',
    heading: subject,
    road: 'under-way',
    paragraphs,
    facts: [],
    action: { label: say.action, url: facts.url },
    next: null,
    links: facts.canBeStopped ? [{ label: say.stop, url: facts.choiceUrl }] : [],
    closing: [],
    footer: [say.why],
  };
}

/** Sent to each person of a segment whom organisers write to. */
export const mailingMail = defineMail({
  name: 'mailing',
  payload: z.object({ recipientId: z.uuid() }),
  about: ({ recipientId }) => recipientId,
  read: async (database, publicUrl, ids) => {
    const rows = await database.rows<{
      id: string;
      email: string;
      language: Language;
      name: string;
      team_name: string | null;
      walker_name: string | null;
      raised_minor: string | null;
      minimum_minor: string | null;
      path: string;
      texts: MailingTexts;
      title: LocalisedText;
      slug: string;
      currency: string;
      token: string;
      stopped: boolean;
      wanted: boolean;
      needed: boolean;
    }>(
      `SELECT r.id, r.email, r.language, r.name, r.team_name, r.walker_name, r.raised_minor, r.minimum_minor, r.path,
              m.texts, e.title, e.slug, e.currency, c.token, NOT r.is_test AND m.state = 'stopped' AS stopped,
              r.is_test OR c.wanted AS wanted, m.segment = ANY($2::text[]) AS needed
         FROM mailing_recipient r JOIN mailing m ON m.id = r.mailing_id JOIN edition e ON e.id = m.edition_id
         JOIN mailing_choice c ON c.email = r.email
        WHERE r.id = ANY($1::uuid[])`,
      [ids, SEGMENTS.filter(({ needed }) => needed).map(({ name }) => name)],
    );
    return new Map(
      rows.map((row): [string, MailingFacts] => {
        const home = `${publicUrl}/${row.language}/${encodeURIComponent(row.slug)}`;
        return [
          row.id,
          {
            email: row.email,
            language: row.language,
            name: row.name,
            teamName: row.team_name,
            walkerName: row.walker_name,
            raisedMinor: row.raised_minor === null ? null : Number(row.raised_minor),
            minimumMinor: row.minimum_minor === null ? null : Number(row.minimum_minor),
            currency: row.currency,
            editionTitle: row.title[row.language],
            texts: row.texts,
            wanted: !row.stopped && (row.needed || row.wanted),
            canBeStopped: !row.needed,
            url: `${home}${row.path}`,
            choiceUrl: `${home}/messages/${row.token}`,
          },
        ];
      }),
    );
  },
  write: (facts: MailingFacts) => {
    const content = facts.wanted ? mailingContent(facts) : null;
    if (content === null) return null;
    const { email, language, choiceUrl } = facts;
    return { email, language, content, ...(facts.canBeStopped ? { unsubscribeUrl: `${choiceUrl}/stop` } : {}) };
  },
});
