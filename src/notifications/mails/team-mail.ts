import type { Language, LocalisedText } from '../../domain/language.js';
import type { WrittenMail } from '../define-mail.js';
import { type InEveryLanguage, type MailContent, type ShownText, shownText } from '../mail-content.js';

/** What a mail about a team says: short, with one thing to do. */
export interface TeamMailWords {
  readonly subject: string;
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly action: string;
  readonly closing: readonly string[];
}

/** What a mail says that asks a captain for an answer: who asks, and about which team. */
export interface AnswerFacts {
  readonly email: string;
  readonly language: Language;
  readonly firstName: ShownText;
  readonly asks: ShownText;
  readonly teamName: ShownText;
  readonly editionTitle: string;
  readonly url: string;
}

/** The columns of {@link AnswerFacts}, as the mails' queries name them. */
export interface AnswerRow {
  readonly email: string;
  readonly language: Language;
  readonly first_name: string;
  readonly asks: string;
  readonly team_name: string;
  readonly team_slug: string;
  readonly title: LocalisedText;
  readonly edition_slug: string;
}

/** @param place where on the team's own page the answer is given: `#requests`, or nothing */
export function answerFacts(row: AnswerRow, publicUrl: string, place: string): AnswerFacts {
  const home = `${publicUrl}/${row.language}/${encodeURIComponent(row.edition_slug)}`;
  return {
    email: row.email,
    language: row.language,
    firstName: shownText(row.first_name),
    asks: shownText(row.asks),
    teamName: shownText(row.team_name),
    editionTitle: row.title[row.language],
    url: `${home}/my/team/${encodeURIComponent(row.team_slug)}${place}`,
  };
}

/** A mail that asks a captain for an answer. */
export function askForAnswer(facts: AnswerFacts, sentences: InEveryLanguage<AnswerFacts, TeamMailWords>): WrittenMail {
  const { email, language, editionTitle, url } = facts;
  return { email, language, content: teamMail(editionTitle, sentences[language](facts), url, 'under-way') };
}

/** Lays out a mail about a team. */
export function teamMail(
  editionTitle: string,
  say: TeamMailWords,
  url: string,
  road: MailContent['road'],
): MailContent {
  return {
    from: editionTitle,
    subject: say.subject,
    preview: say.paragraphs[0] ?? say.subject,
    heading: say.heading,
    road,
    paragraphs: say.paragraphs,
    facts: [],
    action: { label: say.action, url },
    next: null,
    links: [],
    closing: say.closing,
    footer: [],
  };
}
