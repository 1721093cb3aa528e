import { z } from 'zod';
import { isMoneyHere } from '../../domain/payment-position.js';
import { defineMail } from '../define-mail.js';
import type { InEveryLanguage, MailContent } from '../mail-content.js';
import { type GiftFacts, readGiftFacts } from '../read-mail-facts.js';
import { giftFooter, giftMoney, giftReceipt, linkToGift, linkToPage, linkToReceipt, toDonor } from './gift-receipt.js';

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly arrived: string;
  readonly thanks: string;
  readonly anonymous: string;
  readonly keep: string;
}

const SENTENCES: InEveryLanguage<GiftFacts, Sentences> = {
  nl: (gift) => {
    const arrived = `Je gift van ${giftMoney(gift, gift.amountMinor)} is aangekomen bij ${gift.to.name}`;
    return {
      subject: arrived,
      heading: `Dankjewel, ${gift.name}!`,
      arrived:
        gift.to.kind === 'edition' ? `${arrived} en telt meteen mee.` : `${arrived}. Ze telt meteen mee op de pagina.`,
      thanks: 'Zo loop je een stuk mee met mensen op de vlucht. Fijn dat je erbij bent.',
      anonymous: 'Je naam staat niet op de pagina, zoals je vroeg.',
      keep: 'Bewaar deze mail als bewijs van je gift.',
    };
  },
  fr: (gift) => {
    const arrived = `Votre don de ${giftMoney(gift, gift.amountMinor)} est bien arrivé pour ${gift.to.name}`;
    return {
      subject: arrived,
      heading: `Merci, ${gift.name}\u00A0!`,
      arrived: gift.to.kind === 'edition' ? `${arrived} et compte déjà.` : `${arrived}. Il compte déjà sur la page.`,
      thanks: 'Vous faites ainsi un bout de chemin avec les personnes en fuite. Merci d’être là.',
      anonymous: 'Votre nom ne figure pas sur la page, comme vous l’avez demandé.',
      keep: 'Gardez cet e-mail comme preuve de votre don.',
    };
  },
  en: (gift) => {
    const arrived = `Your gift of ${giftMoney(gift, gift.amountMinor)} has arrived for ${gift.to.name}`;
    return {
      subject: arrived,
      heading: `Thank you, ${gift.name}!`,
      arrived:
        gift.to.kind === 'edition' ? `${arrived} and counts already.` : `${arrived}. It counts on the page already.`,
      thanks: 'You are walking part of the way with people on the run. It is good to have you with us.',
      anonymous: 'Your name is not on the page, as you asked.',
      keep: 'Keep this mail as your receipt.',
    };
  },
};

/** The money is there: thanks, and the receipt. */
function giftReceived(gift: GiftFacts): MailContent {
  const say = SENTENCES[gift.language](gift);
  return {
    from: gift.editionTitle,
    subject: say.subject,
    preview: say.thanks,
    heading: say.heading,
    road: 'arrived',
    paragraphs: [say.arrived, say.thanks, ...(gift.anonymous ? [say.anonymous] : [])],
    facts: [{ title: null, rows: giftReceipt(gift) }],
    action: linkToGift(gift),
    next: null,
    links: [linkToReceipt(gift), linkToPage(gift)],
    closing: [say.keep],
    footer: giftFooter(gift),
  };
}

/** Sent while the money is here, part of it perhaps gone back since. */
export const giftReceivedMail = defineMail({
  name: 'gift-received',
  payload: z.object({ donationId: z.uuid() }),
  about: ({ donationId }) => donationId,
  read: readGiftFacts,
  write: (gift: GiftFacts) => (isMoneyHere(gift.status) ? toDonor(gift, giftReceived(gift)) : null),
});
