import { defineMail } from '../define-mail.js';
import type { InEveryLanguage, MailContent } from '../mail-content.js';
import { type PledgeFacts, readPledgeFacts } from '../read-pledge-facts.js';
import { aboutPledge, dueAmount, isToBePaid, PledgePayload, toPledger, walkedKm } from './pledge-words.js';

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly walked: string;
  readonly pay: string;
  readonly action: string;
}

const SENTENCES: InEveryLanguage<PledgeFacts, Sentences> = {
  nl: (pledge) => ({
    subject: `${pledge.walkerName} wandelde ${walkedKm(pledge)}: je gift wordt ${dueAmount(pledge)}`,
    heading: `Dag ${pledge.name}`,
    walked: `${pledge.walkerName} heeft gewandeld: ${walkedKm(pledge)}. Met wat je per kilometer beloofde, komt dat op ${dueAmount(pledge)}.`,
    pay: 'Je betaalt in een minuut op de volgende pagina. Je gift telt mee zodra ze betaald is.',
    action: `Geef ${dueAmount(pledge)}`,
  }),
  fr: (pledge) => ({
    subject: `${pledge.walkerName} a marché ${walkedKm(pledge)}\u00A0: votre don sera de ${dueAmount(pledge)}`,
    heading: `Bonjour ${pledge.name}`,
    walked: `${pledge.walkerName} a marché ${walkedKm(pledge)}. Avec ce que vous aviez promis par kilomètre, cela fait ${dueAmount(pledge)}.`,
    pay: 'Vous payez en une minute sur la page suivante. Votre don compte dès qu’il est payé.',
    action: `Donner ${dueAmount(pledge)}`,
  }),
  en: (pledge) => ({
    subject: `${pledge.walkerName} walked ${walkedKm(pledge)}: your gift comes to ${dueAmount(pledge)}`,
    heading: `Hello ${pledge.name}`,
    walked: `${pledge.walkerName} walked ${walkedKm(pledge)}. With what you promised per kilometre that comes to ${dueAmount(pledge)}.`,
    pay: 'You pay within a minute on the next page. Your gift counts once it is paid.',
    action: `Give ${dueAmount(pledge)}`,
  }),
};

function pledgeDue(pledge: PledgeFacts): MailContent {
  const say = SENTENCES[pledge.language](pledge);
  const paragraphs = [say.walked, say.pay];
  return aboutPledge(pledge, { ...say, preview: say.walked, paragraphs, road: 'under-way' });
}

/** Sent once the promise is settled, unless it was paid before the mail could go, or can be paid no more. */
export const pledgeDueMail = defineMail({
  name: 'pledge-due',
  payload: PledgePayload,
  about: ({ pledgeId }) => pledgeId,
  read: readPledgeFacts,
  write: (pledge: PledgeFacts) => (isToBePaid(pledge) ? toPledger(pledge, pledgeDue(pledge)) : null),
});
