import { formatDay } from '../../platform/i18n/index.js';
import { defineMail } from '../define-mail.js';
import type { InEveryLanguage, MailContent } from '../mail-content.js';
import { type MonthlyGiftFacts, readMonthlyGiftFacts } from '../read-monthly-gift-facts.js';
import { linkToOwn, monthlyFooter, MonthlyGiftPayload, monthlyMoney, toMonthlyDonor } from './monthly-gift-words.js';

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly thanks: string;
  readonly next: string | null;
  readonly stop: string;
}

const SENTENCES: InEveryLanguage<MonthlyGiftFacts, Sentences> = {
  nl: (gift) => ({
    subject: `Dankjewel: elke maand ${monthlyMoney(gift, gift.amountMinor)}`,
    heading: `Dag ${gift.name}`,
    thanks: `Je eerste maandelijkse gift van ${monthlyMoney(gift, gift.amountMinor)} is aangekomen. Dankjewel dat je blijft.`,
    next: nextDay(gift, (day) => `De volgende gaat af op ${day}.`),
    stop: 'Stoppen kan altijd, met één knop op je eigen pagina. Bewaar deze mail: de link hieronder is alleen van jou.',
  }),
  fr: (gift) => ({
    subject: `Merci\u00A0: ${monthlyMoney(gift, gift.amountMinor)} chaque mois`,
    heading: `Bonjour ${gift.name}`,
    thanks: `Votre premier don mensuel de ${monthlyMoney(gift, gift.amountMinor)} est arrivé. Merci de rester à nos côtés.`,
    next: nextDay(gift, (day) => `Le prochain sera prélevé le ${day}.`),
    stop: 'Vous pouvez arrêter à tout moment, d’un seul bouton sur votre page. Gardez cet e-mail\u00A0: le lien ci-dessous n’appartient qu’à vous.',
  }),
  en: (gift) => ({
    subject: `Thank you: ${monthlyMoney(gift, gift.amountMinor)} a month`,
    heading: `Hello ${gift.name}`,
    thanks: `Your first monthly gift of ${monthlyMoney(gift, gift.amountMinor)} has arrived. Thank you for staying.`,
    next: nextDay(gift, (day) => `The next one is charged on ${day}.`),
    stop: 'You can stop at any time, with one button on your own page. Keep this mail: the link below is yours alone.',
  }),
};

function nextDay({ language, nextChargeAt }: MonthlyGiftFacts, say: (day: string) => string): string | null {
  return nextChargeAt === null ? null : say(formatDay(language, nextChargeAt));
}

function monthlyGiftStarted(gift: MonthlyGiftFacts): MailContent {
  const say = SENTENCES[gift.language](gift);
  return {
    from: gift.editionTitle,
    subject: say.subject,
    preview: say.thanks,
    heading: say.heading,
    road: 'arrived',
    paragraphs: [say.thanks, ...(say.next === null ? [] : [say.next]), say.stop],
    facts: [],
    action: linkToOwn(gift),
    next: null,
    links: [],
    closing: [],
    footer: monthlyFooter(gift),
  };
}

/** Sent once the first month is paid, unless the gift has ended since: then its end is told. */
export const monthlyGiftStartedMail = defineMail({
  name: 'monthly-gift-started',
  payload: MonthlyGiftPayload,
  about: ({ monthlyGiftId }) => monthlyGiftId,
  read: readMonthlyGiftFacts,
  write: (gift: MonthlyGiftFacts) => (gift.state === 'ended' ? null : toMonthlyDonor(gift, monthlyGiftStarted(gift))),
});
