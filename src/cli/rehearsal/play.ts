import type { AgendaItem } from './agenda.js';
import { isPaid } from './expected-figures.js';
import type { FrontDoor, PageRef } from './front-door.js';
import { afterEarlier, learn, type Learned, oncePageIsThere } from './learned.js';
import { OrganisersAtWork } from './organisers-at-work.js';
import type { Organisers } from './organisers.js';
import type { Story } from './story.js';
import type { Afterwards, GiftStep, GiftTarget, RegistrationStep } from './steps.js';
import type { StripeDesk } from './stripe-desk.js';

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
  readonly #atWork: OrganisersAtWork;

  constructor(
    private readonly story: Story,
    private readonly frontDoor: FrontDoor,
    private readonly desk: StripeDesk,
    private readonly signal: AbortSignal,
    /** Who does what the story has organisers do. */
    organisers: Organisers | null = null,
  ) {
    this.#atWork = new OrganisersAtWork(story, organisers, frontDoor, signal, {
      slugOf: (key) => this.#slugOf(key),
      pageOf: (target) => this.#pageOf(target),
      sessionOf: (gift) => this.#sessionOf(gift),
    });
  }

  /** The registrations that make a team: everybody else waits for them. */
  captains(): AgendaItem[] {
    return this.story.registrations.filter((step) => step.team.kind === 'new').map((step) => this.#registration(step));
  }

  /** Everybody who joins a team or walks alone. */
  members(): AgendaItem[] {
    return this.story.registrations.filter((step) => step.team.kind !== 'new').map((step) => this.#registration(step));
  }

  /** The gifts and all that happens to them afterwards, with what organisers do meanwhile. */
  giving(): AgendaItem[] {
    const gifts = this.story.gifts.flatMap((gift, index) => [
      ...this.#gift(gift, index % 2 === 0 ? 'form' : 'api'),
      ...this.#settlement(gift),
      ...gift.afterwards.flatMap((event, number) => this.#afterwards(gift, event, `${gift.key}-${String(number + 1)}`)),
    ]);
    return [...gifts, ...this.#atWork.items()];
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
            const registered = await oncePageIsThere(this.signal, () => this.frontDoor.register(step, teamSlug));
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

  #gift(gift: GiftStep, way: 'form' | 'api'): AgendaItem[] {
    const { course } = gift;
    // What comes without Stripe is entered by organisers.
    if (course.kind === 'offline') return [];
    const session = learn(this.#sessions, gift.key);
    return [
      {
        atMs: gift.atMs,
        name: `${gift.key} is given`,
        perform: () =>
          session.from(async () => {
            const to = await this.#pageOf(gift.target);
            const checkoutUrl = await oncePageIsThere(this.signal, () => this.frontDoor.give(gift, to, way));
            return this.desk.checkOut(checkoutUrl, course);
          }),
      },
    ];
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
      // What organisers give back is among what they do.
      if (event.by === 'organiser') return [];
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
    if (target.kind === 'walker') await this.#atWork.walksWhereTheyGive(target.key);
    return { kind: target.kind, slug: await this.#slugOf(target.key) };
  }

  #slugOf(key: string): Promise<string> {
    return afterEarlier(learn(this.#slugs, key).promise);
  }

  #sessionOf(gift: GiftStep): Promise<string> {
    return afterEarlier(learn(this.#sessions, gift.key).promise);
  }
}
