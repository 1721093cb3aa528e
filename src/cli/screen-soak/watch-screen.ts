import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { Cable } from '../browser/cable.js';
import { launchChromium } from '../browser/launch-chromium.js';
import { Chance } from '../rehearsal/chance.js';
import { FrontDoor } from '../rehearsal/front-door.js';
import { Rehearsal } from '../rehearsal/rehearse-edition.js';
import { setStage, type Stage } from '../rehearsal/stage.js';
import { tellStory } from '../rehearsal/story.js';
import { StripeDesk } from '../rehearsal/stripe-desk.js';
import { until } from '../rehearsal/until.js';
import { type Flatness, flatnessOf } from './flatness.js';
import { type PageMemory, PageMeter } from './memory-of-page.js';
import type { ScreenSoakOptions } from './options.js';

const LANES = 12;
const SAMPLES = 120;
/** A short cut, and one that a person at the arch notices; ms. */
const CUT_MS = { least: 1_500, most: 25_000 } as const;
const SCREEN_FOLLOWS_WITHIN_MS = 90_000;

/**
 * Plays an edition over the minutes that were asked for, with the big screen open in a browser at the end of a cable that is
 * pulled out again and again. Prints how memory stood, and last one line of JSON.
 * @returns whether the screen ended at the exact number, every figure of the edition is right, and memory stayed level
 */
export async function watchScreen(options: ScreenSoakOptions, signal: AbortSignal): Promise<boolean> {
  setMaxListeners(LANES + 10, signal);
  const { seed, scale, minutes } = options;
  const rehearsalOptions = { seed, scale, speed: 'max', concurrency: LANES, target: null, keep: false } as const;
  const story = tellStory(rehearsalOptions);
  const organiserKey = randomBytes(16).toString('hex');
  const stage = await setStage(rehearsalOptions, signal, { ORGANISER_KEY: organiserKey });
  const frontDoor = new FrontDoor(stage.appUrl, story.rules.slug, LANES);
  const desk = new StripeDesk(stage.sandboxUrl, LANES);
  let browser: Browser | undefined;
  let cable: Cable | undefined;
  try {
    browser = await launchChromium();
    cable = await Cable.lay(stage.appUrl);
    const page = await openScreen(browser, stage, cable, story.rules.slug, organiserKey);
    const pacer = new Pacer(minutes * 60_000);
    const rehearsal = new Rehearsal(story, rehearsalOptions, stage, { frontDoor, desk }, signal, () =>
      pacer.wait(signal),
    );
    pacer.start(rehearsal.steps);
    const watch = new AbortController();
    const watching = Promise.all([
      sampleAll(await PageMeter.of(browser, page), pacer, watch.signal),
      cutAll(cable, options, pacer, watch.signal),
    ]);
    const { outcome, found } = await rehearsal.run().finally(() => {
      watch.abort();
    });
    const [samples, cuts] = await watching;
    const shown = await finalNumber(page, outcome.totals.raisedMinor, signal);
    const level = levels(samples);
    report(level);
    if (found.length > 0) console.log(found.join('\n'));
    console.log(
      JSON.stringify({
        ...options,
        cuts,
        samples: samples.length,
        raisedMinor: outcome.totals.raisedMinor,
        shownMinor: shown,
        differences: found.length,
        ledger: outcome.ledger,
        memory: level,
      }),
    );
    return found.length === 0 && outcome.ledger === 'ok' && level.every(({ flat }) => flat);
  } finally {
    await browser?.close();
    await cable?.close();
    await Promise.allSettled([frontDoor.close(), desk.close()]);
    await stage.stop();
  }
}

/** Holds the steps of a play to an even pace, so that it takes as long as was asked for. */
class Pacer {
  private startedAt = 0;
  private stepMs = 0;
  private taken = 0;

  constructor(readonly overMs: number) {}

  start(steps: number): void {
    this.startedAt = performance.now();
    this.stepMs = this.overMs / Math.max(1, steps);
  }

  async wait(signal: AbortSignal): Promise<void> {
    this.taken += 1;
    await sleepUntil(this.startedAt + this.taken * this.stepMs, signal);
  }

  /** Resolves at a share of the whole. */
  reach(share: number, signal: AbortSignal): Promise<void> {
    return sleepUntil(this.startedAt + share * this.overMs, signal);
  }
}

