import { z } from 'zod';
import type { Language, LocalisedText } from '../../domain/language.js';
import { defineMail } from '../define-mail.js';
import { type InEveryLanguage, type MailContent, type ShownText, shownText } from '../mail-content.js';

/** What is said to somebody whose fee came when everything was full. */
interface DecisionFacts {
  readonly email: string;
  readonly language: Language;
  readonly firstName: ShownText;
  readonly editionTitle: string;
  readonly url: string;
  /** Nobody has decided yet. */
  readonly open: boolean;
}

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly arrived: string;
  readonly decided: string;
  readonly action: string;
}

const SENTENCES: InEveryLanguage<DecisionFacts, Sentences> = {
  nl: ({ firstName, editionTitle }) => ({
    subject: `Je betaling is er, je plaats bekijken we: ${editionTitle}`,
    heading: `Dag ${firstName}`,
    arrived: `Je inschrijvingsgeld voor ${editionTitle} is goed aangekomen, maar pas nadat je plaats vrijgegeven was, en intussen is alles volzet.`,
    decided:
      'Iemand van ons zoekt een oplossing en mailt je. Vinden we geen plaats meer, dan krijg je alles terug. Je hoeft niets te doen.',
    action: 'Bekijk je inschrijving',
  }),
  fr: ({ firstName, editionTitle }) => ({
    subject: `Votre paiement est là, nous examinons votre place\u00A0: ${editionTitle}`,
    heading: `Bonjour ${firstName}`,
    arrived: `Vos frais d’inscription pour ${editionTitle} sont bien arrivés, mais après que votre place a été libérée, et entre-temps tout est complet.`,
    decided:
      'L’un de nous cherche une solution et vous écrit. Si nous ne trouvons plus de place, tout vous est remboursé. Vous n’avez rien à faire.',
    action: 'Voir votre inscription',
  }),
  en: ({ firstName, editionTitle }) => ({
    subject: `Your payment is here, we are looking at your place: ${editionTitle}`,
    heading: `Hello ${firstName}`,
    arrived: `Your registration fee for ${editionTitle} has arrived safely, but after your place was released, and meanwhile everything is full.`,
    decided:
      'One of us is looking for a solution and will write to you. If we find no place any more, you get everything back. There is nothing you need to do.',
    action: 'See your registration',
  }),
};

function registrationNeedsDecision(facts: DecisionFacts): MailContent {
  const say = SENTENCES[facts.language](facts);
  return {
    from: facts.editionTitle,
    subject: say.subject,
    preview: say.decided,
    heading: say.heading,
    road: 'under-way',
    paragraphs: [say.arrived, say.decided],
    facts: [],
    action: { label: say.action, url: facts.url },
    next: null,
    links: [],
    closing: [],
    footer: [],
  };
}

/** Sent while nobody has decided. */
export const registrationNeedsDecisionMail = defineMail({
  name: 'registration-needs-decision',
  payload: z.object({ registrationId: z.uuid() }),
  about: ({ registrationId }) => registrationId,
  read: async (database, publicUrl, ids) => {
    const rows = await database.rows<{
      id: string;
      email: string;
      language: Language;
      first_name: string;
      title: LocalisedText;
      slug: string;
      token: string;
      open: boolean;
    }>(
      `SELECT DISTINCT ON (r.id) r.id, a.email, r.language, w.first_name, e.title, e.slug, r.token,
              r.state = 'needs-decision' AS open
         FROM registration r JOIN account a ON a.id = r.account_id JOIN edition e ON e.id = r.edition_id
         JOIN walker w ON w.registration_id = r.id
        WHERE r.id = ANY($1::uuid[]) ORDER BY r.id, w.id`,
      [ids],
    );
    return new Map(
      rows.map((row): [string, DecisionFacts] => [
        row.id,
        {
          email: row.email,
          language: row.language,
          firstName: shownText(row.first_name),
          editionTitle: row.title[row.language],
          url: `${publicUrl}/${row.language}/${encodeURIComponent(row.slug)}/registered/${row.token}`,
          open: row.open,
        },
      ]),
    );
  },
  write: (facts: DecisionFacts) =>
    facts.open ? { email: facts.email, language: facts.language, content: registrationNeedsDecision(facts) } : null,
});
