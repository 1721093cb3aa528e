export {
  EditPage,
  goalField,
  orAddressTaken,
  PAGE_BOUNDS,
  parsePageContent,
  type PageContent,
  shortAddressField,
  type Visibility,
} from './edit-page.js';
export { FundraisingPagesModule } from './fundraising-pages.module.js';
export { pageIsOf } from './page-owners.js';
export { PageUpdates, parsePageNews, type PageNews, type PageUpdate } from './page-updates.js';
export { ReadOwnPages, type DoneSteps, type HeldPlace, type OwnPage, type OwnPages } from './read-own-pages.js';
export { ReadTeamMinimums, type MemberProgress, type TeamProgress } from './read-team-minimums.js';
export { ShortAddresses, type ShortAddressTarget } from './short-addresses.js';
export { type FurtherWords, ThankDonors, type GiftsToThank, type GiftToThank } from './thank-donors.js';
