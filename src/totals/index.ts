export { applyPostings, type TotalKey, type TotalScope } from './apply-postings.js';
export { passLostRevisions } from './pass-lost-revisions.js';
export { ReadTotals, type EditionTotal, type Total, type TotalParts } from './read-totals.js';
export { TotalsModule } from './totals.module.js';
