import type { sharing as dutch } from '../nl/sharing.js';

/** Leaderboards, and what walkers and teams share. */
export const sharing = {
  'leaders.title': 'En tête sur la route',
  'leaders.of': 'Qui',
  'leaders.by': 'Ordre',
  'leaders.of.teams': 'Équipes',
  'leaders.of.walkers': 'Marcheurs',
  'leaders.by.raised': 'Plus grande récolte',
  'leaders.by.donors': 'Plus de donateurs',
  'leaders.by.per-walker': 'Par marcheur',
  'leaders.none': 'La route est encore libre. Qui fait le premier pas\u00A0?',
  'leaders.donors': '{count, plural, one {# donateur} other {# donateurs}}',
  'leaders.perWalker': '{amount} par marcheur',
  'share.title': 'Partager la page de {name}',
  'share.lead': 'Un mot personnel marche le mieux. Prenez l’un de ces textes si vous voulez.',
  'share.back': 'Retour à {name}',
  'share.whatsapp':
    'Je marche avec la Refugee Walk pour les personnes en fuite. Soutenez-vous {name}\u00A0? Chaque euro compte\u00A0: {address}',
  'share.whatsapp.label': 'Pour WhatsApp',
  'share.social':
    'Pas à pas pour celles et ceux qui ne peuvent pas rester chez eux. Soutenez {name} à la Refugee Walk\u00A0: {address}',
  'share.social.label': 'Pour les réseaux sociaux',
  'share.mail':
    'Bonjour,\n\nBientôt, nous marchons avec {name} pour les personnes en fuite. Un don nous aide, en une minute et sans compte\u00A0: {address}\n\nMerci\u00A0!',
  'share.mail.label': 'Pour un e-mail',
  'share.print': 'À imprimer',
  'share.poster': 'Affiche (A4)',
  'share.tableCard': 'Carte de table (A6)',
  'share.qrAlt': 'Code QR qui mène à la page de {name}',
  'poster.lead': 'marche pour les personnes en fuite. Un coup de pouce\u00A0?',
  'poster.scan': 'Scannez et donnez en une minute',
  'share.link': 'Partager et imprimer',
  'picture.raised': '{amount} récoltés sur {goal}',
  'embed.title': 'À mettre sur votre site',
  'embed.text': 'Collez cette ligne dans le site de votre école, club ou entreprise. Le compteur avance tout seul.',
  'embed.give': 'Je donne aussi',
  'embed.frame': 'Compteur en direct de {name}',
} as const satisfies Readonly<Record<keyof typeof dutch, string>>;
