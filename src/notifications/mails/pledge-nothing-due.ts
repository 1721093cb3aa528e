import { defineMail } from '../define-mail.js';
import type { InEveryLanguage, MailContent } from '../mail-content.js';
import { type PledgeFacts, readPledgeFacts } from '../read-pledge-facts.js';
import { aboutPledge, PledgePayload, toPledger, walkedKm } from './pledge-words.js';

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly notWalked: string;
  readonly tooLittle: string;
  readonly nothing: string;
}

const SENTENCES: InEveryLanguage<PledgeFacts, Sentences> = {
  nl: (pledge) => ({
    subject: `Je belofte aan ${pledge.walkerName}: je hoeft niets te betalen`,
    heading: `Dag ${pledge.name}`,
    notWalked: `${pledge.walkerName} is dit jaar niet kunnen vertrekken. Dat gebeurt.`,
    tooLittle: `${pledge.walkerName} wandelde ${walkedKm(pledge)}. Wat je beloofde, is samen te weinig om online te betalen.`,
    nothing: 'Je hoeft niets te betalen, en je belofte is hiermee ingelost. Dank je wel dat je er wilde zijn.',
  }),
  fr: (pledge) => ({
    subject: `Votre promesse à ${pledge.walkerName}\u00A0: vous n’avez rien à payer`,
    heading: `Bonjour ${pledge.name}`,
    notWalked: `${pledge.walkerName} n’a pas pu partir cette année. Cela arrive.`,
    tooLittle: `${pledge.walkerName} a marché ${walkedKm(pledge)}. Ce que vous aviez promis est en tout trop peu pour être payé en ligne.`,
    nothing: 'Vous n’avez rien à payer, et votre promesse est tenue. Merci d’avoir voulu être là.',
  }),
  en: (pledge) => ({
    subject: `Your promise to ${pledge.walkerName}: there is nothing to pay`,
    heading: `Hello ${pledge.name}`,
    notWalked: `${pledge.walkerName} could not set out this year. That happens.`,
    tooLittle: `${pledge.walkerName} walked ${walkedKm(pledge)}. What you promised is too little, all together, to be paid online.`,
    nothing: 'There is nothing for you to pay, and your promise is kept. Thank you for wanting to be there.',
  }),
};

function pledgeNothingDue(pledge: PledgeFacts): MailContent {
  const say = SENTENCES[pledge.language](pledge);
  const why = (pledge.settled?.kilometres ?? 0) > 0 ? say.tooLittle : say.notWalked;
  const paragraphs = [why, say.nothing];
  return aboutPledge(pledge, { ...say, preview: say.nothing, paragraphs, action: null, road: 'arrived' });
}

/** Sent once a promise is settled of which nothing can be paid: a walker who stayed at home, or a few cents. */
export const pledgeNothingDueMail = defineMail({
  name: 'pledge-nothing-due',
  payload: PledgePayload,
  about: ({ pledgeId }) => pledgeId,
  read: readPledgeFacts,
  write: (pledge: PledgeFacts) =>
    pledge.state === 'settled' && !pledge.paidOrOnItsWay ? toPledger(pledge, pledgeNothingDue(pledge)) : null,
});
