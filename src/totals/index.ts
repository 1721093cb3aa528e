export { applyPostings, type TotalKey, type TotalScope } from './apply-postings.js';
