import { formatDay } from '../../platform/i18n/index.js';
import { defineMail } from '../define-mail.js';
import type { InEveryLanguage, MailContent } from '../mail-content.js';
import { type PledgeFacts, readPledgeFacts } from '../read-pledge-facts.js';
import { aboutPledge, dueAmount, isToBePaid, PledgePayload, toPledger, walkedKm } from './pledge-words.js';

interface Sentences {
  readonly subject: string;
  readonly heading: string;
  readonly still: string;
  readonly until: string;
  readonly action: string;
}

const SENTENCES: InEveryLanguage<PledgeFacts, Sentences> = {
  nl: (pledge) => ({
    subject: `Je belofte aan ${pledge.walkerName} staat nog klaar: ${dueAmount(pledge)}`,
    heading: `Dag ${pledge.name}`,
    still: `${pledge.walkerName} wandelde ${walkedKm(pledge)}, en jij beloofde per kilometer te geven: samen ${dueAmount(pledge)}. Dat kan nog.`,
    until: `Geven kan tot ${formatDay(pledge.language, pledge.givingClosesAt)}. Komt het nu niet uit? Dan hoef je niets te doen: dit is de enige keer dat we je eraan herinneren.`,
    action: `Geef ${dueAmount(pledge)}`,
  }),
  fr: (pledge) => ({
    subject: `Votre promesse à ${pledge.walkerName} vous attend\u00A0: ${dueAmount(pledge)}`,
    heading: `Bonjour ${pledge.name}`,
    still: `${pledge.walkerName} a marché ${walkedKm(pledge)}, et vous aviez promis de donner par kilomètre\u00A0: ${dueAmount(pledge)} en tout. C’est encore possible.`,
    until: `Vous pouvez donner jusqu’au ${formatDay(pledge.language, pledge.givingClosesAt)}. Ce n’est pas le moment\u00A0? Vous n’avez rien à faire\u00A0: nous ne vous le rappellerons plus.`,
    action: `Donner ${dueAmount(pledge)}`,
  }),
  en: (pledge) => ({
    subject: `Your promise to ${pledge.walkerName} is still waiting: ${dueAmount(pledge)}`,
    heading: `Hello ${pledge.name}`,
    still: `${pledge.walkerName} walked ${walkedKm(pledge)}, and you promised to give for each kilometre: ${dueAmount(pledge)} together. You still can.`,
    until: `Giving is open until ${formatDay(pledge.language, pledge.givingClosesAt)}. Not a good moment? Then there is nothing to do: this is the only time we remind you.`,
    action: `Give ${dueAmount(pledge)}`,
  }),
};

function pledgeReminder(pledge: PledgeFacts): MailContent {
  const say = SENTENCES[pledge.language](pledge);
  const paragraphs = [say.still, say.until];
  return aboutPledge(pledge, { ...say, preview: say.still, paragraphs, road: 'under-way' });
}

/** Sent once, to who has not paid; not any more when they have, or can no longer. */
export const pledgeReminderMail = defineMail({
  name: 'pledge-reminder',
  payload: PledgePayload,
  about: ({ pledgeId }) => pledgeId,
  read: readPledgeFacts,
  write: (pledge: PledgeFacts) => (isToBePaid(pledge) ? toPledger(pledge, pledgeReminder(pledge)) : null),
});
