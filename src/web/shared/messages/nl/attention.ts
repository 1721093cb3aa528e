/** Putting away what needs a person. */
export const attention = {
  'attention.openedAt': 'Opgemerkt',
  'attention.gift': 'Open de gift',
  'attention.look': 'Bekijk en handel af',
  'attention.putAway': 'Afhandelen',
  'attention.putAwayText': 'Je notitie blijft bewaard, met wie je bent en wanneer. Er verandert niets aan het geld.',
  'attention.note': 'Wat vond of deed je?',
  'attention.done': 'Afgehandeld',
  'attention.back': 'Terug naar het overzicht',
} as const;
