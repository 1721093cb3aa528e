import { z } from 'zod';
import { defineMail } from '../define-mail.js';
import type { InEveryLanguage, MailContent } from '../mail-content.js';
import { type GiftFacts, readGiftFacts } from '../read-mail-facts.js';
import { aboutGift, giftMoney, toDonor } from './gift-receipt.js';

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly onItsWay: string;
  readonly wait: string;
}

const SENTENCES: InEveryLanguage<GiftFacts, Sentences> = {
  nl: (gift) => ({
    subject: `Je gift van ${giftMoney(gift, gift.amountMinor)} is onderweg naar ${gift.to.name}`,
    heading: `Dankjewel, ${gift.name}!`,
    onItsWay: `Je gift van ${giftMoney(gift, gift.amountMinor)} is onderweg naar ${gift.to.name}. Je bank heeft daar meestal een paar werkdagen voor nodig.`,
    wait: 'Je hoeft niets meer te doen. Zodra je gift er is, telt ze mee en krijg je een mail van ons.',
  }),
  fr: (gift) => ({
    subject: `Votre don de ${giftMoney(gift, gift.amountMinor)} est en route vers ${gift.to.name}`,
    heading: `Merci, ${gift.name}\u00A0!`,
    onItsWay: `Votre don de ${giftMoney(gift, gift.amountMinor)} est en route vers ${gift.to.name}. Votre banque a en général besoin de quelques jours ouvrables.`,
    wait: 'Vous n’avez plus rien à faire. Dès que votre don est là, il compte et nous vous écrivons.',
  }),
  en: (gift) => ({
    subject: `Your gift of ${giftMoney(gift, gift.amountMinor)} is on its way to ${gift.to.name}`,
    heading: `Thank you, ${gift.name}!`,
    onItsWay: `Your gift of ${giftMoney(gift, gift.amountMinor)} is on its way to ${gift.to.name}. Your bank usually needs a few working days.`,
    wait: 'There is nothing left for you to do. Once your gift is here it counts, and we will send you a mail.',
  }),
};

/** The donor did their part, the bank has yet to do its own: shown apart, not counted. */
function giftOnItsWay(gift: GiftFacts): MailContent {
  const say = SENTENCES[gift.language](gift);
  return aboutGift(gift, { ...say, preview: say.wait, paragraphs: [say.onItsWay, say.wait], road: 'under-way' });
}

/** Sent while it is true. */
export const giftOnItsWayMail = defineMail({
  name: 'gift-on-its-way',
  payload: z.object({ donationId: z.uuid() }),
  about: ({ donationId }) => donationId,
  read: readGiftFacts,
  write: (gift: GiftFacts) => (gift.status === 'pending' ? toDonor(gift, giftOnItsWay(gift)) : null),
});
