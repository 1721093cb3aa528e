import type { pledges as dutch } from '../nl/pledges.js';

export const pledges = {
  'pledge.title': 'Promettez à {name} un montant par kilomètre',
  'pledge.intro': 'Vous ne payez rien maintenant. Après la marche du {day}, nous vous écrirons ce que cela représente.',
  'pledge.amounts': 'Que promettez-vous\u00a0?',
  'pledge.example': '{name} veut marcher {km} km. À {perKm} par kilomètre, cela fait {amount}.',
  'pledge.perKm': 'Euros par kilomètre',
  'pledge.perKmHint': 'Par exemple 0,50 ou 1',
  'pledge.cap': 'Au maximum en tout, en euros',
  'pledge.capHint': 'Ce ne sera jamais plus, aussi loin qu’aille la marche. Par exemple 20',
  'pledge.emailHint': 'Pour le lien vers votre promesse, et pour vous dire ce qu’elle représente. Pour rien d’autre.',
  'pledge.submit': 'Promettre',
  'pledge.save': 'Enregistrer',
  'pledge.back': 'Retour à votre promesse',
  'pledge.closed':
    'On pouvait promettre par kilomètre jusqu’au jour de la marche. Vous pouvez aussi simplement donner\u00a0:',
  'pledge.changeTitle': 'Modifiez votre promesse à {name}',
  'pledge.invite': 'Plutôt un montant par kilomètre parcouru\u00a0? <a>Promettez à {name} un montant par kilomètre</a>',
  'pledge.soFar':
    '{promises, plural, one {Une personne promet} other {# personnes promettent ensemble}} {amount} par kilomètre. Cela ne compte qu’après la marche.',
  'pledge.terms': 'Vous promettez {perKm} par kilomètre à {walker}, au maximum {cap} en tout.',
  'pledge.promisedTitle': 'Merci, {name}\u00a0!',
  'pledge.promised':
    'Vous ne payez rien maintenant. Après la marche du {day}, nous vous écrirons ce que cela représente. Le lien vers cette page est aussi dans votre boîte mail.',
  'pledge.sent':
    'Nous avons envoyé un e-mail à {email}. Ouvrez le lien qui s’y trouve\u00a0: votre promesse sera alors comptée sur la page de {walker}.',
  'pledge.sentBefore':
    'Vous aviez déjà promis quelque chose à {walker}\u00a0? Alors cette promesse reste valable, et vous la modifiez avec le lien de cet e-mail.',
  'pledge.change': 'Modifier votre promesse',
  'pledge.saved': 'Votre promesse est modifiée.',
  'pledge.withdrawAsk': 'Finalement non\u00a0?',
  'pledge.withdrawExplained': 'Votre promesse disparaît, et vous ne recevrez plus d’e-mail à ce sujet.',
  'pledge.withdraw': 'Retirer ma promesse',
  'pledge.awaitedTitle': 'Encore les kilomètres',
  'pledge.awaited':
    'Nous attendons les kilomètres de {walker}. Dès que les organisateurs les confirment, nous vous écrirons ce que cela représente.',
  'pledge.settledTitle': '{walker} a marché {km} km',
  'pledge.settled': 'Ce que vous aviez promis représente {amount}. Votre don compte dès qu’il est payé.',
  'pledge.nothingDueTitle': 'Vous n’avez rien à payer',
  'pledge.notWalked':
    '{walker} n’a pas pu partir cette année. Cela arrive. Votre promesse est tenue\u00a0; merci d’avoir voulu être là.',
  'pledge.tooLittle':
    '{walker} a marché {km} km. Ce que vous aviez promis est en tout trop peu pour être payé en ligne. Votre promesse est tenue\u00a0; merci.',
  'pledge.onItsWayTitle': 'Votre don est en route',
  'pledge.onItsWay': 'Votre don de {amount} est en route vers {walker}. Il comptera dès son arrivée.',
  'pledge.paidTitle': 'Promesse tenue. Merci, {name}\u00a0!',
  'pledge.paid': 'Votre don de {amount} est bien arrivé chez {walker}.',
  'pledge.seeGift': 'Voir votre don',
  'pledge.withdrawnTitle': 'Votre promesse est retirée',
  'pledge.withdrawn': 'Vous ne recevrez plus d’e-mail à ce sujet. Merci d’y avoir pensé.',
  'pledge.lapsedTitle': 'Cette promesse est terminée',
  'pledge.lapsed': 'Elle n’a pas été payée, et c’est bien ainsi. Nous n’y reviendrons plus.',
  'pledge.letGo':
    'Personne n’a confirmé les kilomètres de {walker}, et la collecte est close. Vous n’avez rien à payer.',
  'pledge.reckoning': 'Comment nous calculons',
  'pledge.walked': 'Parcouru',
  'pledge.rowPerKm': 'Par kilomètre',
  'pledge.rowCap': 'Au maximum',
  'pledge.together': 'En tout',
  'fault.perKm.REQUIRED': 'Indiquez ce que vous promettez par kilomètre',
  'fault.perKm.AMOUNT_TOO_SMALL': 'Promettez au moins 5 centimes par kilomètre',
  'fault.perKm.AMOUNT_TOO_LARGE': 'Promettez au maximum 100 euros par kilomètre',
  'fault.cap.REQUIRED': 'Indiquez le maximum en tout',
  'fault.cap.AMOUNT_TOO_SMALL': 'Le maximum doit être d’au moins 1 euro',
  'fault.cap.AMOUNT_TOO_LARGE': 'Le maximum ne peut pas dépasser 5000 euros',
} as const satisfies Readonly<Record<keyof typeof dutch, string>>;
