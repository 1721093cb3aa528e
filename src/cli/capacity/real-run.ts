import { Client } from 'pg';
import { benchEvents } from '../bench/events.js';
import { quantile } from '../bench/figures.js';
import { pathsOf } from '../bench/pages.js';
import type { BenchStage } from '../bench/stage.js';
import { postSteadily } from '../bench/steady-events.js';
import { Watchers } from '../bench/watchers.js';
import { AMOUNT_MINOR, storeGifts, untilNothingWaits, untilRaised } from '../bench/webhooks.js';
import { cpuTimeOf, type Processes, usedBetween } from './cpu-time.js';
import { keptEvents } from './measure-steps.js';
import { type Cost, costOf } from './parts.js';
import type { Rates } from './steps.js';
import { offerGifts, offerPages } from './visitors.js';

/** What a busiest minute came to when it was played. */
export interface RealRun {
  /** How often each step was done in a second. */
  readonly rates: Rates;
  /** Processors that each part kept busy. */
  readonly cores: Cost;
  readonly pageP99Ms: number;
  readonly webhookP99Ms: number;
  /** How long after the last event everything was booked and every mail sent; s. */
  readonly doneAfterSeconds: number;
}

/** Plays everything that a busiest minute holds at once, for so many seconds. */
export async function playMinute(
  stage: BenchStage,
  processes: Processes,
  wanted: Rates,
  { watchers, seconds }: { readonly watchers: number; readonly seconds: number },
): Promise<RealRun> {
  const database = new Client({ connectionString: stage.databaseUrl });
  await database.connect();
  const perSecond = (step: keyof Rates): number => wanted[step];
  const gifts = benchEvents(Math.round(perSecond('event that books a gift, its mail with it') * seconds), AMOUNT_MINOR);
  const kept = keptEvents(Math.round(perSecond('event that is only kept') * seconds));
  const [paths, before] = [(await pathsOf(stage)).map(([, path]) => path), await storeGifts(database, gifts)];
  const watching = await Watchers.open(stage.appUrl, watchers);
  try {
    const webhookWaits: number[] = [];
    const [startedAt, usedBefore, heardBefore] = [performance.now(), await cpuTimeOf(processes), watching.messages];
    const rate = { answeredAfter: webhookWaits };
    const [, , started, rendered, shared] = await Promise.all([
      postSteadily(stage.appUrl, gifts, { ...rate, perSecond: gifts.length / seconds }),
      postSteadily(stage.appUrl, kept, { ...rate, perSecond: kept.length / seconds }),
      offerGifts(stage.appUrl, perSecond('gift started'), seconds),
      offerPages(stage.appUrl, paths, perSecond('page rendered'), seconds, 'each its own'),
      offerPages(stage.appUrl, paths, perSecond('page shared with others'), seconds, 'the same'),
    ]);
    const postedAt = performance.now();
    await untilRaised(database, before + gifts.length * AMOUNT_MINOR);
    await untilNothingWaits(database);
    const took = (performance.now() - startedAt) / 1_000;
    const used = usedBetween(usedBefore, await cpuTimeOf(processes));
    const sorted = (waits: readonly number[]): number[] => [...waits].sort((a, b) => a - b);
    return {
      rates: {
        'gift started': started.done / took,
        'event that books a gift, its mail with it': gifts.length / took,
        'event that is only kept': kept.length / took,
        'page rendered': rendered.done / took,
        'page shared with others': shared.done / took,
        'message to one who watches': (watching.messages - heardBefore) / took,
      },
      cores: costOf((part) => used[part] / 1_000_000 / took),
      pageP99Ms: quantile(sorted([...rendered.waits, ...shared.waits]), 0.99),
      webhookP99Ms: quantile(sorted(webhookWaits), 0.99),
      doneAfterSeconds: (performance.now() - postedAt) / 1_000,
    };
  } finally {
    watching.close();
    await database.end();
  }
}
