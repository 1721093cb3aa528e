import type { texts as dutch } from '../nl/texts.js';

export const texts = {
  'amount.title': 'How the amount is made up',
  'amount.intro': 'One definition, the same everywhere: what was paid, less what went back.',
  'amount.asOf': 'As of {time}, count number {revision}',
  'amount.part': 'Part',
  'amount.sum': 'Amount',
  'amount.paid': 'Paid online',
  'amount.paidText': 'Gifts whose payment is confirmed.',
  'amount.refunded': 'Refunded',
  'amount.refundedText': 'Gifts that went back, in full or in part.',
  'amount.disputed': 'Disputed',
  'amount.disputedText': 'Payments that a bank is looking into or took back.',
  'amount.offline': 'Bank transfer and cash',
  'amount.offlineText': 'Given outside the site, and verified.',
  'amount.matched': 'Matched',
  'amount.matchedText': 'Added by a company or a fund, and settled.',
  'amount.fees': 'Registration fees',
  'amount.feesText': 'Counted only because this edition says so.',
  'amount.raised': 'Raised',
  'amount.onItsWay': 'On its way',
  'amount.onItsWayText': 'Announced and not arrived yet. Not part of what is raised.',
  'amount.groups': 'Central start and own route',
  'amount.groupsText':
    'Gifts to walkers and teams, by their way of taking part. Gifts to the whole walk belong to neither.',
  'amount.sumShown': '{parts} = {total}',

  'privacy.title': 'Privacy',
  'privacy.intro': 'Short, and true to the last word.',
  'privacy.cookies': 'No trackers, no cookie banner',
  'privacy.cookiesText':
    'Who only reads or gives gets no cookies. When you fill in an address to sign in, register, wait or promise, your browser keeps that address for half an hour, sealed; when you sign in, it keeps that until you sign out. Our cookies do no more, and we load nothing from others: no statistics, no advertising, no typefaces from elsewhere.',
  'privacy.donor': 'When you give',
  'privacy.donorText':
    'We keep your name, your e-mail address, the amount, your message and, if you fill it in, the name of your company. Your name, message and amount are on the page you give to. If you ask us not to show your name, it is on no public page at all.',
  'privacy.walker': 'When you walk',
  'privacy.walkerText':
    'We keep your name, e-mail address, date of birth, way of taking part and, for the young, the name and e-mail address of a parent or guardian. Only the name on your fundraising page is public; of children only the first name. A free place is on no page at all.',
  'privacy.payment': 'When you pay',
  'privacy.paymentText':
    'You pay at Stripe, on a page of theirs. We never see the number of your card or account. Stripe tells us whether the amount arrived.',
  'privacy.news': 'News',
  'privacy.newsText':
    'You get mail about your own gift or registration. You get news only if you tick the box yourself.',
  'privacy.log': 'Technical',
  'privacy.logText':
    'To stop abuse of the payment form, we count for a short while how many requests come from one address.',
  'privacy.rights': 'Your data',
  'privacy.rightsText':
    'You can always ask what we keep about you, and have it corrected or erased. Answer one of our mails, or write to Vluchtelingenwerk Vlaanderen. What the books must keep stays as long as the law asks.',

  'rules.title': 'Rules for taking part',
  'rules.intro': '{edition}, {day}.',
  'rules.commit': 'Your commitment',
  'rules.commitText':
    'Every walker raises at least {amount}; a team of five therefore {five}. What a team raises counts together.',
  'rules.fees': 'Registration',
  'rules.feesText':
    'Your place is valid as soon as the fee is paid. We hold it for you for {minutes, plural, one {# minute} other {# minutes}}.',
  'rules.feesOut': 'The fee does not count as raised.',
  'rules.feesIn': 'The fee counts as raised.',
  'rules.free': 'Free place',
  'rules.freeText': 'Asylum seekers and refugees walk for free. Tick the box when you sign up; we ask for no proof.',
  'rules.guardian': 'Children and young people',
  'rules.guardianText': 'Whoever is under {age} on the day of the walk needs the consent of a parent or guardian.',
  'rules.teams': 'Teams',
  'rules.teamsText': 'A team has one captain and as many members as it likes. Walking alone is fine too.',
  'rules.teamsLimited': 'A team has one captain and at most {most} members. Walking alone is fine too.',
  'rules.gifts': 'Gifts',
  'rules.giftsText':
    'Gifts are welcome until {day}. A gift stays where the donor gave it, even when a walker changes teams.',
  'rules.types': 'Ways of taking part',
} as const satisfies Readonly<Record<keyof typeof dutch, string>>;
