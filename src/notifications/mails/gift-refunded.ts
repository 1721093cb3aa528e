import { z } from 'zod';
import { difference, minor } from '../../domain/money.js';
import { defineMail } from '../define-mail.js';
import type { InEveryLanguage, MailContent } from '../mail-content.js';
import { type GiftFacts, readGiftFacts } from '../read-mail-facts.js';
import {
  giftFooter,
  giftMoney,
  giftReceipt,
  linkToGift,
  linkToPage,
  refundedAmounts,
  toDonor,
} from './gift-receipt.js';

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly refunded: string;
  readonly when: string;
}

/** The amounts in words: the gift, what went back, what stays; `null` when nothing stays. */
interface Refund {
  readonly gift: GiftFacts;
  readonly whole: string;
  readonly back: string;
  readonly stays: string | null;
}

const SENTENCES: InEveryLanguage<Refund, Sentences> = {
  nl: ({ gift, whole, back, stays }) => ({
    subject: stays === null ? `Je gift van ${whole} is terugbetaald` : `${back} van je gift is terugbetaald`,
    heading: `Dag ${gift.name}`,
    refunded:
      stays === null
        ? `We hebben je gift van ${whole} aan ${gift.to.name} helemaal terugbetaald.`
        : `Van je gift van ${whole} aan ${gift.to.name} hebben we ${back} terugbetaald. ${stays} blijft waar je ze gaf.`,
    when: 'Het geld staat meestal binnen vijf tot tien werkdagen op de rekening of kaart waarmee je betaalde.',
  }),
  fr: ({ gift, whole, back, stays }) => ({
    subject: stays === null ? `Votre don de ${whole} est remboursé` : `${back} de votre don sont remboursés`,
    heading: `Bonjour ${gift.name}`,
    refunded:
      stays === null
        ? `Nous avons remboursé entièrement votre don de ${whole} pour ${gift.to.name}.`
        : `De votre don de ${whole} pour ${gift.to.name}, nous avons remboursé ${back}. ${stays} restent là où vous les avez donnés.`,
    when: 'L’argent est en général en cinq à dix jours ouvrables sur le compte ou la carte qui a servi à payer.',
  }),
  en: ({ gift, whole, back, stays }) => ({
    subject: stays === null ? `Your gift of ${whole} has been refunded` : `${back} of your gift has been refunded`,
    heading: `Hello ${gift.name}`,
    refunded:
      stays === null
        ? `We have refunded your whole gift of ${whole} to ${gift.to.name}.`
        : `Of your gift of ${whole} to ${gift.to.name}, we have refunded ${back}. ${stays} stays where you gave it.`,
    when: 'The money is usually back within five to ten working days, on the account or card you paid with.',
  }),
};

/** Money went back, wholly or in part: how much, what stays, and when to expect it. */
function giftRefunded(gift: GiftFacts): MailContent {
  const remainsMinor = difference(gift.amountMinor, gift.refundedMinor);
  const say = SENTENCES[gift.language]({
    gift,
    whole: giftMoney(gift, gift.amountMinor),
    back: giftMoney(gift, gift.refundedMinor),
    stays: remainsMinor > 0 ? giftMoney(gift, remainsMinor) : null,
  });
  return {
    from: gift.editionTitle,
    subject: say.subject,
    preview: say.when,
    heading: say.heading,
    road: remainsMinor > 0 ? 'arrived' : 'stopped',
    paragraphs: [say.refunded, say.when],
    facts: [{ title: null, rows: giftReceipt(gift, refundedAmounts(gift, gift.refundedMinor, remainsMinor)) }],
    action: linkToGift(gift),
    next: null,
    links: remainsMinor > 0 ? [linkToPage(gift)] : [],
    closing: [],
    footer: giftFooter(gift),
  };
}

/** Each further refund has a mail of its own, which names all that went back. */
export const giftRefundedMail = defineMail({
  name: 'gift-refunded',
  payload: z.object({
    donationId: z.uuid(),
    /** All that went back so far, minor units. */
    refundedMinor: z
      .int()
      .positive()
      .transform((amount) => minor(amount)),
  }),
  about: ({ donationId }) => donationId,
  read: readGiftFacts,
  write: (gift: GiftFacts, { refundedMinor }) =>
    gift.refundedMinor === refundedMinor ? toDonor(gift, giftRefunded(gift)) : null,
});
