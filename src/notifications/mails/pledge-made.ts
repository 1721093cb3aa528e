import { formatDay } from '../../platform/i18n/index.js';
import { defineMail } from '../define-mail.js';
import type { InEveryLanguage, MailContent } from '../mail-content.js';
import { type PledgeFacts, readPledgeFacts } from '../read-pledge-facts.js';
import { linkToWalker, pledgeFooter, pledgeMoney, PledgePayload, pledgeRows, toPledger } from './pledge-words.js';

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly promised: string;
  /** What the link is for, as long as nobody opened it. */
  readonly open: string;
  readonly afterwards: string;
  readonly see: string;
  readonly notYou: string;
}

const SENTENCES: InEveryLanguage<PledgeFacts, Sentences> = {
  nl: (pledge) => ({
    subject: `Je belooft ${pledgeMoney(pledge, pledge.perKmMinor)} per kilometer aan ${pledge.walkerName}`,
    heading: `Dank je wel, ${pledge.name}`,
    promised: `Voor elke kilometer van ${pledge.walkerName} geef je ${pledgeMoney(pledge, pledge.perKmMinor)}, samen hoogstens ${pledgeMoney(pledge, pledge.capMinor)}. Je betaalt nu niets.`,
    open: `Open de link hieronder: vanaf dan staat je belofte mee op de pagina van ${pledge.walkerName}.`,
    afterwards: `Na de wandeling van ${formatDay(pledge.language, pledge.walkOn)} mailen we je wat het geworden is. Tot die dag kan je je belofte wijzigen of intrekken.`,
    see: 'Bekijk of wijzig je belofte',
    notYou:
      'Beloofde je dit niet zelf? Trek het dan in met de knop hierboven, of laat het zo: zonder jou wordt er niets betaald.',
  }),
  fr: (pledge) => ({
    subject: `Vous promettez ${pledgeMoney(pledge, pledge.perKmMinor)} par kilomètre à ${pledge.walkerName}`,
    heading: `Merci, ${pledge.name}`,
    promised: `Pour chaque kilomètre de ${pledge.walkerName}, vous donnez ${pledgeMoney(pledge, pledge.perKmMinor)}, au maximum ${pledgeMoney(pledge, pledge.capMinor)} en tout. Vous ne payez rien maintenant.`,
    open: `Ouvrez le lien ci-dessous\u00A0: dès ce moment, votre promesse est comptée sur la page de ${pledge.walkerName}.`,
    afterwards: `Après la marche du ${formatDay(pledge.language, pledge.walkOn)}, nous vous écrirons ce que cela représente. Jusqu’à ce jour, vous pouvez modifier ou retirer votre promesse.`,
    see: 'Voir ou modifier votre promesse',
    notYou:
      'Ce n’était pas vous\u00A0? Retirez la promesse avec le bouton ci-dessus, ou ne faites rien\u00A0: rien ne se paie sans vous.',
  }),
  en: (pledge) => ({
    subject: `You promise ${pledgeMoney(pledge, pledge.perKmMinor)} per kilometre to ${pledge.walkerName}`,
    heading: `Thank you, ${pledge.name}`,
    promised: `For each kilometre that ${pledge.walkerName} walks you give ${pledgeMoney(pledge, pledge.perKmMinor)}, at most ${pledgeMoney(pledge, pledge.capMinor)} together. You pay nothing now.`,
    open: `Open the link below: from then on your promise is shown on the page of ${pledge.walkerName}.`,
    afterwards: `After the walk of ${formatDay(pledge.language, pledge.walkOn)} we will mail you what it has come to. Until that day you can change or withdraw your promise.`,
    see: 'See or change your promise',
    notYou: 'Was it not you? Withdraw it with the button above, or leave it: nothing is paid without you.',
  }),
};

function pledgeMade(pledge: PledgeFacts): MailContent {
  const say = SENTENCES[pledge.language](pledge);
  return {
    from: pledge.editionTitle,
    subject: say.subject,
    preview: say.promised,
    heading: say.heading,
    road: 'under-way',
    paragraphs: [say.promised, ...(pledge.opened ? [] : [say.open]), say.afterwards],
    facts: [{ title: null, rows: pledgeRows(pledge) }],
    action: { label: say.see, url: pledge.urls.pledge },
    next: null,
    links: [linkToWalker(pledge)],
    closing: [],
    footer: [say.notYou, ...pledgeFooter(pledge)],
  };
}

/** Sent with a new promise, while it stands: the link to it is in no other place. */
export const pledgeMadeMail = defineMail({
  name: 'pledge-made',
  payload: PledgePayload,
  about: ({ pledgeId }) => pledgeId,
  read: readPledgeFacts,
  write: (pledge: PledgeFacts) => (pledge.state === 'promised' ? toPledger(pledge, pledgeMade(pledge)) : null),
});
