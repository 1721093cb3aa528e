import type { AgendaItem } from './agenda.js';
import { matchedAtEnd, raisedAtEnd } from './expected-figures.js';
import { type FrontDoor, PageNotThereError, type PageRef } from './front-door.js';
import { afterEarlier, learn, type Learned, oncePageIsThere } from './learned.js';
import type { Organisers } from './organisers.js';
import type { Story } from './story.js';
import type { DonorMerge, GiftMatch, GiftStep, GiftTarget, Hiding, WalkerMove } from './steps.js';

/** What earlier steps of the play learned; each waits for its step. */
export interface KnownSoFar {
  readonly slugOf: (key: string) => Promise<string>;
  readonly pageOf: (target: GiftTarget) => Promise<PageRef>;
  readonly sessionOf: (gift: GiftStep) => Promise<string>;
}

/** A story in which organisers act was begun without any. */
class NoOrganiserError extends Error {
  constructor() {
    super('The story has organisers act, and there are none');
    this.name = 'NoOrganiserError';
  }
}

/** Turns what a story has organisers do into things to do at their desks. */
export class OrganisersAtWork {
  readonly #moved = new Map<string, Learned<string>>();
  readonly #entered = new Map<string, Learned<string>>();
  readonly #begun = new Map<string, Learned<string>>();

  constructor(
    private readonly story: Story,
    private readonly organisers: Organisers | null,
    private readonly frontDoor: FrontDoor,
    private readonly signal: AbortSignal,
    private readonly known: KnownSoFar,
  ) {}

