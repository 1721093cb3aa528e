import type { Language } from '../../domain/language.js';
import type { Chance, Weighted } from './chance.js';
import { FIRST_NAMES, LAST_NAMES, NAMES_IN_OWN_SCRIPT, type Community } from './name-lists.js';

/** Somebody who registers or gives. All names are invented, all addresses lie in domains reserved for examples. */
export interface Person {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly language: Language;
}

const COMMUNITIES: readonly Weighted<Community>[] = [
  ['flemish', 58],
  ['brussels', 15],
  ['arabic', 9],
  ['ukrainian', 5],
  ['tigrinya', 4],
  ['afghan', 4],
  ['somali', 2],
  ['english', 3],
];

const LANGUAGES_OF: Readonly<Record<Community, readonly Weighted<Language>[]>> = {
  flemish: [
    ['nl', 95],
    ['en', 3],
    ['fr', 2],
  ],
  brussels: [
    ['fr', 78],
    ['nl', 16],
    ['en', 6],
  ],
  arabic: [
    ['nl', 52],
    ['fr', 28],
    ['en', 20],
  ],
  ukrainian: [
    ['en', 55],
    ['nl', 38],
    ['fr', 7],
  ],
  tigrinya: [
    ['en', 55],
    ['nl', 40],
    ['fr', 5],
  ],
  afghan: [
    ['nl', 60],
    ['en', 35],
    ['fr', 5],
  ],
  somali: [
    ['nl', 55],
    ['en', 42],
    ['fr', 3],
  ],
  english: [
    ['en', 90],
    ['nl', 10],
  ],
};

const MAIL_DOMAINS: readonly Weighted<string>[] = [
  ['example.org', 5],
  ['post.example', 3],
  ['mail.example', 3],
  ['buurt.example', 1],
  ['kot.example', 1],
];

/** Makes people, each with a mail address of their own. */
export class PeopleBook {
  readonly #emails = new Set<string>();

  constructor(private readonly chance: Chance) {}

  /** Somebody new. */
  somebody(): Person {
    const community = this.chance.weighted(COMMUNITIES);
    const language = this.chance.weighted(LANGUAGES_OF[community]);
    const own = NAMES_IN_OWN_SCRIPT[community];
    if (own !== undefined && this.chance.happens(0.12)) {
      const [firstName, lastName, inLatin] = this.chance.pick(own);
      return { firstName, lastName, language, email: this.#emailOf(inLatin) };
    }
    const firstName = this.#firstName(community);
    const lastName = this.#lastName(community);
    return { firstName, lastName, language, email: this.#emailOf(`${firstName} ${lastName}`) };
  }

  /** Somebody of the same family name: a child, a partner. */
  relativeOf(person: Person): Person {
    const community = this.chance.weighted(COMMUNITIES);
    const firstName = this.#firstName(community);
    return { ...person, firstName, email: this.#emailOf(`${firstName} ${person.email.split('@')[0] ?? ''}`) };
  }

  #firstName(community: Community): string {
    const name = this.chance.pick(FIRST_NAMES[community]);
    return this.chance.happens(0.04) ? `${name}-${this.chance.pick(FIRST_NAMES[community])}` : name;
  }

  #lastName(community: Community): string {
    const name = this.chance.pick(LAST_NAMES[community]);
    return this.chance.happens(0.03) ? `${name}-${this.chance.pick(LAST_NAMES[community])}` : name;
  }

  #emailOf(name: string): string {
    const local = name
      .normalize('NFD')
      .replace(/[\p{M}'’]/gu, '')
      .replaceAll('ł', 'l')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '.')
      .replace(/^\.|\.$/g, '')
      .slice(0, 48);
    const domain = this.chance.weighted(MAIL_DOMAINS);
    let email = `${local}@${domain}`;
    while (this.#emails.has(email)) email = `${local}.${String(this.chance.int(2, 99_999))}@${domain}`;
    this.#emails.add(email);
    return email;
  }
}
