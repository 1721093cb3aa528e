import { z } from 'zod';
import { defineMail } from '../define-mail.js';
import type { InEveryLanguage, MailContent } from '../mail-content.js';
import { type GiftFacts, readGiftFacts } from '../read-mail-facts.js';
import { aboutGift, giftMoney, toDonor } from './gift-receipt.js';

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly split: string;
  readonly whole: string;
}

const SENTENCES: InEveryLanguage<GiftFacts, Sentences> = {
  nl: (gift) => ({
    subject: `Je gift van ${giftMoney(gift, gift.amountMinor)} is verdeeld`,
    heading: `Dag ${gift.name}`,
    split: `Je gift telt nu mee op ${String(gift.parts.length)} pagina’s: ${partsOf(gift)}.`,
    whole: 'Er is geen euro verloren gegaan, en jij hoeft niets te doen.',
  }),
  fr: (gift) => ({
    subject: `Votre don de ${giftMoney(gift, gift.amountMinor)} est partagé`,
    heading: `Bonjour ${gift.name}`,
    split: `Votre don compte maintenant sur ${String(gift.parts.length)} pages\u00A0: ${partsOf(gift)}.`,
    whole: 'Pas un euro ne s’est perdu, et vous n’avez rien à faire.',
  }),
  en: (gift) => ({
    subject: `Your gift of ${giftMoney(gift, gift.amountMinor)} is split`,
    heading: `Hello ${gift.name}`,
    split: `Your gift counts on ${String(gift.parts.length)} pages now: ${partsOf(gift)}.`,
    whole: 'Not a cent was lost, and there is nothing you need to do.',
  }),
};

function partsOf(gift: GiftFacts): string {
  return gift.parts.map(({ name, amountMinor }) => `${giftMoney(gift, amountMinor)} – ${name}`).join('; ');
}

function giftSplit(gift: GiftFacts): MailContent {
  const say = SENTENCES[gift.language](gift);
  return aboutGift(gift, { ...say, preview: say.whole, paragraphs: [say.split, say.whole], road: 'arrived' });
}

/** Organisers divided the gift between pages, and chose to tell its donor. Old news once it is whole again. */
export const giftSplitMail = defineMail({
  name: 'gift-split',
  payload: z.object({ donationId: z.uuid() }),
  about: ({ donationId }) => donationId,
  read: readGiftFacts,
  write: (gift: GiftFacts) => (gift.parts.length > 1 ? toDonor(gift, giftSplit(gift)) : null),
});
