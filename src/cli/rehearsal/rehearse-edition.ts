import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { playAgenda, type AgendaItem, type Failure } from './agenda.js';
import { differences, type ShownTotals } from './compare.js';
import { FrontDoor, type EditionTotals } from './front-door.js';
import { UnexpectedAnswerError } from './http-client.js';
import { checkMayPlay } from './may-play.js';
import type { RehearsalOptions } from './options.js';
import { DEEDS, Organisers } from './organisers.js';
import { Play } from './play.js';
import { showProgress } from './progress.js';
import { deedsOf, outcomeLine, outcomeTable, storyLine, type Outcome } from './report.js';
import { setStage, type Stage } from './stage.js';
import { tellStory, type Story } from './story.js';
import { StripeDesk } from './stripe-desk.js';
import { reasonOf } from '../reason-of.js';
import { until } from './until.js';

const LOOK_EVERY_MS = 250;
const MOST_FAILURES = 50;
const MOST_SHOWN = 25;

/**
 * Plays the edition, waits until all is counted, compares every total and checks the ledger. Prints a table and, last,
 * one line of JSON.
 * @returns whether everything agrees
 * @throws when the stage cannot be set, a process of it ends, or the play is stopped; everything is ended before
 */
export async function rehearse(options: RehearsalOptions, signal: AbortSignal): Promise<boolean> {
  // Everybody who waits listens for the end; there are never more than lanes.
  setMaxListeners(options.concurrency + 10, signal);
  const organiserKey = options.target === null ? randomBytes(16).toString('hex') : options.target.organiserKey;
  const story = tellStory({ ...options, organised: organiserKey !== null });
  console.log(storyLine(story));
  const stage = await setStage(options, signal, organiserKey === null ? {} : { ORGANISER_KEY: organiserKey });
  const { slug } = story.rules;
  const frontDoor = new FrontDoor(stage.appUrl, slug, options.concurrency);
  const desk = new StripeDesk(stage.sandboxUrl, options.concurrency);
  const organisers =
    organiserKey === null ? null : new Organisers(stage.appUrl, slug, organiserKey, options.concurrency);
  try {
    const people = { frontDoor, desk, organisers };
    const { outcome, found } = await new Rehearsal(story, options, stage, people, signal).run();
    console.log(`\n${outcomeTable(story, outcome)}\n`);
    if (found.length > 0) console.log(`${String(found.length)} difference(s):\n${list(found)}\n`);
    if (found.length > 0 && stage.logs !== null && options.keep) console.log(`Logs: ${stage.logs}`);
    console.log(outcomeLine(outcome));
    return found.length === 0;
  } finally {
    await Promise.allSettled([frontDoor.close(), desk.close(), organisers?.close()]);
    await stage.stop();
  }
}

/** What a rehearsal came to, and every difference to its story in words. */
export interface Rehearsed {
  readonly outcome: Outcome;
  readonly found: readonly string[];
}

/** Who acts in a rehearsal: everybody at the front door, Stripe's side, and the organisers where the story has any. */
export interface Cast {
  readonly frontDoor: FrontDoor;
  readonly desk: StripeDesk;
  readonly organisers?: Organisers | null;
}

/** A story that is played on a stage, to its end. */
export class Rehearsal {
  readonly #failures: Failure[] = [];

  constructor(
    private readonly story: Story,
    private readonly options: RehearsalOptions,
    private readonly stage: Stage,
    private readonly cast: Cast,
    private readonly signal: AbortSignal,
    /** Called before each step; the step waits for it. */
    private readonly pace: () => Promise<void> = () => Promise.resolve(),
  ) {}

  /** How many steps there are to play. */
  get steps(): number {
    const { captains, members, giving } = this.#items();
    return captains.length + members.length + giving.length;
  }

  /** @throws when a part of the stage ends, or the play is stopped */
  async run(): Promise<Rehearsed> {
    await checkMayPlay(this.cast.frontDoor, this.cast.desk);
    await this.cast.organisers?.begin();
    await this.cast.desk.makeTrouble(this.story.seed);
    const play = this.#newPlay();
    const startedAt = performance.now();
    await this.#playAll(play);
    const missing = await this.#untilSettled();
    const seconds = (performance.now() - startedAt) / 1000;

    const shown = await this.#everythingShown(play);
    const found = [...this.#failures.map(told), ...missing, ...differences(this.story, play.slugs, shown)];
    const ledger = await this.#ledger();
    found.push(...this.#leftUndone());
    if (ledger.state === 'differs') found.push(`check-ledger: ${ledger.said}`);
    const outcome: Outcome = {
      totals: shown.edition,
      seconds,
      ledger: ledger.state,
      organisers: this.cast.organisers?.done ?? null,
      ...(await this.cast.desk.delivered()),
    };
    return { outcome, found };
  }

  #newPlay(): Play {
    const { frontDoor, desk, organisers } = this.cast;
    return new Play(this.story, frontDoor, desk, this.signal, organisers ?? null);
  }

  #items(): Record<'captains' | 'members' | 'giving', readonly AgendaItem[]> {
    const play = this.#newPlay();
    return { captains: play.captains(), members: play.members(), giving: play.giving() };
  }

