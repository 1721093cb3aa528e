import type { matching as dutch } from '../nl/matching.js';

export const matching = {
  'match.title': 'Abondements',
  'match.intro':
    'Un sponsor ajoute quelque chose à chaque don, jusqu’à un maximum et pendant une période. Cela suit les dons automatiquement, même en cas de remboursement.',
  'match.none': 'Aucun sponsor n’abonde encore les dons.',
  'match.new': 'Nouvel abondement',
  'match.sponsor': 'Nom du sponsor',
  'match.ratePercent': 'Combien de pour cent s’ajoutent ?',
  'match.rateHint': '100 double chaque don, 50 en ajoute la moitié.',
  'match.cap': 'Maximum en euros',
  'match.capHint': 'Il ne s’ajoute jamais plus que ceci.',
  'match.firstDay': 'Premier jour',
  'match.lastDay': 'Dernier jour',
  'match.begin': 'Commencer cet abondement',
  'match.close': 'Arrêter maintenant',
  'match.open': 'en cours',
  'match.over': 'terminé',
  'match.rate': '+{percent} %',
  'match.used': '{used} sur {cap}',
  'match.doubles': '{sponsor} double chaque don jusqu’au {day} inclus.',
  'match.adds': '{sponsor} ajoute {percent} % à chaque don jusqu’au {day} inclus.',
  'match.upTo': 'Au total {cap} au maximum.',
} as const satisfies Readonly<Record<keyof typeof dutch, string>>;
