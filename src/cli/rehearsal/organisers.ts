import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { API_SCOPES } from '../../api-keys/index.js';
import type { Minor } from '../../domain/money.js';
import { PageNotThereError, type PageRef, refusal, type WalkerTotal } from './front-door.js';
import { type Answer, HttpClient, UnexpectedAnswerError } from './http-client.js';
import type { DonorMerge, GiftMatch, GiftStep, OfflineCourse } from './steps.js';

/** Notes and coins as they are counted; minor units. */
const PIECES = [5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1] as const;
const MOST_ROWS = 500;

const Rows = z.object({ items: z.array(z.record(z.string(), z.unknown())) });
const Done = z.object({ id: z.string() });
const Acts = z.object({ items: z.array(z.object({ id: z.string(), canBeUndone: z.boolean() })) });

/** What organisers do in a rehearsal, each as it is counted. */
export const DEEDS = [
  'refunds',
  'moves',
  'splits',
  'undone',
  'offlineGifts',
  'verified',
  'rejected',
  'reversed',
  'matches',
  'merges',
  'walkersMoved',
  'pagesHidden',
] as const;
export type Deed = (typeof DEEDS)[number];

/** A gift, a donor or a walker that organisers look for is not in their lists (yet). */
export class NotListedError extends PageNotThereError {}

/**
 * Organisers at work while the edition is played: one opens the organisers' pages with the key of the first day and uses their
 * forms, makes a key for the bank's program and one for the volunteers who count envelopes, and those two act by the API.
 */
export class Organisers {
  readonly #pages: HttpClient;
  readonly #done = new Map<Deed, number>(DEEDS.map((deed) => [deed, 0]));
  #cookie = '';
  #treasury = '';
  #counting = '';

  constructor(
    origin: string,
    private readonly edition: string,
    private readonly organiserKey: string,
    connections: number,
  ) {
    this.#pages = new HttpClient(origin, connections);
  }

