import { z } from 'zod';
import type { Minor } from '../../domain/money.js';
import type { Language } from '../../domain/language.js';
import { HttpClient, UnexpectedAnswerError, type Answer } from './http-client.js';
import type { GiftStep, RegistrationStep } from './steps.js';

/** A page of the install as the story knows it: by the slug that the install gave it. */
export type PageRef =
  | { readonly kind: 'edition' }
  | { readonly kind: 'team'; readonly slug: string }
  | { readonly kind: 'walker'; readonly slug: string };

/** The page that somebody wants to join or give to is not there (yet). */
export class PageNotThereError extends Error {
  constructor(request: string) {
    super(`${request}: the page is not there yet`);
    this.name = 'PageNotThereError';
  }
}

const Registered = z.object({
  registrationId: z.string(),
  walkerSlug: z.string(),
  teamSlug: z.string().nullable(),
  checkoutUrl: z.string().nullable(),
});
export type Registered = z.infer<typeof Registered>;

const Given = z.object({ donationId: z.string(), checkoutUrl: z.string() });

const EditionTotals = z.object({
  revision: z.number(),
  raisedMinor: z.number(),
  onItsWayMinor: z.number(),
  gifts: z.number(),
  donors: z.number(),
  teams: z.number(),
  walkers: z.number(),
  /** Walkers from the central start and on a route of their own. */
  byParticipation: z.object({ central: z.number(), 'own-route': z.number() }),
});
/** The edition's public totals. */
export type EditionTotals = z.infer<typeof EditionTotals>;

const PageTotal = z.object({ slug: z.string(), name: z.string(), raisedMinor: z.number(), gifts: z.number() });
const TeamTotal = PageTotal.extend({ walkers: z.number() });
/** A team as the public list shows it. */
export type TeamTotal = z.infer<typeof TeamTotal>;
/** A walker's public page. */
export type WalkerTotal = z.infer<typeof PageTotal>;

const TeamsPage = z.object({ items: z.array(TeamTotal), nextCursor: z.string().nullish() });

const Problem = z.object({
  code: z.string(),
  errors: z.array(z.object({ field: z.string().optional(), code: z.string() })).optional(),
});
const NOT_THERE = new Set(['TEAM_NOT_FOUND', 'WALKER_NOT_FOUND', 'PAGE_NOT_FOUND']);

const PAGE_OF_TEAMS = 100;
const MOST_PAGES = 1_000;

/** The install's public face, used as walkers, donors and readers use it. */
export class FrontDoor {
  readonly #http: HttpClient;

  constructor(
    origin: string,
    private readonly edition: string,
    connections: number,
    /** How long people try again where a request fails; ms. */
    patienceMs = 0,
  ) {
    this.#http = new HttpClient(origin, connections, {}, patienceMs);
  }

  /** Registers somebody through the API, which answers with the slugs of their pages. */
  async register(step: RegistrationStep, teamSlug: string | null): Promise<Registered> {
    const path = `/api/v1/editions/${this.edition}/registrations`;
    const answer = await this.#http.postJson(
      path,
      {
        participationType: step.participationType,
        team: step.team.kind,
        ...(step.team.kind === 'new' ? { teamName: step.team.name } : {}),
        ...(teamSlug === null ? {} : { teamSlug }),
        firstName: step.firstName,
        lastName: step.lastName,
        email: step.email,
        birthDate: step.birthDate,
        ...(step.guardian === null ? {} : { guardianName: step.guardian.name, guardianEmail: step.guardian.email }),
        ...(step.distanceKm === null ? {} : { distanceKm: step.distanceKm }),
        freePlace: step.freePlace,
        acceptTerms: true,
        language: step.language,
      },
      { ...this.#visitor(step.key, step.language), 'idempotency-key': step.key },
    );
    if (answer.status !== 201) throw refusal(`POST ${path}`, answer);
    return Registered.parse(JSON.parse(answer.body));
  }

  /**
   * Gives as a donor does: on the page's own form, or through the API.
   * @returns the address of the checkout page
   */
  async give(gift: GiftStep, to: PageRef, way: 'form' | 'api'): Promise<string> {
    return way === 'form' ? this.#giveOnForm(gift, to) : this.#giveThroughApi(gift, to);
  }

