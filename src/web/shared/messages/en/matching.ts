import type { matching as dutch } from '../nl/matching.js';

export const matching = {
  'match.title': 'Matches',
  'match.intro':
    'A sponsor adds something to every gift, up to a maximum and in a period. It follows the gifts by itself, also when money goes back.',
  'match.none': 'No sponsor matches gifts yet.',
  'match.new': 'New match',
  'match.sponsor': 'Name of the sponsor',
  'match.ratePercent': 'How much is added, in percent?',
  'match.rateHint': '100 doubles every gift, 50 adds half of it.',
  'match.cap': 'Maximum in euros',
  'match.capHint': 'Never more than this is added.',
  'match.firstDay': 'First day',
  'match.lastDay': 'Last day',
  'match.begin': 'Begin this match',
  'match.close': 'Stop now',
  'match.open': 'running',
  'match.over': 'over',
  'match.rate': '+{percent} %',
  'match.used': '{used} of {cap}',
  'match.doubles': '{sponsor} doubles every gift until {day}.',
  'match.adds': '{sponsor} adds {percent} % to every gift until {day}.',
  'match.upTo': '{cap} at most, all together.',
} as const satisfies Readonly<Record<keyof typeof dutch, string>>;
