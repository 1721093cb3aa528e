import { z } from 'zod';
import type { Language, LocalisedText } from '../../domain/language.js';
import { IS_REACHED } from '../../milestones/index.js';
import { defineMail } from '../define-mail.js';
import { type InEveryLanguage, type MailContent, type ShownText, shownText } from '../mail-content.js';

/** What a mail of milestones says. */
export interface MilestonesFacts {
  readonly email: string;
  readonly language: Language;
  readonly editionTitle: string;
  readonly wanted: boolean;
  /** By page, those that are still reached; in the order in which they were defined. */
  readonly pages: readonly { readonly name: ShownText; readonly url: string; readonly labels: readonly string[] }[];
  readonly myUrl: string;
  readonly preferencesUrl: string;
  readonly unsubscribeUrl: string;
}

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly lead: string;
  readonly road: string;
  readonly thank: string;
  readonly action: string;
  readonly stop: string;
}

const SENTENCES: InEveryLanguage<MilestonesFacts, Sentences> = {
  nl: (facts) => ({
    subject: one(facts) ?? `${String(count(facts))} mijlpalen bereikt`,
    heading: 'Proficiat!',
    lead: count(facts) === 1 ? 'Er is een mijlpaal bereikt.' : 'Er zijn mijlpalen bereikt.',
    road: 'Weer een stuk van de weg dat er niet meer hoeft. Dat heb jij in gang gezet.',
    thank: 'Een kort bedankje aan wie gaf, doet meer dan je denkt.',
    action: 'Naar je pagina',
    stop: 'Geen mails over mijlpalen meer',
  }),
  fr: (facts) => ({
    subject: one(facts) ?? `${String(count(facts))} étapes franchies`,
    heading: 'Bravo\u00A0!',
    lead: count(facts) === 1 ? 'Une étape est franchie.' : 'Des étapes sont franchies.',
    road: 'Encore un bout de chemin derrière vous. C’est vous qui l’avez mis en marche.',
    thank: 'Un petit mot de remerciement à qui a donné fait plus que vous ne pensez.',
    action: 'Voir votre page',
    stop: 'Plus d’e-mails sur les étapes franchies',
  }),
  en: (facts) => ({
    subject: one(facts) ?? `${String(count(facts))} milestones reached`,
    heading: 'Well done!',
    lead: count(facts) === 1 ? 'A milestone has been reached.' : 'Milestones have been reached.',
    road: 'Another stretch of the road is behind you. You set that in motion.',
    thank: 'A short thank you to whoever gave does more than you think.',
    action: 'To your page',
    stop: 'No more mails about milestones',
  }),
};

function count({ pages }: MilestonesFacts): number {
  return pages.reduce((sum, { labels }) => sum + labels.length, 0);
}

/** Whose and which, where there is but one. */
function one(facts: MilestonesFacts): string | null {
  const [page] = facts.pages;
  return page === undefined || count(facts) > 1 ? null : `${page.name}: ${page.labels.join('')}`;
}

function milestonesReached(facts: MilestonesFacts): MailContent {
  const say = SENTENCES[facts.language](facts);
  const [first, second] = facts.pages;
  return {
    from: facts.editionTitle,
    subject: say.subject,
    preview: facts.pages.map(({ name, labels }) => `${name}: ${labels.join(', ')}`).join(' · '),
    heading: say.heading,
    road: 'arrived',
    paragraphs: [say.lead],
    facts: [{ title: null, rows: facts.pages.map(({ name, labels }) => ({ label: name, value: labels.join(' · ') })) }],
    action: { label: say.action, url: second === undefined && first !== undefined ? first.url : facts.myUrl },
    next: null,
    links: [{ label: say.stop, url: facts.preferencesUrl }],
    closing: [say.road, say.thank],
    footer: [],
  };
}

interface Row {
  readonly id: string;
  readonly email: string;
  readonly language: Language;
  readonly title: LocalisedText;
  readonly edition_slug: string;
  readonly wanted: boolean;
  readonly token: string;
  readonly page_id: string;
  readonly name: string;
  readonly path: string;
  readonly slug: string;
  readonly label: LocalisedText;
  readonly reached: boolean;
}

/** Good news of a walker's pages and teams, one mail a day; what a refund took away meanwhile is not in it. */
export const milestonesMail = defineMail({
  name: 'milestones',
  payload: z.object({ milestoneMailId: z.uuid() }),
  about: ({ milestoneMailId }) => milestoneMailId,
  read: async (database, publicUrl, ids) => {
    const rows = await database.rows<Row>(
      `SELECT mail.id, a.email, a.language, e.title, e.slug AS edition_slug, f.milestones AS wanted, f.token,
              g.id AS page_id, coalesce(w.public_name, team.name) AS name,
              CASE WHEN w.id IS NULL THEN 'teams' ELSE 'walkers' END AS path, coalesce(w.slug, team.slug) AS slug, m.label,
              coalesce(w.confirmed_at, team.confirmed_at) IS NOT NULL AND (${IS_REACHED}) AS reached
         FROM milestone_mail mail JOIN account a ON a.id = mail.account_id JOIN edition e ON e.id = mail.edition_id
         JOIN mail_preference f ON f.account_id = a.id
         JOIN milestone_news n ON n.mail_id = mail.id
         JOIN edition_milestone m ON m.id = n.milestone_id
         JOIN fundraising_page g ON g.id = n.page_id
         LEFT JOIN walker w ON w.id = g.walker_id LEFT JOIN team ON team.id = g.team_id
         LEFT JOIN total t ON t.scope = m.scope AND t.scope_id = CASE m.scope WHEN 'team' THEN g.team_id ELSE g.id END
        WHERE mail.id = ANY($1::uuid[])
        ORDER BY mail.id, team.id NULLS FIRST, g.id,
              array_position(ARRAY['gifts', 'donors', 'raised', 'goal-percent'], m.kind), m.threshold`,
      [ids],
    );
    return new Map(
      grouped(rows, ({ id }) => id).map((own): [string, MilestonesFacts] => [own[0].id, factsOf(own, publicUrl)]),
    );
  },
  write: (facts: MilestonesFacts) =>
    facts.wanted && facts.pages.length > 0
      ? {
          email: facts.email,
          language: facts.language,
          content: milestonesReached(facts),
          unsubscribeUrl: facts.unsubscribeUrl,
        }
      : null,
});

/** Rows that come one after the other and belong together. */
function grouped(rows: readonly Row[], keyOf: (row: Row) => string): readonly (readonly [Row, ...Row[]])[] {
  const groups = new Map<string, [Row, ...Row[]]>();
  for (const row of rows) {
    const known = groups.get(keyOf(row));
    if (known === undefined) groups.set(keyOf(row), [row]);
    else known.push(row);
  }
  return [...groups.values()];
}

function factsOf(own: readonly [Row, ...Row[]], publicUrl: string): MilestonesFacts {
  const [row] = own;
  const { language } = row;
  const home = `${publicUrl}/${language}/${encodeURIComponent(row.edition_slug)}`;
  const reached = own.filter((it) => it.reached);
  const pages = grouped(reached, ({ page_id: pageId }) => pageId).map((all) => ({
    name: shownText(all[0].name),
    url: `${home}/${all[0].path}/${encodeURIComponent(all[0].slug)}`,
    labels: all.map(({ label }) => label[language]),
  }));
  return {
    email: row.email,
    language,
    editionTitle: row.title[language],
    wanted: row.wanted,
    pages,
    myUrl: `${home}/my`,
    preferencesUrl: `${home}/mails/${row.token}`,
    unsubscribeUrl: `${home}/mails/${row.token}/stop/milestones`,
  };
}
