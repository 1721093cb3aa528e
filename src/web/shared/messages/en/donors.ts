import type { donors as dutch } from '../nl/donors.js';

export const donors = {
  'donor.title': 'Donor {name}',
  'donor.correct': 'Correct',
  'donor.company': 'Company',
  'donor.correctText': 'Gifts of this edition that carry the old name or company carry the new one. No money moves.',
  'donor.correctButton': 'Save',
  'donor.gifts': 'Gifts',
  'donor.noGifts': 'No gifts in this edition any more.',
  'donor.twins': 'Perhaps the same person',
  'donor.twinsText':
    'These donors are like {name}. Merging gives all their gifts of this edition to {name}; it can be undone.',
  'donor.noTwins': 'We find nobody who is like this.',
  'donor.has': '{gifts} gifts, {raised}',
  'donor.merge': 'Merge',
  'donor.mergeButton': 'Merge with {name}',
  'donor.merges': 'Merged',
  'donor.mergeLine': '{from} → {into}: {gifts} gifts',
  'donor.swap': 'See this donor',
  'donor.done.corrected': 'The donor is corrected.',
  'donor.done.merged': 'The donors are merged.',
  'donor.done.undone': 'The merge is undone.',
  'desk.donorPage': 'Correct or merge this donor',
} as const satisfies Readonly<Record<keyof typeof dutch, string>>;
