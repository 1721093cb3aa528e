import type { mailChoices as dutch } from '../nl/mail-choices.js';

/** Which mails somebody gets. */
export const mailChoices = {
  'mailChoices.title': 'Quels e-mails souhaitez-vous\u00A0?',
  'mailChoices.intro': 'Cochez ce que vous aimez recevoir. Vous pouvez toujours changer d’avis.',
  'mailChoices.topic.reminders': 'Rappels',
  'mailChoices.hint.reminders': 'Où vous en êtes, tant qu’il reste du chemin.',
  'mailChoices.topic.milestones': 'Étapes franchies',
  'mailChoices.hint.milestones': 'De bonnes nouvelles de votre page ou de votre équipe. Un e-mail par jour au plus.',
  'mailChoices.topic.next-edition': 'La prochaine édition',
  'mailChoices.hint.next-edition': 'Un seul e-mail à l’ouverture des inscriptions, si vous l’avez demandé.',
  'mailChoices.save': 'Enregistrer',
  'mailChoices.saved': 'C’est enregistré.',
  'mailChoices.stopOne': 'Ne plus les recevoir',
  'mailChoices.stopping': 'Vous avez lu un e-mail sur\u00A0: {topic}. Un clic suffit pour ne plus en recevoir.',
  'mailChoices.others': 'Les e-mails sur un don, votre inscription, votre équipe et la connexion arrivent toujours.',
  'milestones.badges': 'Étapes franchies',
  'mail.unsubscribe': 'Se désinscrire\u00A0:',
} as const satisfies Readonly<Record<keyof typeof dutch, string>>;