  /** Everything, each at its time. */
  items(): AgendaItem[] {
    const { gifts, organising } = this.story;
    return [
      ...gifts.flatMap((gift) => [...this.#offline(gift), ...this.#refunds(gift), ...this.#deskAct(gift)]),
      ...organising.walkerMoves.map((move) => this.#walkerMove(move)),
      ...organising.hidings.map((hiding) => this.#hiding(hiding)),
      ...organising.matches.flatMap((match) => this.#match(match)),
      ...organising.merges.map((merge) => this.#merge(merge)),
    ];
  }

  /** Waits until a walker who changes teams before anybody gives has done so. */
  async walksWhereTheyGive(walkerKey: string): Promise<void> {
    const { walkerMoves } = this.story.organising;
    if (!walkerMoves.some((move) => move.walkerKey === walkerKey && move.when === 'before-gifts')) return;
    await afterEarlier(learn(this.#moved, walkerKey).promise);
  }

  #offline(gift: GiftStep): AgendaItem[] {
    const { course } = gift;
    if (course.kind !== 'offline') return [];
    const entered = learn(this.#entered, gift.key);
    return [
      {
        atMs: gift.atMs,
        name: `${gift.key} is entered`,
        perform: () =>
          entered.from(async () => {
            const to = await this.known.pageOf(gift.target);
            return oncePageIsThere(this.signal, () => this.#atDesk().enter(gift, course, to));
          }),
      },
      {
        atMs: course.decidedAtMs,
        name: `${gift.key} is ${course.outcome}`,
        perform: async () => {
          const id = await afterEarlier(entered.promise);
          await this.#atDesk().decide(`${gift.key}-decided`, id, course.outcome);
        },
      },
    ];
  }

  #refunds(gift: GiftStep): AgendaItem[] {
    return gift.afterwards.flatMap((event, index): AgendaItem[] => {
      if (event.kind !== 'refund' || event.by !== 'organiser') return [];
      return [
        {
          atMs: event.atMs,
          name: `${gift.key} is refunded by organisers`,
          perform: async () => {
            // All of it is asked for as "all that is left".
            const amountMinor = event.amountMinor === gift.amountMinor ? null : event.amountMinor;
            const key = `${gift.key}-refund-${String(index + 1)}`;
            await this.#atDesk().refund(key, await this.#counted(gift), amountMinor);
          },
        },
      ];
    });
  }

  #deskAct(gift: GiftStep): AgendaItem[] {
    const act = gift.deskAct;
    if (act === null) return [];
    const key = `${gift.key}-${act.kind}`;
    return [
      {
        atMs: act.atMs,
        name: `${gift.key} is subject to a ${act.kind}`,
        perform: async () => {
          const desk = this.#atDesk();
          const id = await this.#counted(gift);
          if (act.kind === 'move') {
            const to = await this.known.pageOf(act.to);
            await oncePageIsThere(this.signal, () => desk.move(key, id, to));
          } else {
            const shares = await Promise.all(
              act.shares.map(async ({ to, amountMinor }) => ({ to: await this.known.pageOf(to), amountMinor })),
            );
            await oncePageIsThere(this.signal, () => desk.split(key, id, shares));
          }
          if (act.undone) await desk.undoLast(`${key}-undo`, id);
        },
      },
    ];
  }

  #walkerMove(move: WalkerMove): AgendaItem {
    const moved = learn(this.#moved, move.walkerKey);
    return {
      atMs: move.atMs,
      name: `${move.walkerKey} is moved to ${move.intoKey}`,
      perform: () =>
        moved.from(async () => {
          if (move.when === 'after-gifts') await this.#allGiven(move.walkerKey);
          const [walker, from, into] = await Promise.all(
            [move.walkerKey, move.fromKey, move.intoKey].map((key) => this.known.slugOf(key)),
          );
          if (walker === undefined || from === undefined || into === undefined) throw new TypeError('Three slugs');
          await oncePageIsThere(this.signal, () => this.#atDesk().moveWalker(walker, from, into));
          return into;
        }),
    };
  }

  #hiding({ walkerKey, shownAgain, atMs }: Hiding): AgendaItem {
    return {
      atMs,
      name: `the page of ${walkerKey} is hidden`,
      perform: async () => {
        await this.#allGiven(walkerKey);
        const slug = await this.known.slugOf(walkerKey);
        await oncePageIsThere(this.signal, () => this.#atDesk().hidePage(slug, true));
        if (shownAgain) await this.#atDesk().hidePage(slug, false);
      },
    };
  }

  #match(match: GiftMatch): AgendaItem[] {
    const begun = learn(this.#begun, match.key);
    return [
      {
        atMs: match.atMs,
        name: `${match.key} begins`,
        perform: () =>
          begun.from(async () => {
            const slug = await this.known.slugOf(match.walkerKey);
            return oncePageIsThere(this.signal, () => this.#atDesk().beginMatch(match, slug));
          }),
      },
      {
        atMs: match.closedAtMs,
        name: `${match.key} is closed`,
        perform: async () => {
          const id = await afterEarlier(begun.promise);
          const gifts = this.#giftsTo(match.walkerKey);
          await this.#allGiven(match.walkerKey);
          const slug = await this.known.slugOf(match.walkerKey);
          const givenMinor = gifts.reduce<number>((sum, gift) => sum + raisedAtEnd(gift), 0);
          const wantedMinor = givenMinor + matchedAtEnd(match, this.story.gifts);
          await oncePageIsThere(this.signal, async () => {
            const { raisedMinor } = await this.frontDoor.walker(slug);
            if (raisedMinor !== wantedMinor) {
              throw new PageNotThereError(`${match.key}: ${String(raisedMinor)} instead of ${String(wantedMinor)}`);
            }
          });
          await this.#atDesk().closeMatch(match.key, id);
        },
      },
    ];
  }

  #merge(merge: DonorMerge): AgendaItem {
    return {
      atMs: merge.atMs,
      name: `${merge.from.donor.key} becomes ${merge.into.donor.key}`,
      perform: async () => {
        await Promise.all([this.known.sessionOf(merge.from), this.known.sessionOf(merge.into)]);
        await oncePageIsThere(this.signal, () => this.#atDesk().merge(merge));
      },
    };
  }

  /** The id of a gift once it counts. */
  async #counted(gift: GiftStep): Promise<string> {
    const session = await this.known.sessionOf(gift);
    return oncePageIsThere(this.signal, () => this.#atDesk().giftOf(session));
  }

  /** Waits until everybody has paid who gives to this walker. */
  async #allGiven(walkerKey: string): Promise<void> {
    await Promise.all(this.#giftsTo(walkerKey).map((gift) => this.known.sessionOf(gift)));
  }

  #giftsTo(walkerKey: string): GiftStep[] {
    return this.story.gifts.filter(({ target }) => target.kind === 'walker' && target.key === walkerKey);
  }

  #atDesk(): Organisers {
    if (this.organisers === null) throw new NoOrganiserError();
    return this.organisers;
  }
}
