import { z } from 'zod';
import type { Language, LocalisedText } from '../../domain/language.js';
import { formatWeekday } from '../../platform/i18n/index.js';
import { defineMail } from '../define-mail.js';
import { type InEveryLanguage, type MailContent, type ShownText, shownText } from '../mail-content.js';

/** What the mail to a guardian says. */
interface ConsentFacts {
  readonly email: string;
  readonly language: Language;
  readonly guardianName: ShownText;
  readonly firstName: ShownText;
  readonly ageOfConsent: number;
  readonly editionTitle: string;
  /** YYYY-MM-DD */
  readonly walkOn: string;
  readonly url: string;
  /** Not answered yet, and the place is still valid. */
  readonly awaited: boolean;
}

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly asked: string;
  readonly why: string;
  readonly action: string;
  readonly notYou: string;
}

const SENTENCES: InEveryLanguage<ConsentFacts, Sentences> = {
  nl: ({ guardianName, firstName, editionTitle, walkOn, ageOfConsent }) => ({
    subject: `Mag ${firstName} meewandelen?`,
    heading: `Dag ${guardianName}`,
    asked: `${firstName} is ingeschreven voor ${editionTitle} op ${formatWeekday('nl', walkOn)}, en noemde u als ouder of voogd.`,
    why: `Wie op die dag jonger is dan ${String(ageOfConsent)} jaar, wandelt mee met de toestemming van een ouder of voogd. Dat duurt een minuut.`,
    action: 'Geef of weiger toestemming',
    notYou: `Kent u ${firstName} niet? Weiger dan, of laat deze mail gewoon liggen.`,
  }),
  fr: ({ guardianName, firstName, editionTitle, walkOn, ageOfConsent }) => ({
    subject: `${firstName} peut-il ou peut-elle marcher avec nous\u00A0?`,
    heading: `Bonjour ${guardianName}`,
    asked: `${firstName} est inscrit(e) à ${editionTitle}, le ${formatWeekday('fr', walkOn)}, et vous a nommé comme parent ou tuteur.`,
    why: `Qui a moins de ${String(ageOfConsent)} ans ce jour-là marche avec l’accord d’un parent ou tuteur. Cela prend une minute.`,
    action: 'Donner ou refuser mon accord',
    notYou: `Vous ne connaissez pas ${firstName}\u00A0? Refusez, ou ne répondez simplement pas.`,
  }),
  en: ({ guardianName, firstName, editionTitle, walkOn, ageOfConsent }) => ({
    subject: `May ${firstName} walk with us?`,
    heading: `Hello ${guardianName}`,
    asked: `${firstName} is registered for ${editionTitle} on ${formatWeekday('en', walkOn)}, and named you as parent or guardian.`,
    why: `Whoever is younger than ${String(ageOfConsent)} on that day walks with the consent of a parent or guardian. It takes a minute.`,
    action: 'Give or refuse consent',
    notYou: `You do not know ${firstName}? Refuse, or simply leave this mail.`,
  }),
};

function guardianConsent(facts: ConsentFacts): MailContent {
  const say = SENTENCES[facts.language](facts);
  return {
    from: facts.editionTitle,
    subject: say.subject,
    preview: say.why,
    heading: say.heading,
    road: 'under-way',
    paragraphs: [say.asked, say.why],
    facts: [],
    action: { label: say.action, url: facts.url },
    next: null,
    links: [],
    closing: [],
    footer: [say.notYou],
  };
}

/** Sent, and sent again as a reminder, until it is answered. */
export const guardianConsentMail = defineMail({
  name: 'guardian-consent',
  payload: z.object({ walkerId: z.uuid() }),
  about: ({ walkerId }) => walkerId,
  read: async (database, publicUrl, ids) => {
    const rows = await database.rows<{
      id: string;
      guardian_email: string;
      guardian_name: string;
      first_name: string;
      language: Language;
      age_of_consent: number;
      title: LocalisedText;
      slug: string;
      walk_on: string;
      token: string;
      awaited: boolean;
    }>(
      `SELECT w.id, w.guardian_email, w.guardian_name, w.first_name, r.language, g.age_of_consent, e.title, e.slug,
              e.walk_on::text AS walk_on, g.token, g.decision IS NULL AND w.confirmed_at IS NOT NULL AS awaited
         FROM guardian_consent g JOIN walker w ON w.id = g.walker_id
         JOIN registration r ON r.id = w.registration_id JOIN edition e ON e.id = w.edition_id
        WHERE g.walker_id = ANY($1::uuid[]) AND w.guardian_email IS NOT NULL`,
      [ids],
    );
    return new Map(
      rows.map((row): [string, ConsentFacts] => [
        row.id,
        {
          email: row.guardian_email,
          language: row.language,
          guardianName: shownText(row.guardian_name),
          firstName: shownText(row.first_name),
          ageOfConsent: row.age_of_consent,
          editionTitle: row.title[row.language],
          walkOn: row.walk_on,
          url: `${publicUrl}/${row.language}/${encodeURIComponent(row.slug)}/consent/${row.token}`,
          awaited: row.awaited,
        },
      ]),
    );
  },
  write: (facts: ConsentFacts) =>
    facts.awaited ? { email: facts.email, language: facts.language, content: guardianConsent(facts) } : null,
});
