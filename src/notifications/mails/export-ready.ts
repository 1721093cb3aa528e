import { z } from 'zod';
import type { Language, LocalisedText } from '../../domain/language.js';
import { currency as currencyOf, minor } from '../../domain/money.js';
import { formatDayAndTime, formatMoney, formatNumber } from '../../platform/i18n/index.js';
import { defineMail } from '../define-mail.js';
import type { InEveryLanguage, MailContent } from '../mail-content.js';

interface ExportFacts {
  readonly email: string;
  readonly language: Language;
  /** `false`: it was removed, or its time is over. */
  readonly there: boolean;
  readonly list: string;
  readonly format: string;
  readonly rows: number;
  readonly sumMinor: number | null;
  readonly currency: string;
  readonly expiresAt: Date;
  readonly editionTitle: string;
  /** Without what is signed. */
  readonly url: string;
}

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly whole: string;
  readonly how: string;
  readonly rows: string;
  readonly sum: string;
  readonly action: string;
}

const LISTS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  nl: {
    donations: 'giften',
    donors: 'schenkers',
    walkers: 'wandelaars',
    teams: 'teams',
    registrations: 'inschrijvingen',
    'monthly-gifts': 'maandelijkse giften',
    'monthly-charges': 'maandelijkse betalingen',
  },
  fr: {
    donations: 'dons',
    donors: 'donateurs',
    walkers: 'marcheurs',
    teams: 'équipes',
    registrations: 'inscriptions',
    'monthly-gifts': 'dons mensuels',
    'monthly-charges': 'paiements mensuels',
  },
  en: {
    donations: 'gifts',
    donors: 'donors',
    walkers: 'walkers',
    teams: 'teams',
    registrations: 'registrations',
    'monthly-gifts': 'monthly gifts',
    'monthly-charges': 'monthly payments',
  },
};

const SENTENCES: InEveryLanguage<{ readonly list: string; readonly until: string }, Sentences> = {
  nl: ({ list, until }) => ({
    subject: `Je bestand staat klaar: ${list}`,
    heading: 'Je bestand staat klaar',
    whole: 'Het is volledig: de laatste regel zegt hoeveel rijen er zijn en wat ze samen opbrengen.',
    how: `Je kunt het ophalen tot ${until}, nadat je je hebt aangemeld. Daarna verwijderen we het.`,
    rows: 'Rijen',
    sum: 'Samen',
    action: 'Haal het bestand op',
  }),
  fr: ({ list, until }) => ({
    subject: `Votre fichier est prêt\u00A0: ${list}`,
    heading: 'Votre fichier est prêt',
    whole: 'Il est complet\u00A0: la dernière ligne indique le nombre de lignes et leur somme.',
    how: `Vous pouvez le prendre jusqu’au ${until}, après vous être connecté. Ensuite, nous le supprimons.`,
    rows: 'Lignes',
    sum: 'Au total',
    action: 'Prendre le fichier',
  }),
  en: ({ list, until }) => ({
    subject: `Your file is ready: ${list}`,
    heading: 'Your file is ready',
    whole: 'It is whole: its last line says how many rows there are, and what they come to.',
    how: `You can fetch it until ${until}, once you have signed in. Then we remove it.`,
    rows: 'Rows',
    sum: 'Together',
    action: 'Fetch the file',
  }),
};

function exportReady(facts: ExportFacts, link: string): MailContent {
  const { language, rows, sumMinor, format } = facts;
  const list = `${LISTS[language][facts.list] ?? facts.list} (${format.toUpperCase()})`;
  const say = SENTENCES[language]({ list, until: formatDayAndTime(language, facts.expiresAt) });
  const sum =
    sumMinor === null
      ? []
      : [
          {
            label: say.sum,
            value: formatMoney(language, minor(sumMinor), currencyOf(facts.currency), 'always'),
          },
        ];
  return {
    from: facts.editionTitle,
    subject: say.subject,
    preview: list,
    heading: say.heading,
    road: 'arrived',
    paragraphs: [say.whole, say.how],
    facts: [{ title: list, rows: [{ label: say.rows, value: formatNumber(language, rows) }, ...sum] }],
    action: { label: say.action, url: `${facts.url}&${link}` },
    next: null,
    links: [],
    closing: [],
    footer: [],
  };
}

/** Sent to whoever had a file of a list made in the background, as long as it is there. */
export const exportReadyMail = defineMail({
  name: 'export-ready',
  payload: z.object({ exportId: z.uuid(), link: z.string().regex(/^until=\d+&proof=[\w-]+$/) }),
  about: ({ exportId }) => exportId,
  read: async (database, publicUrl, ids) => {
    const rows = await database.rows<{
      id: string;
      email: string;
      language: Language;
      there: boolean;
      list: string;
      format: string;
      row_count: string;
      sum_minor: string | null;
      currency: string;
      expires_at: Date;
      title: LocalisedText;
      slug: string;
    }>(
      `SELECT x.id, a.email, a.language, x.state = 'ready' AND x.expires_at > now() AS there, x.list, x.format,
              x.row_count, x.sum_minor, e.currency, x.expires_at, e.title, e.slug
         FROM list_export x JOIN account a ON a.id = x.account_id JOIN edition e ON e.id = x.edition_id
        WHERE x.id = ANY($1::uuid[]) AND x.ready_at IS NOT NULL`,
      [ids],
    );
    return new Map(
      rows.map((row): [string, ExportFacts] => {
        const query = new URLSearchParams({ language: row.language, edition: row.slug }).toString();
        return [
          row.id,
          {
            email: row.email,
            language: row.language,
            there: row.there,
            list: row.list,
            format: row.format,
            rows: Number(row.row_count),
            sumMinor: row.sum_minor === null ? null : Number(row.sum_minor),
            currency: row.currency,
            expiresAt: row.expires_at,
            editionTitle: row.title[row.language],
            url: `${publicUrl}/organise/files/${row.id}/download?${query}`,
          },
        ];
      }),
    );
  },
  write: (facts: ExportFacts, { link }) =>
    facts.there ? { email: facts.email, language: facts.language, content: exportReady(facts, link) } : null,
});
