import type { Language } from '../../domain/language.js';
import type { Minor } from '../../domain/money.js';
import { formatDay, formatMoney } from '../../platform/i18n/index.js';
import type { WrittenMail } from '../define-mail.js';
import type { MailContent, MailFact, MailLink } from '../mail-content.js';
import type { GiftFacts } from '../read-mail-facts.js';

interface ReceiptWords {
  readonly gift: string;
  readonly to: string;
  readonly on: string;
  readonly by: string;
  readonly company: string;
  readonly reference: string;
  readonly refunded: string;
  readonly remains: string;
  readonly seeGift: string;
  readonly receipt: string;
  readonly seePage: (name: string) => string;
  readonly questions: string;
}

const WORDS: Readonly<Record<Language, ReceiptWords>> = {
  nl: {
    gift: 'Gift',
    to: 'Voor',
    on: 'Datum',
    by: 'Op naam van',
    company: 'Bedrijf',
    reference: 'Kenmerk',
    refunded: 'Terugbetaald',
    remains: 'Blijft',
    seeGift: 'Bekijk je gift',
    receipt: 'Je ontvangstbewijs (pdf)',
    seePage: (name) => `Naar de pagina van ${name}`,
    questions: 'Vragen? Antwoord gerust op deze mail.',
  },
  fr: {
    gift: 'Don',
    to: 'Pour',
    on: 'Date',
    by: 'Au nom de',
    company: 'Entreprise',
    reference: 'Référence',
    refunded: 'Remboursé',
    remains: 'Reste',
    seeGift: 'Voir votre don',
    receipt: 'Votre reçu (pdf)',
    seePage: (name) => `Vers la page de ${name}`,
    questions: 'Une question\u00A0? Répondez simplement à cet e-mail.',
  },
  en: {
    gift: 'Gift',
    to: 'To',
    on: 'Date',
    by: 'From',
    company: 'Company',
    reference: 'Reference',
    refunded: 'Refunded',
    remains: 'Remains',
    seeGift: 'See your gift',
    receipt: 'Your receipt (pdf)',
    seePage: (name) => `Go to the page of ${name}`,
    questions: 'Questions? Just reply to this mail.',
  },
};

/** An amount of a gift, in its currency and its donor's language. */
export function giftMoney(gift: GiftFacts, amountMinor: Minor): string {
  return formatMoney(gift.language, amountMinor, gift.currency);
}

/** What a donor may need to show somebody else: how much, to whom, when, in whose name, and what to refer to. */
export function giftReceipt(gift: GiftFacts, amounts: readonly MailFact[] = []): readonly MailFact[] {
  const words = WORDS[gift.language];
  return [
    { label: words.gift, value: giftMoney(gift, gift.amountMinor) },
    ...amounts,
    { label: words.to, value: toWhom(gift) },
    { label: words.on, value: formatDay(gift.language, gift.givenAt) },
    { label: words.by, value: gift.name },
    ...(gift.company === null ? [] : [{ label: words.company, value: gift.company }]),
    { label: words.reference, value: gift.donationId },
  ];
}

/** What went back, and what stays, for the receipt. */
export function refundedAmounts(gift: GiftFacts, refundedMinor: Minor, remainsMinor: Minor): readonly MailFact[] {
  const words = WORDS[gift.language];
  return [
    { label: words.refunded, value: giftMoney(gift, refundedMinor) },
    ...(remainsMinor > 0 ? [{ label: words.remains, value: giftMoney(gift, remainsMinor) }] : []),
  ];
}

/** A team's or walker's name with the edition's, because a name alone says little a year later. */
function toWhom({ to, editionTitle }: GiftFacts): string {
  return to.kind === 'edition' ? to.name : `${to.name} · ${editionTitle}`;
}

export function linkToGift({ language, urls }: GiftFacts): MailLink {
  return { label: WORDS[language].seeGift, url: urls.gift };
}

export function linkToReceipt({ language, urls }: GiftFacts): MailLink {
  return { label: WORDS[language].receipt, url: urls.receipt };
}

export function linkToPage({ language, to, urls }: GiftFacts): MailLink {
  return { label: WORDS[language].seePage(to.name), url: urls.page };
}

/** The lines under a mail about a gift. */
export function giftFooter({ language }: GiftFacts): readonly string[] {
  return [WORDS[language].questions];
}

/** Lays out a mail about where a gift is: its words, the gift, and the ways to it and to the page it is for. */
export function aboutGift(
  gift: GiftFacts,
  {
    subject,
    preview,
    heading,
    paragraphs,
    road,
  }: Pick<MailContent, 'subject' | 'preview' | 'heading' | 'paragraphs' | 'road'>,
): MailContent {
  return {
    from: gift.editionTitle,
    subject,
    preview,
    heading,
    road,
    paragraphs,
    facts: [{ title: null, rows: giftReceipt(gift) }],
    action: linkToGift(gift),
    next: null,
    links: [linkToPage(gift)],
    closing: [],
    footer: giftFooter(gift),
  };
}

/** A mail to who gave. */
export function toDonor({ email, language }: GiftFacts, content: MailContent): WrittenMail {
  return { email, language, content };
}
