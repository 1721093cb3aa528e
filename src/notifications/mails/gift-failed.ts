import { z } from 'zod';
import { defineMail } from '../define-mail.js';
import type { InEveryLanguage, MailContent } from '../mail-content.js';
import { type GiftFacts, readGiftFacts } from '../read-mail-facts.js';
import { giftFooter, giftMoney, giftReceipt, linkToPage, toDonor } from './gift-receipt.js';

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly failed: string;
  readonly again: string;
  readonly tryAgain: string;
  readonly closed: string;
}

const SENTENCES: InEveryLanguage<GiftFacts, Sentences> = {
  nl: (gift) => ({
    subject: `Je gift van ${giftMoney(gift, gift.amountMinor)} is niet aangekomen`,
    heading: `Dag ${gift.name}`,
    failed: `Je gift van ${giftMoney(gift, gift.amountMinor)} aan ${gift.to.name} was onderweg, maar je bank liet de betaling niet door. Dat gebeurt soms, ook als niemand iets fout deed. Wij hebben geen geld ontvangen.`,
    again:
      'Wil je het nog eens proberen? Dat kan met een andere rekening of kaart. Liever niet? Dan hoef je niets te doen.',
    tryAgain: 'Probeer opnieuw',
    closed: 'De inzameling is intussen afgesloten. Je hoeft niets meer te doen. Dankjewel dat je wilde geven.',
  }),
  fr: (gift) => ({
    subject: `Votre don de ${giftMoney(gift, gift.amountMinor)} n’est pas arrivé`,
    heading: `Bonjour ${gift.name}`,
    failed: `Votre don de ${giftMoney(gift, gift.amountMinor)} pour ${gift.to.name} était en route, mais votre banque n’a pas laissé passer le paiement. Cela arrive, même quand personne n’a fait d’erreur. Nous n’avons pas reçu d’argent.`,
    again:
      'Voulez-vous réessayer\u00A0? C’est possible avec un autre compte ou une autre carte. Sinon, vous n’avez rien à faire.',
    tryAgain: 'Réessayer',
    closed: 'La collecte est terminée entre-temps. Vous n’avez plus rien à faire. Merci d’avoir voulu donner.',
  }),
  en: (gift) => ({
    subject: `Your gift of ${giftMoney(gift, gift.amountMinor)} did not arrive`,
    heading: `Hello ${gift.name}`,
    failed: `Your gift of ${giftMoney(gift, gift.amountMinor)} to ${gift.to.name} was on its way, but your bank did not let the payment through. That happens, even when nobody did anything wrong. We have not received any money.`,
    again: 'Would you like to try again? Another account or card may work. If not, there is nothing you need to do.',
    tryAgain: 'Try again',
    closed: 'Giving has closed in the meantime. There is nothing left for you to do. Thank you for wanting to give.',
  }),
};

/** What was on its way did not come: said plainly, with a way to try again while giving is open. */
function giftFailed(gift: GiftFacts): MailContent {
  const say = SENTENCES[gift.language](gift);
  return {
    from: gift.editionTitle,
    subject: say.subject,
    preview: gift.givingOpen ? say.again : say.closed,
    heading: say.heading,
    road: 'stopped',
    paragraphs: [say.failed, gift.givingOpen ? say.again : say.closed],
    facts: [{ title: null, rows: giftReceipt(gift) }],
    action: gift.givingOpen ? { label: say.tryAgain, url: gift.urls.giveAgain } : null,
    next: null,
    links: [linkToPage(gift)],
    closing: [],
    footer: giftFooter(gift),
  };
}

/** Sent unless another try has come in the meantime. */
export const giftFailedMail = defineMail({
  name: 'gift-failed',
  payload: z.object({ donationId: z.uuid() }),
  about: ({ donationId }) => donationId,
  read: readGiftFacts,
  write: (gift: GiftFacts) =>
    gift.status === 'failed' || gift.status === 'expired' ? toDonor(gift, giftFailed(gift)) : null,
});
