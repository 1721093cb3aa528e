import type { Language } from '../../domain/language.js';

/** What donors write beside their gift. */
export const MESSAGES: Readonly<Record<Language, readonly string[]>> = {
  nl: [
    'Stap voor stap, veel succes!',
    'Zet hem op!',
    'Voor iedereen die onderweg is.',
    'Fier op jullie.',
    'Goeie benen gewenst 🦵',
    'Wij supporteren vanuit de zetel.',
    'Mijn opa vluchtte ook ooit. Dank je.',
    "'t Is voor 't goeie doel!",
    'Draag goede sokken, zegt oma.',
    'Samen sterk ❤️',
    'Een klein beetje van ons allemaal, het hele bureau op de derde verdieping heeft de hoed laten rondgaan en dit is wat erin zat. Veel plezier zondag, en vergeet niet om te blijven drinken, te stretchen en af en toe eens rond te kijken!',
  ],
  fr: [
    'Bon courage !',
    'Allez-y, on pense à vous.',
    "Un pas après l'autre.",
    'Bravo pour ce que vous faites.',
    'Pour toutes celles et ceux qui cherchent un toit.',
    'De tout cœur avec vous ❤️',
    'À dimanche, à la ligne d’arrivée !',
  ],
  en: [
    'Every step counts.',
    'You can do this!',
    'Walk on!',
    'From all of us at home, in four time zones.',
    'Proud of you 💪🏽',
    'Keep going <3',
    'شكراً لكم',
    'Дякуємо!',
    '=HYPERLINK("https://example.org";"good luck")',
    '"Refugees welcome" & good shoes',
  ],
};

/** Invented companies and shops that give. */
export const COMPANIES = [
  'Bakkerij Van Zon bv',
  'Drukkerij De Letter',
  'Café De Volle Maan',
  'Fietsen Noorderlaan',
  'Architecten Ruimte & Co',
  'Advocatenkantoor Hooghuys',
  "Boekhandel 't Leesteken",
  'Tandartspraktijk Lindenhof',
  'Imprimerie du Canal SRL',
  'Atelier Soleil SA',
  'Northwind Logistics',
  'Sterk Water bv',
  'Kapsalon Haarfijn',
  'Brouwerij De Dorstige Pelgrim',
  'Huisartsen Het Plein',
  'Studio Zeven',
] as const;