async function sleepUntil(moment: number, signal: AbortSignal): Promise<void> {
  const leftMs = moment - performance.now();
  if (leftMs <= 0 || signal.aborted) return;
  await sleep(leftMs, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

/** By the link that organisers find in the control room, on a computer where nobody has signed in. */
async function openScreen(
  browser: Browser,
  stage: Stage,
  cable: Cable,
  slug: string,
  organiserKey: string,
): Promise<Page> {
  const organiser = await browser.newContext();
  const controlRoom = await organiser.newPage();
  await controlRoom.goto(`${stage.appUrl}/organise?key=${organiserKey}`);
  const link = await controlRoom.getAttribute(`a[href^="/screen/${slug}?"]`, 'href');
  await organiser.close();
  if (link === null) throw new Error('The control room has no link to the screen');
  const context = await browser.newContext({ viewport: { width: 1_920, height: 1_080 } });
  const page = await context.newPage();
  await page.goto(`${cable.url}${link}`);
  return page;
}

async function sampleAll(meter: PageMeter, pacer: Pacer, signal: AbortSignal): Promise<PageMemory[]> {
  const samples: PageMemory[] = [];
  for (let index = 1; index <= SAMPLES && !signal.aborted; index += 1) {
    await pacer.reach(index / (SAMPLES + 1), signal);
    samples.push(await meter.read());
  }
  return samples;
}

/** Pulls the cable at moments that the seed draws, for as long as it draws. @returns how often it was pulled */
async function cutAll(
  cable: Cable,
  { seed, cuts, minutes }: ScreenSoakOptions,
  pacer: Pacer,
  signal: AbortSignal,
): Promise<number> {
  const chance = new Chance(seed, 'cuts');
  // A cut takes its part of the time between two of them at most, however short the watch is.
  const longestMs = Math.min(CUT_MS.most, (minutes * 60_000) / (cuts + 1) / 2);
  for (let index = 0; index < cuts; index += 1) {
    await pacer.reach((index + 0.3 + 0.4 * chance.fraction()) / cuts, signal);
    if (signal.aborted) return index;
    cable.pull();
    const shortestMs = Math.min(CUT_MS.least, longestMs / 2);
    await sleepUntil(performance.now() + shortestMs + chance.fraction() * (longestMs - shortestMs), signal);
    cable.plugIn();
  }
  return cuts;
}

/** What the screen says once it has caught up, in minor units. @throws {NothingMovesError} when it stays at another number */
function finalNumber(page: Page, wantedMinor: number, signal: AbortSignal): Promise<number> {
  return until(
    'The screen is at the final number',
    async () => {
      const text = (await page.textContent('.total')) ?? '';
      const [, whole = '', cents = ''] = /([\d.\s\u00a0\u202f]+)(?:,(\d{2}))?/.exec(text) ?? [];
      return Number(whole.replace(/\D/g, '')) * 100 + Number(cents.padEnd(2, '0'));
    },
    (shown) => shown === wantedMinor,
    { stillMs: SCREEN_FOLLOWS_WITHIN_MS, everyMs: 500, signal },
  );
}

function levels(samples: readonly PageMemory[]): Flatness[] {
  const of = (figure: (sample: PageMemory) => number): number[] => samples.map(figure);
  const renderer = samples.flatMap(({ rendererBytes }) => rendererBytes ?? []);
  return [
    flatnessOf(
      'heap, bytes',
      of(({ heapBytes }) => heapBytes),
      { share: 0.15, amount: 500_000 },
    ),
    flatnessOf(
      'DOM nodes',
      of(({ nodes }) => nodes),
      { share: 0.1, amount: 100 },
    ),
    flatnessOf(
      'listeners',
      of(({ listeners }) => listeners),
      { share: 0.1, amount: 10 },
    ),
    ...(renderer.length === samples.length
      ? [flatnessOf('renderer, bytes', renderer, { share: 0.2, amount: 10_000_000 })]
      : []),
  ];
}

function report(level: readonly Flatness[]): void {
  for (const { name, first, last, most, flat } of level) {
    const [a, b, c] = [first, last, most].map((figure) => Math.round(figure).toLocaleString('en'));
    console.log(`${flat ? '✓' : '✗'} ${name}: first third ${a ?? ''}, last third ${b ?? ''}, at most ${c ?? ''}`);
  }
}
