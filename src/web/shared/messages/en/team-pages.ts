import type { teamPages as dutch } from '../nl/team-pages.js';

/** The page of a team: working on it, and what it says once the team is no more. */
export const teamPages = {
  'teamPage.part.team': 'The team',
  'teamPage.parts': 'Parts of the team',
  'teamPage.photo.send': 'Put this photo on our team page',
  'teamPage.hidePhoto': 'Do not show our photo',
  'teamPage.news.publish': 'Put it on our team page',
  'teamPage.thankText':
    'Dear {name}, thank you for your gift of {amount}! Thanks to you we walk with an even lighter step for people who had to flee. You can follow us here: {address}. Warm wishes from {team}',
  'formerTeam.merged': '{team} has walked with <a>{into}</a> since {day}.',
  'formerTeam.dissolved': '{team} is no more since {day}. Everybody walks on at their own pace.',
  'formerTeam.gifts':
    '{count, plural, one {# gift of {amount}. It stays where it was given and counts} other {# gifts, {amount} together. They stay where they were given and count}} in the total of the walk.',
  'formerTeam.noGifts': 'No gifts stand with this team.',
  'formerTeam.walkers': 'Where everybody walks now',
  'formerTeam.nobody': 'Nobody of this team is in our lists.',
  'formerTeam.others': 'See all teams',
  'register.already': 'Already registered? <a>Sign in</a>.',
  'team.sponsor': 'With the support of',
  'teamSponsor.part': 'Sponsor',
  'teamSponsor.lead': 'Does a company, a school or a club stand behind you? Put their logo on your team page.',
  'teamSponsor.name': 'Name of the sponsor',
  'teamSponsor.logo': 'Choose a logo',
  'teamSponsor.logoOther': 'Choose another logo',
  'teamSponsor.logoHint': 'JPEG, PNG, WebP or AVIF, preferably on a white background.',
  'teamSponsor.remove': 'Take the sponsor away',
  'fault.sponsorName.REQUIRED': 'Fill in the name of the sponsor',
  'fault.logo.FILE_REQUIRED': 'Choose a logo',
  'fault.logo.PICTURE_TOO_SMALL': 'This logo is too small to be sharp: at least 40 by 40 pixels',
  'my.team.others': '{count, plural, one {And # walker more.} other {And # walkers more.}}',
} as const satisfies Readonly<Record<keyof typeof dutch, string>>;