  /** How often each was done. */
  get done(): Readonly<Record<Deed, number>> {
    return Object.fromEntries(DEEDS.map((deed) => [deed, this.#done.get(deed) ?? 0])) as Record<Deed, number>;
  }

  /** Opens the pages by the link with the key, and makes the two keys for programs. */
  async begin(): Promise<void> {
    const answer = await this.#pages.get(`/organise?${new URLSearchParams({ key: this.organiserKey }).toString()}`);
    if (answer.status !== 303 || answer.cookies.length === 0) throw unexpected('GET /organise', answer);
    this.#cookie = answer.cookies.join('; ');
    this.#treasury = await this.#makeKey('Boekhouding', 'admin', API_SCOPES);
    this.#counting = await this.#makeKey('Telploeg', 'editor', ['enter-offline-gifts']);
  }

  /** The id of a gift that counts, found by its checkout session. @throws {NotListedError} while it does not count */
  async giftOf(session: string): Promise<string> {
    const [gift] = await this.#rows('donations', { q: session, status: 'counted' }, ['raised', 'checkoutSession']);
    return listed(gift, session);
  }

  async refund(key: string, gift: string, amountMinor: Minor | null): Promise<void> {
    await this.#act(key, `/gifts/${gift}/refund`, { amountMinor, reason: 'De schenker vroeg erom' });
    this.#count('refunds');
  }

  async move(key: string, gift: string, to: PageRef): Promise<void> {
    await this.#act(key, `/gifts/${gift}/move`, { to, reason: 'Verkeerde pagina', tellDonor: true });
    this.#count('moves');
  }

  async split(
    key: string,
    gift: string,
    shares: readonly { readonly to: PageRef; readonly amountMinor: Minor }[],
  ): Promise<void> {
    await this.#act(key, `/gifts/${gift}/split`, { shares, reason: 'Voor meer dan een', tellDonor: false });
    this.#count('splits');
  }

  /** Undoes what was done with a gift last. */
  async undoLast(key: string, gift: string): Promise<void> {
    const path = this.#path(`/gifts/${gift}/acts`);
    const answer = await this.#pages.get(path, { authorization: `Bearer ${this.#treasury}` });
    if (answer.status !== 200) throw unexpected(`GET ${path}`, answer);
    const act = Acts.parse(JSON.parse(answer.body)).items.find(({ canBeUndone }) => canBeUndone);
    if (act === undefined) throw unexpected(`GET ${path}, which should tell of an act,`, answer);
    await this.#act(key, `/gifts/${gift}/acts/${act.id}/undo`, { reason: 'Toch niet' });
    this.#count('undone');
  }

  /** The volunteers enter what came without Stripe. @returns its id */
  async enter(gift: GiftStep, { method }: OfflineCourse, to: PageRef): Promise<string> {
    const cash = { pieces: piecesOf(gift.amountMinor), counters: ['An', 'Bert'] };
    const id = await this.#act(
      gift.key,
      '/offline-gifts',
      {
        method,
        to,
        amountMinor: gift.amountMinor,
        receivedOn: '2023-10-08',
        name: gift.donor.name,
        email: gift.donor.email,
        company: gift.donor.company,
        message: gift.message,
        anonymous: gift.anonymous,
        language: gift.language,
        ...(method === 'cash' ? cash : {}),
      },
      this.#counting,
    );
    this.#count('offlineGifts');
    return id;
  }

  /** Somebody else decides on what was entered. */
  async decide(key: string, entered: string, outcome: OfflineCourse['outcome']): Promise<void> {
    const reason = { reason: 'Dubbel ingevoerd' };
    if (outcome === 'rejected') await this.#act(key, `/offline-gifts/${entered}/reject`, reason);
    else await this.#act(key, `/offline-gifts/${entered}/verify`, undefined);
    this.#count(outcome === 'rejected' ? 'rejected' : 'verified');
    if (outcome !== 'reversed') return;
    await this.#act(`${key}-back`, `/offline-gifts/${entered}/reverse`, reason);
    this.#count('reversed');
  }

  /** @returns the match's id */
  async beginMatch(match: GiftMatch, walkerSlug: string): Promise<string> {
    const { key, sponsor, ratePercent, capMinor } = match;
    const day = (fromNow: number): string => new Date(Date.now() + fromNow * 86_400_000).toISOString().slice(0, 10);
    return this.#act(key, '/matches', {
      sponsor,
      ratePercent,
      capMinor,
      to: { kind: 'walker', slug: walkerSlug },
      firstDay: day(-2),
      lastDay: day(400),
    });
  }

  async closeMatch(key: string, id: string): Promise<void> {
    await this.#act(`${key}-close`, `/matches/${id}/close`, undefined);
    this.#count('matches');
  }

  async merge({ key, from, into, undone }: DonorMerge): Promise<void> {
    const [fromId, intoId] = [await this.#donor(from.donor.email), await this.#donor(into.donor.email)];
    const merge = await this.#act(key, `/donors/${intoId}/merge`, { from: fromId, reason: 'Dezelfde persoon' });
    this.#count('merges');
    if (!undone) return;
    await this.#act(`${key}-undo`, `/donor-merges/${merge}/undo`, { reason: 'Toch een broer' });
    this.#count('undone');
  }

  /** On the walker's desk, by its form. */
  async moveWalker(walkerSlug: string, fromSlug: string, intoSlug: string): Promise<void> {
    const fields = { from: fromSlug, into: intoSlug, successor: '', reason: 'Op vraag van de wandelaar' };
    await this.#form(`/organise/walkers/${await this.#walker(walkerSlug)}/team`, { form: 'team', ...fields });
    this.#count('walkersMoved');
  }

  /** On the walker's desk, by its form. */
  async hidePage(walkerSlug: string, hidden: boolean): Promise<void> {
    const fields = { form: 'hide', hidden: hidden ? 'yes' : '', reason: 'Op vraag van de wandelaar' };
    await this.#form(`/organise/walkers/${await this.#walker(walkerSlug)}/hide`, fields);
    this.#count(hidden ? 'pagesHidden' : 'undone');
  }

  /** What the organisers' lists say of a walker, whoever may see the page. */
  async walkerTotal(slug: string): Promise<WalkerTotal> {
    const walkers = await this.#rows('walkers', { q: slug }, ['walkerSlug', 'publicName', 'raised']);
    const walker = walkers.find((row) => row['walkerSlug'] === slug);
    const gifts = await this.#rows('donations', { walker: slug, status: 'counted' }, ['raised']);
    const raisedMinor = Number(walker?.['raised']);
    const added = gifts.reduce((sum, gift) => sum + Number(gift['raised']), 0);
    if (added !== raisedMinor)
      throw new RangeError(`${slug}: gifts come to ${String(added)}, not ${String(raisedMinor)}`);
    return { slug, name: String(walker?.['publicName']), raisedMinor, gifts: gifts.length };
  }

  close(): Promise<void> {
    return this.#pages.close();
  }

  async #walker(slug: string): Promise<string> {
    const rows = await this.#rows('walkers', { q: slug, place: 'valid' }, ['walkerSlug']);
    return listed(
      rows.find((row) => row['walkerSlug'] === slug),
      slug,
    );
  }

