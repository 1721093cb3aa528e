import { figures } from './nl/figures.js';
import { account } from './nl/account.js';
import { webhooks } from './nl/webhooks.js';
import { apiKeys } from './nl/api-keys.js';
import { attention } from './nl/attention.js';
import { errors } from './nl/errors.js';
import { donors } from './nl/donors.js';
import { giftActs } from './nl/gift-acts.js';
import { giving } from './nl/giving.js';
import { finding } from './nl/finding.js';
import { lists } from './nl/lists.js';
import { files } from './nl/files.js';
import { views } from './nl/views.js';
import { mailChoices } from './nl/mail-choices.js';
import { monthlyGifts } from './nl/monthly-gifts.js';
import { disputes } from './nl/disputes.js';
import { mailings } from './nl/mailings.js';
import { milestones } from './nl/milestones.js';
import { matching } from './nl/matching.js';
import { snapshots } from './nl/snapshots.js';
import { offlineGifts } from './nl/offline-gifts.js';
import { organiser } from './nl/organiser.js';
import { peopleDesk } from './nl/people-desk.js';
import { checkIn } from './nl/check-in.js';
import { people } from './nl/people.js';
import { editionRules } from './nl/edition-rules.js';
import { pledges } from './nl/pledges.js';
import { ownTeam } from './nl/own-team.js';
import { registering } from './nl/registering.js';
import { sharing } from './nl/sharing.js';
import { site } from './nl/site.js';
import { teamPages } from './nl/team-pages.js';
import { texts } from './nl/texts.js';
import { walkerPages } from './nl/walker-pages.js';
import { yourGift } from './nl/your-gift.js';

/** Every text of the site in Dutch, which is written first: its keys are what the other languages must have. */
export const nl = {
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
} as const;
