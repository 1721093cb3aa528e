export { renderAfterTheWalkPage, type AfterTheWalkView } from './after-the-walk.js';
export { renderMyHomePage, type MyHomePageView } from './my-home.js';
export { pageForm, renderPageEditorPage, type PageEditorView } from './page-editor.js';
