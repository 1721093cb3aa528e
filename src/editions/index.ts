export { EditionsModule } from './editions.module.js';
export { ReadEditions } from './read-editions.js';
