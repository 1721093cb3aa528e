/** What sponsors add to gifts. */
export const matching = {
  'match.title': 'Verdubbelingen',
  'match.intro':
    'Een sponsor legt iets bij elke gift, tot een maximum en in een periode. Het volgt de giften vanzelf, ook wanneer er geld terugkeert.',
  'match.none': 'Nog geen sponsor verdubbelt giften.',
  'match.new': 'Nieuwe verdubbeling',
  'match.sponsor': 'Naam van de sponsor',
  'match.ratePercent': 'Hoeveel procent komt erbij?',
  'match.rateHint': '100 verdubbelt elke gift, 50 legt er de helft bij.',
  'match.cap': 'Maximum in euro',
  'match.capHint': 'Meer dan dit komt er nooit bij.',
  'match.firstDay': 'Eerste dag',
  'match.lastDay': 'Laatste dag',
  'match.begin': 'Begin deze verdubbeling',
  'match.close': 'Stop nu',
  'match.open': 'loopt',
  'match.over': 'voorbij',
  'match.rate': '+{percent} %',
  'match.used': '{used} van {cap}',
  'match.doubles': '{sponsor} verdubbelt elke gift tot en met {day}.',
  'match.adds': '{sponsor} legt {percent} % bij elke gift tot en met {day}.',
  'match.upTo': 'Samen hoogstens {cap}.',
} as const;
