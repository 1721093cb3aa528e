export { formValues, type FormState, EMPTY_FORM } from '../../shared/components/form-fields.js';
export { giveFormFromQuery } from '../../shared/components/amount-choice.js';
export type { GiftTargetView, PublicGiftView } from '../../shared/components/gift-list.js';
export type { Photo } from '../../shared/components/portrait.js';
export type { TeamRowView, WalkerRowView } from '../../shared/components/summary-rows.js';
export {
  type PageContext,
  type Target,
  givePath,
  targetPath,
  teamPath,
  under,
  walkerPath,
} from '../../shared/page-context.js';
export { renderEditionHomePage, type EditionHomeView } from './edition-home.js';
export { type FormerTeamPageView, renderFormerTeamPage } from './former-team.js';
export type { FundraisingPageView } from './fundraising-page.js';
export { renderGivePage, type GivePageView } from './give.js';
export { type GiveDetailsPageView, renderGiveDetailsPage } from './give-details.js';
export { renderHowTheAmountIsMadePage, type HowTheAmountIsMadeView } from './how-the-amount-is-made.js';
export type { EditionTotalView, PageTotalView } from '../../shared/total-views.js';
export { type MailedPageView, renderMailedPage } from './mailed.js';
export { type OwnPledgeMoment, ownPledgePath, type OwnPledgePageView, renderOwnPledgePage } from './own-pledge.js';
export { type PledgePageView, renderPledgePage } from './pledge.js';
export { renderFrontPageOfBefore, renderProblemPage, type ProblemPageView } from './problem.js';
export { registeredStatus, renderRegisteredPage, type RegisteredPageView } from './registered.js';
export { renderRegisterPage, type RegisterPageView } from './register.js';
export type { TeamMatchView } from './register-choices.js';
export type { PlacesLeftView } from './register-walkers.js';
export { renderSearchPage, type SearchPageView } from './search.js';
export { renderTeamPage, type TeamMemberView, type TeamPageView } from './team.js';
export { renderTeamsPage, type TeamsPageView } from './teams.js';
export { renderPrivacyPage, renderRulesPage, type TextPageView } from './text-pages.js';
export { renderThanksPage, type ThanksPageView } from './thanks.js';
export { renderOwnWaitingPlacePage, renderWaitingListPage, type WaitingListPageView } from './waiting-list.js';
export { renderWalkerPage, type WalkerPageView } from './walker.js';
