import type { files as dutch } from '../nl/files.js';

/** Lists as files that are made in the background. */
export const files = {
  'files.title': 'Fichiers',
  'files.intro':
    'Les longues listes sont préparées en arrière-plan. Vous recevez un e-mail quand le fichier est prêt\u00A0; il reste {hours}\u00A0heures.',
  'files.none': 'Pas encore de fichier. Une longue liste se demande en haut de la liste même.',
  'files.all': 'Tous les fichiers',
  'files.state.waiting': 'en attente',
  'files.state.making': 'en cours',
  'files.state.ready': 'prêt',
  'files.state.failed': 'échoué',
  'files.state.gone': 'supprimé',
  'files.heading.waiting': 'Le fichier attend son tour',
  'files.heading.making': 'Nous préparons le fichier',
  'files.heading.ready': 'Le fichier est prêt',
  'files.heading.failed': 'Ce fichier n’a pas pu être préparé',
  'files.heading.gone': 'Ce fichier n’est plus là',
  'files.progress': 'Où en est le fichier',
  'files.counting': 'Nous comptons les lignes.',
  'files.rows': '{done} lignes sur {all} · {part}',
  'files.away': 'Inutile d’attendre ici. Cette page se met à jour toute seule.',
  'files.count': 'Lignes et somme',
  'files.asked': 'Demandé le',
  'files.until': 'À prendre jusqu’au',
  'files.fetch': 'Prendre le fichier ({size})',
  'files.stop': 'Finalement non',
  'files.remove': 'Supprimer maintenant',
  'list.exportLong': 'Longue liste\u00A0: préparer le fichier en arrière-plan',
  'log.action.fetch-export': 'a pris un fichier',
  'log.action.remove-export': 'a supprimé un fichier',
  'attention.kind.export-failed': 'Un fichier d’une liste n’a pas pu être préparé',
  'attention.hint.export-failed':
    'Affinez la liste ou choisissez CSV, et redemandez le fichier. S’il échoue encore, voyez si le stockage est plein ou absent.',
} as const satisfies Record<keyof typeof dutch, string>;
