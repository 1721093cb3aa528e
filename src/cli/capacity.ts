import { availableParallelism } from 'node:os';
import { sharedBy } from './bench/figures.js';
import { fill } from './bench/growth.js';
import { setBenchStage } from './bench/stage.js';
import { busiestHourOf } from './capacity/busiest-hour.js';
import { type Demand, demandOf, mostHere, PARTS, type Rates, ratesAt } from './capacity/demand.js';
import { measureCosts } from './capacity/measure-costs.js';
import { CAPACITY_USAGE, type CapacityOptions, readCapacityOptions } from './capacity/options.js';
import { ProcessorTime } from './capacity/processor-time.js';
import { MOST_WATCHERS, type RealRun, runAt } from './capacity/real-run.js';
import { costLines, editionLines } from './capacity/report.js';
import { tellStory } from './rehearsal/story.js';
import { runStaged } from './run-staged.js';

/** An edition of today, so that pages are as full as they are then. */
const GIFTS = 12_096;
const SIZES = [1, 10, 100, 1_000];
/** Of what it said that this machine can do, one after the other while it is kept up with. */
const TRIED = [0.25, 0.5, 0.75, 1, 1.25];

/** @returns `true`: what it finds is a figure and no verdict. @throws {Error} where something that was posted is not counted */
async function reckon({ habits, seconds, seed }: CapacityOptions, signal: AbortSignal): Promise<boolean> {
  const hour = busiestHourOf(tellStory({ seed, scale: 1 }).gifts.map(({ atMs }) => atMs));
  console.log(
    `Busiest hour of 2023: ${String(hour.gifts)} gifts, ${String(hour.giftsInAMinute)} in its busiest minute\n`,
  );
  const cores = availableParallelism();
  const stage = await setBenchStage();
  try {
    await fill(stage, GIFTS);
    const time = await ProcessorTime.of(stage);
    const costs = await measureCosts(stage, time, seconds);
    signal.throwIfAborted();
    console.log(`µs of a processor for each:\n${costLines(costs).join('\n')}\n`);
    const sizes = SIZES.map((times) => {
      const rates = ratesAt(times, hour, habits);
      return { times, rates, demand: demandOf(rates, costs) };
    });
    for (const { times, rates, demand } of sizes) console.log(editionLines(times, rates, demand, cores).join('\n'));
    const here = (times: number): Rates => ratesAt(times, hour, habits, MOST_WATCHERS);
    const { times: most } = mostHere(here, costs, cores);
    console.log(`\nThis machine, with what measures it: ${most.toFixed(1)} times 2023 at the most. Tried:`);
    const tried: (RealRun & { readonly times: number })[] = [];
    for (const share of TRIED) {
      const rates = here(share * most);
      const run = await runAt(stage, time, rates, seconds);
      signal.throwIfAborted();
      tried.push({ times: share * most, ...run });
      // Every event of a real run pays a gift, and has its mail.
      console.log(triedLine(share * most, demandOf({ ...rates, mails: rates.events }, costs), run));
      if (!run.kept) break;
    }
    const kept = Math.max(0, ...tried.filter((it) => it.kept).map(({ times }) => times));
    console.log(`Kept up with: ${kept.toFixed(1)} times 2023\nShared by ${sharedBy()}\n`);
    console.log(JSON.stringify({ hour, habits, cores, costs, sizes, most, tried, kept, shared: sharedBy() }));
    return true;
  } finally {
    await stage.stop();
  }
}

function triedLine(times: number, said: Demand, run: RealRun): string {
  const parts = PARTS.map((part) => `${part} ${said[part].toFixed(2)} → ${run.used[part].toFixed(2)}`);
  return `${run.kept ? 'kept up ' : 'behind  '} ${times.toFixed(1)} times: processors said → used: ${parts.join(', ')}; last known after ${String(run.behindMs)} ms, pages p99 ${String(run.pageP99Ms)} ms`;
}

// The entry point of `npm run capacity`.
process.exitCode = await runStaged({ usage: CAPACITY_USAGE, read: readCapacityOptions, run: reckon });
