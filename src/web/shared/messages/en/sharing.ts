import type { sharing as dutch } from '../nl/sharing.js';

/** Leaderboards, and what walkers and teams share. */
export const sharing = {
  'leaders.title': 'Ahead on the road',
  'leaders.of': 'Who',
  'leaders.by': 'Order',
  'leaders.of.teams': 'Teams',
  'leaders.of.walkers': 'Walkers',
  'leaders.by.raised': 'Most raised',
  'leaders.by.donors': 'Most donors',
  'leaders.by.per-walker': 'Per walker',
  'leaders.none': 'The road is still open. Who takes the first step?',
  'leaders.donors': '{count, plural, one {# donor} other {# donors}}',
  'leaders.perWalker': '{amount} per walker',
  'share.title': 'Share the page of {name}',
  'share.lead': 'A personal word works best. Take one of these texts if you like.',
  'share.back': 'Back to {name}',
  'share.whatsapp':
    'I walk with the Refugee Walk for people on the run. Will you support {name}? Every euro counts: {address}',
  'share.whatsapp.label': 'For WhatsApp',
  'share.social': 'Step by step for those who cannot stay at home. Support {name} in the Refugee Walk: {address}',
  'share.social.label': 'For social media',
  'share.mail':
    'Hello,\n\nSoon we will walk with {name} for people on the run. A gift helps us on, in a minute and without an account: {address}\n\nThank you!',
  'share.mail.label': 'For a mail',
  'share.print': 'To print',
  'share.poster': 'Poster (A4)',
  'share.tableCard': 'Table card (A6)',
  'share.qrAlt': 'QR code that leads to the page of {name}',
  'poster.lead': 'walks for people on the run. Will you give a hand?',
  'poster.scan': 'Scan and give within a minute',
  'share.link': 'Share and print',
  'picture.raised': '{amount} of {goal} raised',
  'embed.title': 'Put this on your own site',
  'embed.text': 'Paste this line into the site of your school, club or company. The total moves by itself.',
  'embed.give': 'Give too',
  'embed.frame': 'Live total of {name}',
} as const satisfies Readonly<Record<keyof typeof dutch, string>>;
