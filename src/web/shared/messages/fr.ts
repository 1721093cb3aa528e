import { figures } from './fr/figures.js';
import { account } from './fr/account.js';
import { webhooks } from './fr/webhooks.js';
import { apiKeys } from './fr/api-keys.js';
import { attention } from './fr/attention.js';
import { errors } from './fr/errors.js';
import { donors } from './fr/donors.js';
import { giftActs } from './fr/gift-acts.js';
import { giving } from './fr/giving.js';
import { finding } from './fr/finding.js';
import { lists } from './fr/lists.js';
import { files } from './fr/files.js';
import { views } from './fr/views.js';
import { mailChoices } from './fr/mail-choices.js';
import { monthlyGifts } from './fr/monthly-gifts.js';
import { disputes } from './fr/disputes.js';
import { mailings } from './fr/mailings.js';
import { milestones } from './fr/milestones.js';
import { matching } from './fr/matching.js';
import { snapshots } from './fr/snapshots.js';
import { offlineGifts } from './fr/offline-gifts.js';
import { organiser } from './fr/organiser.js';
import { peopleDesk } from './fr/people-desk.js';
import { checkIn } from './fr/check-in.js';
import { people } from './fr/people.js';
import { editionRules } from './fr/edition-rules.js';
import { pledges } from './fr/pledges.js';
import { ownTeam } from './fr/own-team.js';
import { registering } from './fr/registering.js';
import { sharing } from './fr/sharing.js';
import { site } from './fr/site.js';
import { teamPages } from './fr/team-pages.js';
import { texts } from './fr/texts.js';
import { walkerPages } from './fr/walker-pages.js';
import type { nl } from './nl.js';
import { yourGift } from './fr/your-gift.js';

/** Every text of the site in French, as it is written in Belgium. */
export const fr = {
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
