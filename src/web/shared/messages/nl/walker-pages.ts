/** The pages of walkers who are signed in, and what their own pages show of it. */
export const walkerPages = {
  'updates.title': 'Nieuws van onderweg',
} as const;
