import { z } from 'zod';
import { defineMail } from '../define-mail.js';
import type { InEveryLanguage, MailContent } from '../mail-content.js';
import { type GiftFacts, readGiftFacts } from '../read-mail-facts.js';
import { aboutGift, giftMoney, toDonor } from './gift-receipt.js';

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly moved: string;
  readonly whole: string;
}

const SENTENCES: InEveryLanguage<GiftFacts, Sentences> = {
  nl: (gift) => ({
    subject: `Je gift van ${giftMoney(gift, gift.partMinor)} staat nu bij ${gift.to.name}`,
    heading: `Dag ${gift.name}`,
    moved: `Je gift van ${giftMoney(gift, gift.partMinor)} is verplaatst. Ze telt nu mee bij ${gift.to.name}.`,
    whole: 'Er is geen euro verloren gegaan, en jij hoeft niets te doen.',
  }),
  fr: (gift) => ({
    subject: `Votre don de ${giftMoney(gift, gift.partMinor)} est maintenant chez ${gift.to.name}`,
    heading: `Bonjour ${gift.name}`,
    moved: `Votre don de ${giftMoney(gift, gift.partMinor)} a été déplacé. Il compte maintenant pour ${gift.to.name}.`,
    whole: 'Pas un euro ne s’est perdu, et vous n’avez rien à faire.',
  }),
  en: (gift) => ({
    subject: `Your gift of ${giftMoney(gift, gift.partMinor)} is with ${gift.to.name} now`,
    heading: `Hello ${gift.name}`,
    moved: `Your gift of ${giftMoney(gift, gift.partMinor)} was moved. It counts for ${gift.to.name} now.`,
    whole: 'Not a cent was lost, and there is nothing you need to do.',
  }),
};

function giftMoved(gift: GiftFacts): MailContent {
  const say = SENTENCES[gift.language](gift);
  return aboutGift(gift, { ...say, preview: say.whole, paragraphs: [say.moved, say.whole], road: 'arrived' });
}

/** Organisers moved the gift, and chose to tell its donor. */
export const giftMovedMail = defineMail({
  name: 'gift-moved',
  payload: z.object({ donationId: z.uuid() }),
  about: ({ donationId }) => donationId,
  read: readGiftFacts,
  write: (gift: GiftFacts) => toDonor(gift, giftMoved(gift)),
});
