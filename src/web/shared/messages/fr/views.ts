import type { views as dutch } from '../nl/views.js';

/** Lists under a name: ready-made ones, and those that organisers saved. */
export const views = {
  'views.title': 'Listes enregistrées',
  'views.presets': 'Listes toutes prêtes',
  'views.saved': 'Enregistrées par vous',
  'views.none': 'Rien d’enregistré. Affinez une liste et choisissez « Enregistrer cette liste ».',
  'views.save': 'Enregistrer cette liste',
  'views.name': 'Nom',
  'views.share': 'Aussi pour les autres organisateurs',
  'views.saveButton': 'Enregistrer',
  'views.remove': 'Supprimer',
  'views.removeNamed': 'Supprimer {name}',
  'views.isShared': 'partagée',
  'views.isOwn': 'pour vous seul',
  'views.preset.accountant': 'Comptabilité',
  'views.preset.accountant.text': 'chaque don compté, avec ce qui en a été remboursé, sans noms',
  'views.preset.crm': 'CRM',
  'views.preset.crm.text': 'chaque don compté, avec qui l’a fait et pour qui',
  'views.preset.thanks': 'Lettres de remerciement',
  'views.preset.thanks.text': 'chaque donateur une fois, les plus généreux d’abord',
  'views.preset.starter-packs': 'Kits de départ à poster',
  'views.preset.starter-packs.text': 'qui marche son propre parcours, avec l’adresse',
  'views.preset.start-list': 'Liste de départ par heure',
  'views.preset.start-list.text': 'qui part du départ central, avec le contact d’urgence',
} as const satisfies Readonly<Record<keyof typeof dutch, string>>;
