import type { MailContent } from '../mail-content.js';

/** What a mail about a team says: short, with one thing to do. */
export interface TeamMailWords {
  readonly subject: string;
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly action: string;
  readonly closing: readonly string[];
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