  async #giveOnForm(gift: GiftStep, to: PageRef): Promise<string> {
    const path = `/${gift.language}/${this.edition}${pathOf(to)}/give`;
    const answer = await this.#http.postForm(
      path,
      {
        amount: typedAmount(gift.amountMinor, gift.language),
        name: gift.donor.name,
        email: gift.donor.email,
        message: gift.message ?? '',
        company: gift.donor.company ?? '',
        onceKey: gift.key,
        ...(gift.anonymous ? { anonymous: 'yes' } : {}),
      },
      this.#visitor(gift.donor.key, gift.language),
    );
    if (answer.status !== 303 || answer.location === null) throw refusal(`POST ${path}`, answer);
    return answer.location;
  }

  async #giveThroughApi(gift: GiftStep, to: PageRef): Promise<string> {
    const path = `/api/v1/editions/${this.edition}/donations`;
    const answer = await this.#http.postJson(
      path,
      {
        target: to,
        amountMinor: gift.amountMinor,
        name: gift.donor.name,
        email: gift.donor.email,
        ...(gift.message === null ? {} : { message: gift.message }),
        ...(gift.donor.company === null ? {} : { company: gift.donor.company }),
        anonymous: gift.anonymous,
        language: gift.language,
      },
      { ...this.#visitor(gift.donor.key, gift.language), 'idempotency-key': gift.key },
    );
    if (answer.status !== 201) throw refusal(`POST ${path}`, answer);
    return Given.parse(JSON.parse(answer.body)).checkoutUrl;
  }

  editionTotals(): Promise<EditionTotals> {
    return this.#http.getJson(`/api/v1/editions/${this.edition}/totals`, (json) => EditionTotals.parse(json));
  }

  /** Every team, page by page, in the order of their names. */
  async allTeams(): Promise<TeamTotal[]> {
    const teams: TeamTotal[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const query = new URLSearchParams({ sort: 'name', limit: String(PAGE_OF_TEAMS) });
      if (cursor !== null) query.set('cursor', cursor);
      const { items, nextCursor } = await this.#http.getJson(
        `/api/v1/editions/${this.edition}/teams?${query.toString()}`,
        (json) => TeamsPage.parse(json),
      );
      teams.push(...items);
      if (nextCursor === null || nextCursor === undefined) return teams;
      cursor = nextCursor;
    }
    throw new RangeError(`The list of teams has more than ${String(MOST_PAGES)} pages`);
  }

  walker(slug: string): Promise<WalkerTotal> {
    const path = `/api/v1/editions/${this.edition}/walkers/${encodeURIComponent(slug)}`;
    return this.#http.getJson(path, (json) => PageTotal.parse(json));
  }

  /** What the install says of its own state. */
  health(): Promise<Answer> {
    return this.#http.get('/health/ready', { accept: 'application/json' });
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  /**
   * Everybody comes from an address of their own, as they would behind the install's proxy; all of them lie in the
   * range reserved for such tests (RFC 2544).
   */
  #visitor(key: string, language: Language): Readonly<Record<string, string>> {
    let mixed = 0;
    for (const character of key) mixed = (Math.imul(mixed, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
    const address = `198.${String(18 + (mixed & 1))}.${String((mixed >>> 9) & 255)}.${String((mixed >>> 1) & 255)}`;
    return { 'x-forwarded-for': address, 'accept-language': language };
  }
}

function pathOf(page: PageRef): string {
  switch (page.kind) {
    case 'edition':
      return '';
    case 'team':
      return `/teams/${encodeURIComponent(page.slug)}`;
    case 'walker':
      return `/walkers/${encodeURIComponent(page.slug)}`;
  }
}

/** An amount as people type it: whole euros bare, cents behind a comma, in English behind a point. */
export function typedAmount(amountMinor: Minor, language: Language): string {
  const euros = String(Math.floor(amountMinor / 100));
  const cents = amountMinor % 100;
  return cents === 0 ? euros : `${euros}${language === 'en' ? '.' : ','}${String(cents).padStart(2, '0')}`;
}

/** What an answer refuses: a page that is not there yet may be asked for again. */
export function refusal(request: string, answer: Answer): Error {
  if (answer.status === 404) return new PageNotThereError(request);
  const problem = problemOf(answer);
  const codes = [problem?.code, ...(problem?.errors ?? []).map((fault) => fault.code)];
  if (codes.some((code) => code !== undefined && NOT_THERE.has(code))) return new PageNotThereError(request);
  return new UnexpectedAnswerError(request, answer.status, answer.body);
}

function problemOf(answer: Answer): z.infer<typeof Problem> | undefined {
  try {
    return Problem.safeParse(JSON.parse(answer.body)).data;
  } catch {
    // A page of HTML: its words are in the report as they are.
    return undefined;
  }
}
