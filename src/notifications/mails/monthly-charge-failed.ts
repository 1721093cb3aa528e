import { z } from 'zod';
import { formatDay } from '../../platform/i18n/index.js';
import { defineMail } from '../define-mail.js';
import type { InEveryLanguage, MailContent } from '../mail-content.js';
import { type FailedCharge, type MonthlyGiftFacts, readMonthlyGiftFacts } from '../read-monthly-gift-facts.js';
import { linkToOwn, monthlyFooter, MonthlyGiftPayload, monthlyMoney, toMonthlyDonor } from './monthly-gift-words.js';

interface Facts extends MonthlyGiftFacts {
  readonly charge: FailedCharge;
}

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly failed: string;
  readonly again: string;
  readonly action: string;
}

const SENTENCES: InEveryLanguage<Facts, Sentences> = {
  nl: (gift) => ({
    subject: `Je maandelijkse gift van ${charged(gift)} ging niet door`,
    heading: `Dag ${gift.name}`,
    failed: `Je bank liet je gift van ${charged(gift)} deze maand niet door. Vaak is het een kaart die verlopen is. Er is niets van je rekening gegaan.`,
    again: nextTry(
      gift,
      (day) => `We proberen het op ${day} vanzelf opnieuw. Liever meteen, of met een andere kaart? Dat kan hieronder.`,
      'Met een andere kaart kan het hieronder. Liever niet? Dan hoef je niets te doen.',
    ),
    action: 'Betaal met een andere kaart',
  }),
  fr: (gift) => ({
    subject: `Votre don mensuel de ${charged(gift)} n’a pas pu être prélevé`,
    heading: `Bonjour ${gift.name}`,
    failed: `Votre banque n’a pas laissé passer votre don de ${charged(gift)} ce mois-ci. Souvent, c’est une carte expirée. Rien n’a été prélevé.`,
    again: nextTry(
      gift,
      (day) =>
        `Nous réessayons automatiquement le ${day}. Plutôt tout de suite, ou avec une autre carte\u00A0? C’est possible ci-dessous.`,
      'Avec une autre carte, c’est possible ci-dessous. Sinon, vous n’avez rien à faire.',
    ),
    action: 'Payer avec une autre carte',
  }),
  en: (gift) => ({
    subject: `Your monthly gift of ${charged(gift)} did not go through`,
    heading: `Hello ${gift.name}`,
    failed: `Your bank did not let your gift of ${charged(gift)} through this month. Often it is a card that has expired. Nothing left your account.`,
    again: nextTry(
      gift,
      (day) => `We try again by ourselves on ${day}. Rather now, or with another card? You can do that below.`,
      'You can use another card below. If not, there is nothing you need to do.',
    ),
    action: 'Pay with another card',
  }),
};

function charged(gift: Facts): string {
  return monthlyMoney(gift, gift.charge.amountMinor);
}

function nextTry({ language, charge }: Facts, say: (day: string) => string, otherwise: string): string {
  return charge.nextAttemptAt === null ? otherwise : say(formatDay(language, charge.nextAttemptAt));
}

function monthlyChargeFailed(gift: Facts): MailContent {
  const say = SENTENCES[gift.language](gift);
  return {
    from: gift.editionTitle,
    subject: say.subject,
    preview: say.failed,
    heading: say.heading,
    road: 'stopped',
    paragraphs: [say.failed, say.again],
    facts: [],
    action: { label: say.action, url: gift.charge.payUrl ?? gift.urls.own },
    next: null,
    links: [linkToOwn(gift)],
    closing: [],
    footer: monthlyFooter(gift),
  };
}

/** Sent once for a charge that failed; not any more when it was made good, or the gift has ended. */
export const monthlyChargeFailedMail = defineMail({
  name: 'monthly-charge-failed',
  payload: MonthlyGiftPayload.extend({ invoiceId: z.string().min(1).max(255) }),
  about: ({ monthlyGiftId }) => monthlyGiftId,
  read: readMonthlyGiftFacts,
  write: (gift: MonthlyGiftFacts, { invoiceId }) => {
    const charge = gift.failed.find((it) => it.invoiceId === invoiceId);
    if (charge === undefined || gift.state === 'ended') return null;
    return toMonthlyDonor(gift, monthlyChargeFailed({ ...gift, charge }));
  },
});
