export { passesWordFilter } from './word-filter.js';
