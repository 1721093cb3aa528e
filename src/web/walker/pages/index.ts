export { renderAfterTheWalkPage, type AfterTheWalkView } from './after-the-walk.js';
export { renderMyHomePage, type MyHomePageView } from './my-home.js';
export { ownPagePath, type OwnPagePart, walkIsOver } from './own-page-frame.js';
export { pageForm, renderPageEditorPage, type PageEditorView } from './page-editor.js';
export { renderPageNewsPage, type PageNewsView } from './page-news.js';
export { renderPagePhotoPage, type PagePhotoView, type PhotoNews } from './page-photo.js';
export { renderThankYouPage, type ThankYouView } from './thank-you.js';