  /** At full speed, chapter by chapter, so that nobody knocks at a page that cannot be there yet; else as time goes. */
  async #playAll(play: Play): Promise<void> {
    const { expected } = this.story;
    if (this.options.speed !== 'max') {
      await this.#chapter('The edition', [...play.captains(), ...play.members(), ...play.giving()]);
      return;
    }
    await this.#chapter('Teams', play.captains());
    await this.#untilTotals('All teams are counted', (totals) => totals.teams >= expected.teams);
    await this.#chapter('Walkers', play.members());
    await this.#untilTotals('All walkers are counted', (totals) => totals.walkers >= expected.walkers);
    await this.#chapter('Gifts', play.giving());
  }

  async #chapter(name: string, items: readonly AgendaItem[]): Promise<void> {
    const progress = showProgress(name, items.length);
    const paced = items.map((item) => ({
      ...item,
      perform: async () => {
        await this.pace();
        await item.perform();
      },
    }));
    try {
      const failures = await playAgenda(paced, {
        lanes: this.options.concurrency,
        speed: this.options.speed,
        signal: this.signal,
        mostFailures: MOST_FAILURES,
        onPerformed: () => {
          progress.advance();
        },
      });
      this.#failures.push(...failures);
    } finally {
      progress.stop();
    }
    this.signal.throwIfAborted();
    const ended = await this.stage.failure();
    if (ended !== null) throw ended;
    if (this.#failures.length >= MOST_FAILURES) {
      throw new AggregateError(
        this.#failures.map((failure) => failure.error),
        `Too much went wrong:\n${list(this.#failures.map(told))}`,
      );
    }
  }

  #untilTotals(what: string, isTrue: (totals: EditionTotals) => boolean): Promise<EditionTotals> {
    return until(what, () => this.cast.frontDoor.editionTotals(), isTrue, {
      stillMs: this.stage.stillMs,
      everyMs: LOOK_EVERY_MS,
      signal: this.signal,
    });
  }

  /**
   * Lets everything arrive that is still under way or was lost, and waits until the totals are where the story ends.
   * @returns what is missing, in words, when nothing moves any more
   */
  async #untilSettled(): Promise<readonly string[]> {
    await this.cast.desk.calmDown();
    await this.stage.catchUp();
    const { expected } = this.story;
    const wanted = {
      teams: expected.teams,
      walkers: expected.walkers,
      donors: expected.donors,
      gifts: expected.gifts,
      raisedMinor: expected.raisedMinor as number,
      onItsWayMinor: 0,
    };
    const look = async () => ({
      totals: await this.cast.frontDoor.editionTotals(),
      waiting: await this.cast.desk.waiting(),
    });
    const figures = Object.keys(wanted) as (keyof typeof wanted)[];
    try {
      await until(
        'Everything is counted',
        look,
        ({ totals, waiting }) => waiting === 0 && figures.every((figure) => totals[figure] === wanted[figure]),
        { stillMs: this.stage.stillMs, everyMs: LOOK_EVERY_MS, signal: this.signal },
      );
      return [];
    } catch (error) {
      this.signal.throwIfAborted();
      return [reasonOf(error)];
    }
  }

  async #everythingShown(play: Play): Promise<ShownTotals> {
    const walkers: ShownTotals['walkers'][number][] = [];
    const slugs = [...this.story.expected.raisedByWalker.keys()].flatMap((key) => play.slugs.get(key) ?? []);
    const hidden = new Set([...this.story.expected.hiddenWalkers].map((key) => play.slugs.get(key)));
    const failures = await playAgenda(
      slugs.map((slug, index) => ({
        atMs: index,
        name: `reading walker ${slug}`,
        perform: async () => {
          walkers.push(await this.#walkerShown(slug, hidden.has(slug)));
        },
      })),
      { lanes: 8, speed: 'max', signal: this.signal, mostFailures: MOST_FAILURES, onPerformed: () => undefined },
    );
    this.#failures.push(...failures);
    return { edition: await this.cast.frontDoor.editionTotals(), teams: await this.cast.frontDoor.allTeams(), walkers };
  }

  /** What the story has organisers do and they did not, in words. */
  #leftUndone(): string[] {
    const did = this.cast.organisers?.done;
    if (did === undefined) return [];
    const planned = deedsOf(this.story);
    return DEEDS.filter((deed) => did[deed] !== planned[deed]).map(
      (deed) => `organisers, ${deed}: should be ${String(planned[deed])}, is ${String(did[deed])}`,
    );
  }

  /** What a public page shows; of one that organisers hide, what their lists say, once nobody else sees it. */
  async #walkerShown(slug: string, hidden: boolean): Promise<ShownTotals['walkers'][number]> {
    const { frontDoor, organisers } = this.cast;
    if (!hidden || organisers == null) return frontDoor.walker(slug);
    const shown = await frontDoor.walker(slug).catch((error: unknown) => {
      if (error instanceof UnexpectedAnswerError && error.status === 404) return null;
      throw error;
    });
    if (shown !== null) throw new RangeError(`${slug} is shown, and organisers hid it`);
    return organisers.walkerTotal(slug);
  }

  async #ledger(): Promise<{ readonly state: Outcome['ledger']; readonly said: string }> {
    if (this.stage.checkLedger === null) return { state: 'not-checked', said: '' };
    const { ok, said } = await this.stage.checkLedger();
    return { state: ok ? 'ok' : 'differs', said };
  }
}

/** Lines for people, not too many of them. */
export function list(lines: readonly string[]): string {
  const shown = lines.slice(0, MOST_SHOWN).map((line) => `  - ${line}`);
  const left = lines.length - shown.length;
  return [...shown, ...(left > 0 ? [`  … and ${String(left)} more`] : [])].join('\n');
}

function told(failure: Failure): string {
  return `${failure.name}: ${reasonOf(failure.error)}`;
}
