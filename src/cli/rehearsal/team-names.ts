import type { Chance } from './chance.js';

/** Names that a form, a slug, a sort order or a page can stumble over; each is told at most once. */
const AWKWARD = [
  "'t Zotte Wandelclubje",
  "D'n Antwerpse Sjakosj",
  "O'Connor's Eleven",
  '🚶‍♀️ Stap voor stap 🚶🏿',
  '🧡🧡🧡',
  'فريق الأمل',
  'خطوة بخطوة مع Borgerhout',
  'Крок за кроком',
  'ሓደ ስጉምቲ',
  'À petits pas, ça ira !',
  'Rock & Roll <3',
  '=Som van alle stappen',
  '100 % solidair',
  'Blaren/Bier/Brussel',
  'De "Snelle" Slakken',
  'Zürich–Ångström–Łódź',
  'De allertraagste maar zonder enige twijfel meest volhardende wandelaars van heel Rivierenhof',
  'Les Marcheuses et Marcheurs de la Maison de Quartier du Vieux Molenbeek',
  'W',
  'Team zonder naam',
] as const;

const WALKERS = [
  'Stappers',
  'Wandelaars',
  'Blarenbrigade',
  'Kuitenbijters',
  'Sportzakken',
  'Zolenslijters',
  'Wegwijzers',
  'Kilometervreters',
  'Bottinekes',
  'Slenteraars',
  'Bruggenbouwers',
  'Thuiskomers',
  'Marcheurs',
  'Dwaallichten',
  'Trekvogels',
  'Warme Wanten',
  'Zevenmijlslaarzen',
  'Padvinders',
  'Sneakers',
  'Schoenlappers',
] as const;

const HOW = [
  'Vrolijke',
  'Trage',
  'Dappere',
  'Onvermoeibare',
  'Solidaire',
  'Vurige',
  'Moedige',
  'Stille',
  'Zomerse',
  'Kleurrijke',
  'Eigenwijze',
  'Gulle',
  'Vroege',
  'Grenzeloze',
  'Zoete',
  'Warme',
] as const;

const PLACES = [
  'Borgerhout',
  'Deurne',
  'Gent',
  'Leuven',
  'Mechelen',
  'Molenbeek',
  'Schaarbeek',
  'Hasselt',
  'Kortrijk',
  'Aalst',
  'Oostende',
  'Turnhout',
  'Hoboken',
  'Sint-Niklaas',
  'Ledeberg',
  'Genk',
  'Brugge',
  'Merksem',
  'Anderlecht',
  'Vilvoorde',
  'Lier',
  'Berchem',
  'Dendermonde',
  'Diest',
] as const;

const GROUPS = [
  'Buurthuis',
  'Chiro',
  'Scouts',
  'Basisschool',
  'OKAN-klas',
  'Wijkgezondheidscentrum',
  'Bibliotheek',
  'Atelier',
  'Volkstuin',
  'Fanfare',
  'Welkomgroep',
  'Muziekschool',
  'Taaltafel',
  'Maison de Quartier',
  'École',
  'Collectif',
] as const;

const NAMED_AFTER = [
  'Zonsopgang',
  'De Brug',
  'Kompas',
  'Nieuwe Start',
  'Horizon',
  'Selam',
  'Ubuntu',
  'Amal',
  'Sunflower',
  'Espoir',
  'Samen Thuis',
  'Noorderlicht',
  'Bienvenue',
  'De Vuurtoren',
  'Marhaba',
  'Thee met Munt',
] as const;

const FAMILIES = [
  'Peeters',
  'Maes',
  'El Amrani',
  'Kovalenko',
  'Dubois',
  'Haidari',
  'Woldu',
  'Claes',
  'De Smet',
] as const;

const PATTERNS: readonly ((chance: Chance) => string)[] = [
  (chance) => `De ${chance.pick(HOW)} ${chance.pick(WALKERS)}`,
  (chance) => `${chance.pick(WALKERS)} van ${chance.pick(PLACES)}`,
  (chance) => `${chance.pick(GROUPS)} ${chance.pick(PLACES)}`,
  (chance) => `Team ${chance.pick(NAMED_AFTER)}`,
  (chance) => `${chance.pick(NAMED_AFTER)} ${chance.pick(PLACES)}`,
  (chance) => `Familie ${chance.pick(FAMILIES)} & co`,
  (chance) => `${chance.pick(GROUPS)} ${chance.pick(NAMED_AFTER)}`,
  (chance) => `De ${chance.pick(HOW)} ${chance.pick(WALKERS)} uit ${chance.pick(PLACES)}`,
];

const ATTEMPTS = 20;

/** Makes team names, no two of which read the same once case, accents and punctuation are left out. */
export class TeamNames {
  readonly #taken = new Set<string>();
  readonly #awkward: string[];

  constructor(private readonly chance: Chance) {
    this.#awkward = chance.shuffled(AWKWARD);
  }

  /** A name nobody has yet, at most 100 characters long. */
  next(): string {
    const awkward = this.chance.happens(0.08) ? this.#awkward.pop() : undefined;
    if (awkward !== undefined && this.#take(awkward)) return awkward;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const name = this.chance.pick(PATTERNS)(this.chance);
      if (this.#take(name)) return name;
    }
    const name = this.chance.pick(PATTERNS)(this.chance);
    let number = 2;
    while (!this.#take(`${name} ${String(number)}`)) number += 1;
    return `${name} ${String(number)}`;
  }

  #take(name: string): boolean {
    const read = name
      .normalize('NFD')
      .replace(/[^\p{L}\p{N}\p{Extended_Pictographic}]/gu, '')
      .toLowerCase();
    if (this.#taken.has(read)) return false;
    this.#taken.add(read);
    return true;
  }
}
