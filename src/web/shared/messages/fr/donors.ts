import type { donors as dutch } from '../nl/donors.js';

export const donors = {
  'donor.title': 'Donateur {name}',
  'donor.correct': 'Corriger',
  'donor.company': 'Entreprise',
  'donor.correctText':
    'Les dons de cette édition qui portent l’ancien nom ou l’ancienne entreprise reçoivent les nouveaux. Aucun argent ne bouge.',
  'donor.correctButton': 'Enregistrer',
  'donor.gifts': 'Dons',
  'donor.noGifts': 'Plus aucun don dans cette édition.',
  'donor.twins': 'Peut-être la même personne',
  'donor.twinsText':
    'Ces donateurs ressemblent à {name}. Fusionner donne tous leurs dons de cette édition à {name}\u00A0; cela s’annule.',
  'donor.noTwins': 'Nous ne trouvons personne qui y ressemble.',
  'donor.has': '{gifts} dons, {raised}',
  'donor.merge': 'Fusionner',
  'donor.mergeButton': 'Fusionner avec {name}',
  'donor.merges': 'Fusions',
  'donor.mergeLine': '{from} → {into}\u00A0: {gifts} dons',
  'donor.swap': 'Voir ce donateur',
  'donor.done.corrected': 'Le donateur est corrigé.',
  'donor.done.merged': 'Les donateurs sont fusionnés.',
  'donor.done.undone': 'La fusion est annulée.',
  'desk.donorPage': 'Corriger ou fusionner ce donateur',
} as const satisfies Readonly<Record<keyof typeof dutch, string>>;
