export { Preview, ShortAddress } from './editor-parts.js';
export {
  MyFrame,
  OwnPageFrame,
  ownPagePath,
  type OwnPagePart,
  ownTeamPath,
  partPath,
  type TeamPagePart,
  walkIsOver,
  type WhosePage,
} from './own-page-frame.js';
export { renderPageNewsPage, type PageNewsView } from './page-news.js';
export { PhotoField, renderPagePhotoPage, type PagePhotoView, type PhotoNews } from './page-photo.js';
export { Radios } from './radios.js';
export { renderThankYouPage, type ThankYouView } from './thank-you.js';
