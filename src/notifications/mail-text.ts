import type { MailContent, MailLink } from './mail-content.js';

/** The plain form of a mail: everything its html says, links written out. */
export function mailText(content: MailContent): string {
  const blocks = [
    content.heading,
    ...content.paragraphs,
    ...(content.action === null ? [] : [written(content.action)]),
    ...content.facts.map(({ title, rows }) =>
      [...(title === null ? [] : [title]), ...rows.map(({ label, value }) => `${label}: ${value}`)].join('\n'),
    ),
    ...(content.next === null
      ? []
      : [[content.next.title, ...content.next.steps.map((step) => `- ${step}`)].join('\n')]),
    ...content.links.map(written),
    ...content.closing,
    [...content.footer, content.from].join('\n'),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function written({ label, url }: MailLink): string {
  return `${label}:\n${url}`;
}
