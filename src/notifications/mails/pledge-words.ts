import { z } from 'zod';
import type { Language } from '../../domain/language.js';
import type { Minor } from '../../domain/money.js';
import { formatMoney, formatNumber } from '../../platform/i18n/index.js';
import type { WrittenMail } from '../define-mail.js';
import type { MailContent, MailFact, MailLink } from '../mail-content.js';
import type { PledgeFacts } from '../read-pledge-facts.js';

interface PledgeWords {
  readonly forWalker: string;
  readonly perKm: string;
  readonly cap: string;
  readonly walked: string;
  readonly due: string;
  readonly seePage: (name: string) => string;
  readonly questions: string;
}

const WORDS: Readonly<Record<Language, PledgeWords>> = {
  nl: {
    forWalker: 'Voor',
    perKm: 'Per kilometer',
    cap: 'Hoogstens',
    walked: 'Gewandeld',
    due: 'Samen',
    seePage: (name) => `Naar de pagina van ${name}`,
    questions: 'Vragen? Antwoord gerust op deze mail.',
  },
  fr: {
    forWalker: 'Pour',
    perKm: 'Par kilomètre',
    cap: 'Au maximum',
    walked: 'Parcouru',
    due: 'En tout',
    seePage: (name) => `Vers la page de ${name}`,
    questions: 'Une question\u00A0? Répondez simplement à cet e-mail.',
  },
  en: {
    forWalker: 'For',
    perKm: 'Per kilometre',
    cap: 'At most',
    walked: 'Walked',
    due: 'Together',
    seePage: (name) => `Go to the page of ${name}`,
    questions: 'Questions? Just reply to this mail.',
  },
};

/** What the outbox keeps of a mail about a promise. */
export const PledgePayload = z.object({ pledgeId: z.uuid() });

/** An amount of a promise, in its currency and its donor's language. */
export function pledgeMoney({ language, currency }: PledgeFacts, amountMinor: Minor): string {
  return formatMoney(language, amountMinor, currency);
}

/** `18,5 km` */
export function walkedKm({ language, settled }: PledgeFacts): string {
  return `${formatNumber(language, settled?.kilometres ?? 0)}\u00A0km`;
}

/** What was promised, and once it is settled what it came to. */
export function pledgeRows(pledge: PledgeFacts): readonly MailFact[] {
  const words = WORDS[pledge.language];
  return [
    { label: words.forWalker, value: `${pledge.walkerName} · ${pledge.editionTitle}` },
    { label: words.perKm, value: pledgeMoney(pledge, pledge.perKmMinor) },
    { label: words.cap, value: pledgeMoney(pledge, pledge.capMinor) },
    ...(pledge.settled === null
      ? []
      : [
          { label: words.walked, value: walkedKm(pledge) },
          { label: words.due, value: pledgeMoney(pledge, pledge.settled.dueMinor) },
        ]),
  ];
}

export function linkToWalker({ language, walkerName, urls }: PledgeFacts): MailLink {
  return { label: WORDS[language].seePage(walkerName), url: urls.page };
}

/** What only one mail about a promise says. */
export interface PledgeMailWords {
  readonly subject: string;
  readonly preview: string;
  readonly heading: string;
  readonly paragraphs: readonly string[];
  /** What the button to the donor's own page of the promise says; `null`: there is nothing to do there. */
  readonly action: string | null;
  readonly road: MailContent['road'];
}

/** Lays out a mail about a promise: its words, what was promised, and the way to the walker. */
export function aboutPledge(pledge: PledgeFacts, { action, ...say }: PledgeMailWords): MailContent {
  return {
    ...say,
    from: pledge.editionTitle,
    facts: [{ title: null, rows: pledgeRows(pledge) }],
    action: action === null ? null : { label: action, url: pledge.urls.pledge },
    next: null,
    links: [linkToWalker(pledge)],
    closing: [],
    footer: pledgeFooter(pledge),
  };
}

/** What the promise came to, as its donor's language writes it. */
export function dueAmount(pledge: PledgeFacts): string {
  return pledge.settled === null ? '' : pledgeMoney(pledge, pledge.settled.dueMinor);
}

/** The lines under a mail about a promise. */
export function pledgeFooter({ language }: PledgeFacts): readonly string[] {
  return [WORDS[language].questions];
}

/** A mail to who promised. */
export function toPledger({ email, language }: PledgeFacts, content: MailContent): WrittenMail {
  return { email, language, content };
}

/** Whether there is something to pay now, and somewhere to pay it. */
export function isToBePaid({ state, paidOrOnItsWay, givingOpen }: PledgeFacts): boolean {
  return state === 'settled' && !paidOrOnItsWay && givingOpen;
}
