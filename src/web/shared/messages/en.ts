import { figures } from './en/figures.js';
import { account } from './en/account.js';
import { webhooks } from './en/webhooks.js';
import { apiKeys } from './en/api-keys.js';
import { attention } from './en/attention.js';
import { errors } from './en/errors.js';
import { donors } from './en/donors.js';
import { giftActs } from './en/gift-acts.js';
import { giving } from './en/giving.js';
import { finding } from './en/finding.js';
import { lists } from './en/lists.js';
import { files } from './en/files.js';
import { views } from './en/views.js';
import { mailChoices } from './en/mail-choices.js';
import { monthlyGifts } from './en/monthly-gifts.js';
import { disputes } from './en/disputes.js';
import { mailings } from './en/mailings.js';
import { milestones } from './en/milestones.js';
import { matching } from './en/matching.js';
import { snapshots } from './en/snapshots.js';
import { offlineGifts } from './en/offline-gifts.js';
import { organiser } from './en/organiser.js';
import { peopleDesk } from './en/people-desk.js';
import { checkIn } from './en/check-in.js';
import { people } from './en/people.js';
import { editionRules } from './en/edition-rules.js';
import { pledges } from './en/pledges.js';
import { ownTeam } from './en/own-team.js';
import { registering } from './en/registering.js';
import { sharing } from './en/sharing.js';
import { site } from './en/site.js';
import { teamPages } from './en/team-pages.js';
import { texts } from './en/texts.js';
import { walkerPages } from './en/walker-pages.js';
import type { nl } from './nl.js';
import { yourGift } from './en/your-gift.js';

/** Every text of the site in plain English. */
export const en = {
  ...site,
  ...account,
  ...donors,
  ...giftActs,
  ...giving,
  ...pledges,
  ...monthlyGifts,
  ...registering,
  ...ownTeam,
  ...teamPages,
  ...sharing,
  ...texts,
  ...walkerPages,
  ...organiser,
  ...editionRules,
  ...people,
  ...checkIn,
  ...peopleDesk,
  ...apiKeys,
  ...webhooks,
  ...attention,
  ...lists,
  ...disputes,
  ...mailings,
  ...matching,
  ...snapshots,
  ...milestones,
  ...offlineGifts,
  ...finding,
  ...files,
  ...views,
  ...mailChoices,
  ...yourGift,
  ...figures,
  ...errors,
} as const satisfies Readonly<Record<keyof typeof nl, string>>;
