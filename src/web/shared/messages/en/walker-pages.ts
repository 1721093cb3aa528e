import type { walkerPages as dutch } from '../nl/walker-pages.js';

export const walkerPages = {
  'updates.title': 'News from the road',
} as const satisfies Readonly<Record<keyof typeof dutch, string>>;