  async #donor(email: string): Promise<string> {
    const address = email.toLowerCase();
    const rows = await this.#rows('donors', { q: address }, ['email', 'reference']);
    return listed(
      rows.find((row) => row['email'] === address),
      address,
    );
  }

  async #rows(
    list: string,
    filters: Readonly<Record<string, string>>,
    columns: readonly string[],
  ): Promise<z.infer<typeof Rows>['items']> {
    const query = new URLSearchParams({ limit: String(MOST_ROWS), ...filters });
    for (const column of columns) query.append('column', column);
    const path = this.#path(`/${list}?${query.toString()}`);
    const answer = await this.#pages.get(path, { authorization: `Bearer ${this.#treasury}` });
    if (answer.status !== 200) throw unexpected(`GET ${path}`, answer);
    return Rows.parse(JSON.parse(answer.body)).items;
  }

  async #act(key: string, path: string, body: object | undefined, apiKey = this.#treasury): Promise<string> {
    const answer = await this.#pages.postJson(this.#path(path), body ?? {}, {
      authorization: `Bearer ${apiKey}`,
      'idempotency-key': `rehearsal-${key}`,
    });
    if (answer.status !== 200) throw refusal(`POST ${path}`, answer);
    return Done.parse(JSON.parse(answer.body)).id;
  }

  async #form(path: string, fields: Readonly<Record<string, string>>): Promise<void> {
    const answer = await this.#pages.postForm(path, { edition: this.edition, ...fields }, { cookie: this.#cookie });
    if (answer.status !== 303) throw refusal(`POST ${path}`, answer);
  }

  async #makeKey(name: string, role: string, scopes: readonly string[]): Promise<string> {
    const path = '/organise/api-keys';
    const fields = { edition: this.edition, entry: uuidv7(), name, role };
    const answer = await this.#pages.postForm(
      path,
      { ...fields, ...Object.fromEntries(scopes.map((scope) => [scope, 'yes'])) },
      { cookie: this.#cookie },
    );
    const key = /\bwalk_[A-Za-z0-9_-]{20,}/.exec(answer.body)?.[0];
    if (key === undefined) throw unexpected(`POST ${path}`, answer);
    return key;
  }

  #path(path: string): string {
    return `/api/v1/organise/editions/${this.edition}${path}`;
  }

  #count(deed: Deed): void {
    this.#done.set(deed, (this.#done.get(deed) ?? 0) + 1);
  }
}

/** An envelope as two people count it: the largest pieces first. */
function piecesOf(amountMinor: Minor): Record<string, number> {
  const pieces: Record<string, number> = {};
  let left: number = amountMinor;
  for (const piece of PIECES) {
    const count = Math.floor(left / piece);
    if (count > 0) pieces[String(piece)] = count;
    left -= count * piece;
  }
  return pieces;
}

function listed(row: Readonly<Record<string, unknown>> | undefined, what: string): string {
  const id = row?.['id'];
  if (typeof id !== 'string') throw new NotListedError(what);
  return id;
}

function unexpected(request: string, answer: Answer): Error {
  return new UnexpectedAnswerError(request, answer.status, answer.body);
}
