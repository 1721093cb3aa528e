import type { texts as dutch } from '../nl/texts.js';

export const texts = {
  'amount.title': 'Comment le montant est composé',
  'amount.intro': 'Une seule définition, partout la même : ce qui est payé, moins ce qui est rendu.',
  'amount.asOf': 'Situation à {time}, relevé numéro {revision}',
  'amount.part': 'Élément',
  'amount.sum': 'Montant',
  'amount.paid': 'Payé en ligne',
  'amount.paidText': 'Les dons dont le paiement est confirmé.',
  'amount.refunded': 'Remboursé',
  'amount.refundedText': 'Les dons rendus en tout ou en partie.',
  'amount.disputed': 'Contesté',
  'amount.disputedText': 'Les paiements qu’une banque examine ou a repris.',
  'amount.offline': 'Virements et espèces',
  'amount.offlineText': 'Donné hors du site et vérifié.',
  'amount.matched': 'Doublement',
  'amount.matchedText': 'Ajouté par une entreprise ou un fonds, et réglé.',
  'amount.fees': 'Frais d’inscription',
  'amount.feesText': 'Comptés seulement parce que cette édition le prévoit.',
  'amount.raised': 'Montant récolté',
  'amount.onItsWay': 'En route',
  'amount.onItsWayText': 'Annoncé, pas encore arrivé. N’est pas compris dans le montant récolté.',
  'amount.groups': 'Départ central et parcours libre',
  'amount.groupsText':
    'Les dons aux marcheurs et aux équipes, selon leur formule. Les dons à toute la marche n’appartiennent à aucun des deux.',
  'amount.sumShown': '{parts} = {total}',

  'privacy.title': 'Vie privée',
  'privacy.intro': 'Court, et entièrement vrai.',
  'privacy.cookies': 'Pas de traceurs, pas de bannière de cookies',
  'privacy.cookiesText':
    'Qui lit ou donne seulement ne reçoit aucun cookie. Si vous indiquez une adresse pour vous connecter, vous inscrire, attendre ou promettre, votre navigateur la garde une demi-heure, chiffrée\u00A0; si vous vous connectez, il s’en souvient jusqu’à ce que vous vous déconnectiez. Nos cookies ne font rien de plus, et nous ne chargeons rien d’ailleurs\u00A0: pas de statistiques, pas de publicité, pas de polices de caractères externes.',
  'privacy.donor': 'Si vous donnez',
  'privacy.donorText':
    'Nous conservons votre nom, votre adresse e-mail, le montant, votre message et, si vous l’indiquez, le nom de votre entreprise. Votre nom, votre message et le montant figurent sur la page à laquelle vous donnez. Si vous demandez de ne pas montrer votre nom, il n’apparaît sur aucune page publique.',
  'privacy.walker': 'Si vous marchez',
  'privacy.walkerText':
    'Nous conservons votre nom, votre adresse e-mail, votre date de naissance, votre formule et, pour les jeunes, le nom et l’adresse e-mail d’un parent ou tuteur. Seul est public le nom sur votre page de parrainage ; pour les enfants, seulement le prénom. Une place gratuite ne figure sur aucune page.',
  'privacy.payment': 'Si vous payez',
  'privacy.paymentText':
    'Le paiement se fait chez Stripe, sur sa propre page. Nous ne voyons jamais votre numéro de carte ou de compte. Stripe nous dit si le montant est arrivé.',
  'privacy.news': 'Nouvelles',
  'privacy.newsText':
    'Vous recevez des mails sur votre propre don ou inscription. Des nouvelles, seulement si vous cochez la case vous-même.',
  'privacy.log': 'Technique',
  'privacy.logText':
    'Pour arrêter les abus du formulaire de paiement, nous comptons brièvement les demandes venant d’une même adresse.',
  'privacy.rights': 'Vos données',
  'privacy.rightsText':
    'Vous pouvez toujours demander ce que nous conservons, le faire corriger ou effacer. Répondez à l’un de nos mails, ou écrivez à Vluchtelingenwerk Vlaanderen. Ce que la comptabilité doit garder reste aussi longtemps que la loi le demande.',

  'rules.title': 'Règlement de participation',
  'rules.intro': '{edition}, {day}.',
  'rules.commit': 'Votre engagement',
  'rules.commitText':
    'Chaque marcheur récolte au moins {amount} ; une équipe de cinq donc {five}. Ce qu’une équipe récolte compte ensemble.',
  'rules.fees': 'Inscription',
  'rules.feesText':
    'Votre place est valable dès que les frais d’inscription sont payés. Nous la gardons pour vous pendant {minutes, plural, one {# minute} other {# minutes}}.',
  'rules.feesOut': 'Les frais d’inscription ne comptent pas dans le montant récolté.',
  'rules.feesIn': 'Les frais d’inscription comptent dans le montant récolté.',
  'rules.free': 'Place gratuite',
  'rules.freeText':
    'Les demandeurs d’asile et les réfugiés marchent gratuitement. Cochez la case à l’inscription ; nous ne demandons pas de preuve.',
  'rules.guardian': 'Enfants et jeunes',
  'rules.guardianText': 'Qui a moins de {age} ans le jour de la marche a besoin de l’accord d’un parent ou tuteur.',
  'rules.teams': 'Équipes',
  'rules.teamsText': 'Une équipe a un capitaine et autant de membres qu’elle veut. On peut aussi marcher seul.',
  'rules.teamsLimited': 'Une équipe a un capitaine et au plus {most} membres. On peut aussi marcher seul.',
  'rules.gifts': 'Dons',
  'rules.giftsText':
    'On peut donner jusqu’au {day}. Un don reste là où il a été fait, même si un marcheur change d’équipe.',
  'rules.types': 'Formules de participation',
} as const satisfies Readonly<Record<keyof typeof dutch, string>>;
