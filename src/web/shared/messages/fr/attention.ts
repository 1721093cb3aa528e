import type { attention as dutch } from '../nl/attention.js';

export const attention = {
  'attention.openedAt': 'Remarqué',
  'attention.gift': 'Ouvrir le don',
  'attention.look': 'Regarder et clore',
  'attention.putAway': 'Clore',
  'attention.putAwayText': 'Votre note est conservée, avec votre nom et le moment. Rien ne change à l’argent.',
  'attention.note': 'Qu’avez-vous trouvé ou fait ?',
  'attention.done': 'C’est réglé',
  'attention.back': 'Retour au tableau de bord',
} as const satisfies Readonly<Record<keyof typeof dutch, string>>;
