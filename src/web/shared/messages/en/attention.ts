import type { attention as dutch } from '../nl/attention.js';

export const attention = {
  'attention.openedAt': 'Noticed',
  'attention.gift': 'Open the gift',
  'attention.look': 'Look and put away',
  'attention.putAway': 'Put it away',
  'attention.putAwayText': 'Your note is kept, with who you are and when. Nothing about the money changes.',
  'attention.note': 'What did you find or do?',
  'attention.done': 'Done',
  'attention.back': 'Back to the control room',
} as const satisfies Readonly<Record<keyof typeof dutch, string>>;
