import type { walkerPages as dutch } from '../nl/walker-pages.js';

export const walkerPages = {
  'updates.title': 'Nouvelles du chemin',
} as const satisfies Readonly<Record<keyof typeof dutch, string>>;
