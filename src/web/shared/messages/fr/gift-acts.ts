import type { giftActs as dutch } from '../nl/gift-acts.js';

export const giftActs = {
  'desk.parts': 'Partagé entre',
  'desk.partsText':
    'Un seul paiement, plusieurs pages. Un remboursement ou un litige concerne toutes les parts ensemble.',
  'desk.thisPart': 'cette part',
  'desk.split': 'Partager entre plusieurs pages',
  'desk.acts': 'Déplacements et partages',
  'desk.act.move': 'Déplacé',
  'desk.act.split': 'Partagé',
  'desk.undo': 'Annuler',
  'desk.undoButton': 'Annuler ceci',
  'desk.undone': 'Annulé',
  'desk.cannotUndo': 'Le don a encore changé depuis',
  'desk.page': 'Page',
  'desk.done.split': 'Le don est partagé.',
  'desk.done.undone': 'C’est annulé.',
  'split.title': 'Partager le don de {name}',
  'split.intro':
    'Le don est de {amount}. Choisissez de deux à dix pages et donnez une part à chacune\u00A0; ensemble elles font ce montant.',
  'split.share': 'Part pour {name}, en euros',
  'split.find': 'Chercher un autre marcheur ou une autre équipe',
  'split.add': 'Ajouter',
  'split.look': 'Montrer ce qui change',
  'split.changes': 'Voici ce qui change',
  'split.shareColumn': 'Part',
  'split.button': 'Partager ce don',
  'split.text': 'Ce qui est déjà remboursé ou contesté est réparti entre les parts en proportion.',
  'split.back': 'Retour au don',
  'gift.parts': 'Votre don est partagé entre',
} as const satisfies Readonly<Record<keyof typeof dutch, string>>;
