import type { mailChoices as dutch } from '../nl/mail-choices.js';

/** Which mails somebody gets. */
export const mailChoices = {
  'mailChoices.title': 'Which mails would you like?',
  'mailChoices.intro': 'Tick what you like to get. You can change it at any time.',
  'mailChoices.topic.reminders': 'Reminders',
  'mailChoices.hint.reminders': 'How far you are, as long as there is some way to go.',
  'mailChoices.topic.milestones': 'Milestones',
  'mailChoices.hint.milestones': 'Good news about your page or your team. One mail a day at most.',
  'mailChoices.topic.next-edition': 'The next edition',
  'mailChoices.hint.next-edition': 'One mail when registration opens, if you asked for it.',
  'mailChoices.save': 'Save',
  'mailChoices.saved': 'Saved.',
  'mailChoices.stopOne': 'No more of these mails',
  'mailChoices.stopping': 'You read a mail about: {topic}. One click, and you get no more of them.',
  'mailChoices.others': 'Mails about a gift, your registration, your team and signing in always come.',
  'milestones.badges': 'Milestones',
  'mail.unsubscribe': 'Unsubscribe at',
} as const satisfies Readonly<Record<keyof typeof dutch, string>>;
