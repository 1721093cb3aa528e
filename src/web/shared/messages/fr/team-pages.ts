import type { teamPages as dutch } from '../nl/team-pages.js';

/** The page of a team: working on it, and what it says once the team is no more. */
export const teamPages = {
  'teamPage.part.team': 'L’équipe',
  'teamPage.parts': 'Parties de l’équipe',
  'teamPage.photo.send': 'Mettre cette photo sur la page de notre équipe',
  'teamPage.hidePhoto': 'Ne pas montrer notre photo',
  'teamPage.news.publish': 'Publier sur la page de notre équipe',
  'teamPage.thankText':
    'Bonjour {name}, merci pour votre don de {amount} ! Grâce à vous, nous marchons avec encore plus d’envie pour les personnes en fuite. Vous pouvez nous suivre ici : {address}. Bien à vous, {team}',
  'formerTeam.merged': '{team} marche avec <a>{into}</a> depuis le {day}.',
  'formerTeam.dissolved': '{team} n’existe plus depuis le {day}. Chacun continue à son rythme.',
  'formerTeam.gifts':
    '{count, plural, one {# don de {amount}. Il reste là où il a été fait et compte} other {# dons, {amount} au total. Ils restent là où ils ont été faits et comptent}} dans le total de la marche.',
  'formerTeam.noGifts': 'Aucun don n’a été fait auprès de cette équipe.',
  'formerTeam.walkers': 'Où chacun marche maintenant',
  'formerTeam.nobody': 'Personne de cette équipe ne figure dans nos listes.',
  'formerTeam.others': 'Voir toutes les équipes',
  'register.already': 'Déjà inscrit ? <a>Connectez-vous</a>.',
  'team.sponsor': 'Avec le soutien de',
  'teamSponsor.part': 'Sponsor',
  'teamSponsor.lead':
    'Une entreprise, une école ou une association vous soutient ? Mettez son logo sur la page de votre équipe.',
  'teamSponsor.name': 'Nom du sponsor',
  'teamSponsor.logo': 'Choisissez un logo',
  'teamSponsor.logoOther': 'Choisissez un autre logo',
  'teamSponsor.logoHint': 'JPEG, PNG, WebP ou AVIF, de préférence sur fond blanc.',
  'teamSponsor.remove': 'Retirer le sponsor',
  'fault.sponsorName.REQUIRED': 'Indiquez le nom du sponsor',
  'fault.logo.FILE_REQUIRED': 'Choisissez un logo',
  'fault.logo.PICTURE_TOO_SMALL': 'Ce logo est trop petit pour être net : au moins 40 pixels sur 40',
  'my.team.others': '{count, plural, one {Et encore # marcheur.} other {Et encore # marcheurs.}}',
} as const satisfies Readonly<Record<keyof typeof dutch, string>>;
