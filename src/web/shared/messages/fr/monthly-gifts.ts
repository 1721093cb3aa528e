import type { monthlyGifts as dutch } from '../nl/monthly-gifts.js';

/** Giving every month to the organisation. */
export const monthlyGifts: Readonly<Record<keyof typeof dutch, string>> = {
  'monthly.title': 'Restez à nos côtés chaque mois',
  'monthly.intro':
    'Les personnes en fuite ont besoin de quelqu’un chaque mois. Avec un montant fixe, nous savons sur quoi compter.',
  'monthly.amount': 'Combien par mois\u00a0?',
  'monthly.aMonth': 'par mois',
  'monthly.emailHint': 'Pour le lien vers votre page, où vous voyez tout et pouvez arrêter.',
  'monthly.apart': 'Ce don va à l’organisation. Il n’est pas compté dans la somme récoltée par la marche.',
  'monthly.submit': 'Donner chaque mois',
  'monthly.stopAnyTime': 'Vous pouvez arrêter à tout moment, d’un seul bouton. Vous payez sur la page suivante.',
  'monthly.offer': 'Envie de rester à nos côtés chaque mois\u00a0? <a>Donnez un petit montant par mois</a>',
  'monthly.startedTitle': 'Nous attendons votre premier paiement',
  'monthly.started': 'Vous avez choisi {amount} par mois. Dès que le premier paiement est là, vous le voyez ici.',
  'monthly.pendingTitle': 'Votre premier don est en route',
  'monthly.pending': 'Votre banque s’occupe de vos premiers {amount}. Cela peut prendre quelques jours.',
  'monthly.activeTitle': 'Merci, {name}\u00a0!',
  'monthly.active': 'Vous donnez {amount} par mois.',
  'monthly.next': 'Le prochain don sera prélevé le {day}.',
  'monthly.endsOn': 'Votre don mensuel s’arrête le {day}.',
  'monthly.failingTitle': 'Votre banque a refusé un paiement',
  'monthly.failing': 'Le don de {amount} n’a pas pu être prélevé. Rien n’a quitté votre compte.',
  'monthly.nextTry': 'Nous réessayons automatiquement le {day}.',
  'monthly.payNow': 'Payer {amount} avec une autre carte',
  'monthly.endedTitle': 'Votre don mensuel est arrêté',
  'monthly.ended': 'Plus rien ne sera prélevé. Merci pour ce que vous avez donné.',
  'monthly.endedByFailure':
    'Votre don de {amount} n’a pas pu être prélevé plusieurs fois. Il est donc arrêté. Merci pour ce que vous avez donné.',
  'monthly.again': 'Donner à nouveau chaque mois',
  'monthly.charges': 'Mois après mois',
  'monthly.charge.open': 'En route',
  'monthly.charge.failed': 'Pas abouti',
  'monthly.charge.paid': 'Payé',
  'monthly.charge.takenBack': 'Payé, puis remboursé (en partie)',
  'monthly.charge.void': 'Annulé',
  'monthly.charge.uncollectible': 'Pas abouti',
  'monthly.endAsk': 'Arrêter\u00a0?',
  'monthly.endExplained':
    'Votre don s’arrête tout de suite. Plus rien ne sera prélevé, et vous ne devez pas dire pourquoi.',
  'monthly.end': 'Arrêter mon don mensuel',
};
