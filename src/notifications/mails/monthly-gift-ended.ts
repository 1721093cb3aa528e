import { defineMail } from '../define-mail.js';
import type { InEveryLanguage, MailContent } from '../mail-content.js';
import { type MonthlyGiftFacts, readMonthlyGiftFacts } from '../read-monthly-gift-facts.js';
import { monthlyFooter, MonthlyGiftPayload, monthlyMoney, toMonthlyDonor } from './monthly-gift-words.js';

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly asked: string;
  readonly failed: string;
  readonly thanks: string;
  readonly again: string;
}

const SENTENCES: InEveryLanguage<MonthlyGiftFacts, Sentences> = {
  nl: (gift) => ({
    subject: 'Je maandelijkse gift is gestopt',
    heading: `Dag ${gift.name}`,
    asked: `Je maandelijkse gift van ${monthlyMoney(gift, gift.amountMinor)} is gestopt. Er gaat niets meer van je rekening.`,
    failed: `Je maandelijkse gift van ${monthlyMoney(gift, gift.amountMinor)} lukte een paar keer niet. Daarom is ze gestopt. Er gaat niets meer van je rekening.`,
    thanks: 'Dankjewel voor wat je gaf. Het heeft verschil gemaakt.',
    again: 'Ooit opnieuw? Hier kan het',
  }),
  fr: (gift) => ({
    subject: 'Votre don mensuel est arrêté',
    heading: `Bonjour ${gift.name}`,
    asked: `Votre don mensuel de ${monthlyMoney(gift, gift.amountMinor)} est arrêté. Plus rien ne sera prélevé.`,
    failed: `Votre don mensuel de ${monthlyMoney(gift, gift.amountMinor)} n’a pas pu être prélevé plusieurs fois. Il est donc arrêté. Plus rien ne sera prélevé.`,
    thanks: 'Merci pour ce que vous avez donné. Cela a compté.',
    again: 'Reprendre un jour\u00A0? C’est ici',
  }),
  en: (gift) => ({
    subject: 'Your monthly gift has stopped',
    heading: `Hello ${gift.name}`,
    asked: `Your monthly gift of ${monthlyMoney(gift, gift.amountMinor)} has stopped. Nothing more leaves your account.`,
    failed: `Your monthly gift of ${monthlyMoney(gift, gift.amountMinor)} did not go through a few times. That is why it has stopped. Nothing more leaves your account.`,
    thanks: 'Thank you for what you gave. It made a difference.',
    again: 'Ever again? You can here',
  }),
};

function monthlyGiftEnded(gift: MonthlyGiftFacts): MailContent {
  const say = SENTENCES[gift.language](gift);
  const ended = gift.endReason === 'payment-failed' ? say.failed : say.asked;
  return {
    from: gift.editionTitle,
    subject: say.subject,
    preview: ended,
    heading: say.heading,
    road: 'stopped',
    paragraphs: [ended, say.thanks],
    facts: [],
    action: null,
    next: null,
    links: [{ label: say.again, url: gift.urls.again }],
    closing: [],
    footer: monthlyFooter(gift),
  };
}

/** Sent once, when a gift that had begun has ended. */
export const monthlyGiftEndedMail = defineMail({
  name: 'monthly-gift-ended',
  payload: MonthlyGiftPayload,
  about: ({ monthlyGiftId }) => monthlyGiftId,
  read: readMonthlyGiftFacts,
  write: (gift: MonthlyGiftFacts) => (gift.state === 'ended' ? toMonthlyDonor(gift, monthlyGiftEnded(gift)) : null),
});
