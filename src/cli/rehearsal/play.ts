import { setTimeout as sleep } from 'node:timers/promises';
import type { AgendaItem } from './agenda.js';
import { isPaid } from './expected-figures.js';
import { PageNotThereError, type FrontDoor, type PageRef } from './front-door.js';
import type { Story } from './story.js';
import type { Afterwards, GiftStep, GiftTarget, RegistrationStep } from './steps.js';
import type { StripeDesk } from './stripe-desk.js';

const PAGE_APPEARS_WITHIN_MS = 180_000;
const LONGEST_PAUSE_MS = 2_000;

/** Something that one step learns and later steps wait for. */
class Learned<T> {
  readonly promise: Promise<T>;
  resolve!: (value: T) => void;
  reject!: (error: unknown) => void;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // Whoever waits hears of the failure; nobody has to wait.
    this.promise.catch(() => undefined);
  }

  /** Learns what `work` returns, or that it failed. */
  async from(work: () => Promise<T>): Promise<void> {
    try {
      this.resolve(await work());
    } catch (error) {
      this.reject(error);
      throw error;
    }
  }
}

/** A step of the story could not be done because an earlier one failed. */
class EarlierStepFailedError extends Error {
  constructor(options: ErrorOptions) {
    super('An earlier step failed', options);
    this.name = 'EarlierStepFailedError';
  }
}

/**
 * Turns a story's steps into things to do at the front door and at Stripe's, and keeps what they learn: the slugs of
 * pages, the checkout session of every gift.
 */
export class Play {
  /** By the key of a team or a walker: the slug that the install gave. */
  readonly #slugs = new Map<string, Learned<string>>();
  readonly #madeSlugs = new Map<string, string>();
  readonly #sessions = new Map<string, Learned<string>>();
  readonly #disputes = new Map<string, Learned<string>>();

  constructor(
    private readonly story: Story,
    private readonly frontDoor: FrontDoor,
    private readonly desk: StripeDesk,
    private readonly signal: AbortSignal,
  ) {}

  /** The registrations that make a team: everybody else waits for them. */
  captains(): AgendaItem[] {
    return this.story.registrations.filter((step) => step.team.kind === 'new').map((step) => this.#registration(step));
  }

  /** Everybody who joins a team or walks alone. */
  members(): AgendaItem[] {
    return this.story.registrations.filter((step) => step.team.kind !== 'new').map((step) => this.#registration(step));
  }

  /** The gifts and all that happens to them afterwards. */
  giving(): AgendaItem[] {
    return this.story.gifts.flatMap((gift, index) => [
      this.#gift(gift, index % 2 === 0 ? 'form' : 'api'),
      ...this.#settlement(gift),
      ...gift.afterwards.flatMap((event, number) => this.#afterwards(gift, event, `${gift.key}-${String(number + 1)}`)),
    ]);
  }

  /** The slugs of all pages that were made so far, by the story's keys. */
  get slugs(): ReadonlyMap<string, string> {
    return this.#madeSlugs;
  }

  #registration(step: RegistrationStep): AgendaItem {
    const walker = learn(this.#slugs, step.key);
    const team = step.team.kind === 'new' ? learn(this.#slugs, step.team.key) : undefined;
    return {
      atMs: step.atMs,
      name: `${step.key} registers`,
      perform: async () => {
        await walker
          .from(async () => {
            const teamSlug = step.team.kind === 'join' ? await this.#slugOf(step.team.key) : null;
            const registered = await this.#oncePageIsThere(() => this.frontDoor.register(step, teamSlug));
            this.#madeSlugs.set(step.key, registered.walkerSlug);
            if (step.team.kind === 'new') {
              if (registered.teamSlug === null) throw new TypeError(`${step.key} asked for a team and was given none`);
              this.#madeSlugs.set(step.team.key, registered.teamSlug);
              team?.resolve(registered.teamSlug);
            }
            if (step.course.kind === 'free') {
              if (registered.checkoutUrl !== null) throw new TypeError(`The free place of ${step.key} is to be paid`);
            } else {
              if (registered.checkoutUrl === null)
                throw new TypeError(`The place of ${step.key} is free, and should not be`);
              await this.desk.checkOut(registered.checkoutUrl, step.course);
            }
            return registered.walkerSlug;
          })
          .catch((error: unknown) => {
            team?.reject(error);
            throw error;
          });
      },
    };
  }

  #gift(gift: GiftStep, way: 'form' | 'api'): AgendaItem {
    const session = learn(this.#sessions, gift.key);
    return {
      atMs: gift.atMs,
      name: `${gift.key} is given`,
      perform: () =>
        session.from(async () => {
          const to = await this.#pageOf(gift.target);
          const checkoutUrl = await this.#oncePageIsThere(() => this.frontDoor.give(gift, to, way));
          return this.desk.checkOut(checkoutUrl, gift.course);
        }),
    };
  }

  #settlement(gift: GiftStep): AgendaItem[] {
    const { course } = gift;
    if (course.kind !== 'sepa') return [];
    return [
      {
        atMs: course.settledAtMs,
        name: `the debit of ${gift.key} ${course.outcome}`,
        perform: async () => this.desk.settle(await this.#sessionOf(gift), course.outcome),
      },
    ];
  }

  #afterwards(gift: GiftStep, event: Afterwards, key: string): AgendaItem[] {
    if (!isPaid(gift.course)) return [];
    if (event.kind === 'refund') {
      return [
        {
          atMs: event.atMs,
          name: `${gift.key} is refunded`,
          perform: async () =>
            this.desk.refund(await this.#sessionOf(gift), {
              key,
              amountMinor: event.amountMinor,
              outcome: event.outcome,
            }),
        },
      ];
    }
    const dispute = learn(this.#disputes, key);
    return [
      {
        atMs: event.atMs,
        name: `${gift.key} is disputed`,
        perform: () =>
          dispute.from(async () =>
            this.desk.openDispute(await this.#sessionOf(gift), event.outcome, event.amountMinor),
          ),
      },
      {
        atMs: event.closedAtMs,
        name: `the dispute of ${gift.key} is closed`,
        perform: async () => this.desk.closeDispute(await afterEarlier(dispute.promise), event.outcome),
      },
    ];
  }

  async #pageOf(target: GiftTarget): Promise<PageRef> {
    if (target.kind === 'edition') return target;
    return { kind: target.kind, slug: await this.#slugOf(target.key) };
  }

  #slugOf(key: string): Promise<string> {
    return afterEarlier(learn(this.#slugs, key).promise);
  }

  #sessionOf(gift: GiftStep): Promise<string> {
    return afterEarlier(learn(this.#sessions, gift.key).promise);
  }

  /** A page appears when the fee is counted; whoever comes sooner looks again. */
  async #oncePageIsThere<T>(attempt: () => Promise<T>): Promise<T> {
    const deadline = performance.now() + PAGE_APPEARS_WITHIN_MS;
    for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof PageNotThereError) || performance.now() > deadline) throw error;
      }
      await sleep(pauseMs, undefined, { signal: this.signal });
    }
  }
}

function learn<T>(all: Map<string, Learned<T>>, key: string): Learned<T> {
  const known = all.get(key) ?? new Learned<T>();
  all.set(key, known);
  return known;
}

async function afterEarlier<T>(earlier: Promise<T>): Promise<T> {
  try {
    return await earlier;
  } catch (error) {
    throw new EarlierStepFailedError({ cause: error });
  }
}
