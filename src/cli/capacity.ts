import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { sharedBy } from './bench/figures.js';
import { fill } from './bench/growth.js';
import { setBenchStage } from './bench/stage.js';
import { processesOf } from './capacity/cpu-time.js';
import { measureSteps } from './capacity/measure-steps.js';
import { fitsOneUntil, planFor } from './capacity/plan.js';
import { playMinute } from './capacity/real-run.js';
import { printCosts, printPlans, printRun } from './capacity/report.js';
import { EDITION_2023, ratesOf } from './capacity/steps.js';
import { THROTTLE_MS } from '../live/index.js';

/**
 * Says how many machines of this size an edition needs on its busiest hour, from what each step costs here, and plays the
 * largest busiest minute that fits beside those who ask. `--events N`, `--seconds N`, `--multiples 10,100,1000`. Prints tables
 * and, last, one line of JSON. No figure is a test.
 */
const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '4000' },
    seconds: { type: 'string', default: '30' },
    multiples: { type: 'string', default: '1,10,100,1000' },
  },
});

/** What is played keeps so much of the machine busy by the reckoning: those who ask need about as much again. */
const PLAYED_SHARE = 0.45;
/** As many as the client can hold connections for; more are reckoned, not played. */
const MOST_WATCHERS = 5_000;

const [events, seconds] = [Number(values.events), Number(values.seconds)];
const multiples = values.multiples.split(',').map(Number);
if (![events, seconds, ...multiples].every((it) => Number.isFinite(it) && it > 0 && it <= 100_000)) {
  console.error('--events, --seconds and --multiples want numbers above 0');
  process.exit(2);
}

const machine = { cores: cpus().length, usable: 0.7 };
const messagesPerSecond = 1_000 / THROTTLE_MS;
const stage = await setBenchStage({ standIn: true });
try {
  await fill(stage, EDITION_2023.gifts);
  const processes = await processesOf(stage);
  const measured = await measureSteps(stage, processes, { events, pages: 2_000, gifts: 400, watchers: 500 });
  printCosts(measured);
  const plans = multiples.map((it) => planFor(it, EDITION_2023, measured.costs, machine, messagesPerSecond));
  printPlans(plans, measured, machine, messagesPerSecond);

  const played = fitsOneUntil(EDITION_2023, measured.costs, { ...machine, usable: PLAYED_SHARE }, messagesPerSecond);
  const hour = { ...EDITION_2023, gifts: EDITION_2023.gifts * (played ?? 1) };
  const watchers = Math.min(MOST_WATCHERS, Math.round(hour.gifts * hour.watchersPerGift));
  const run = await playMinute(stage, processes, ratesOf(hour, messagesPerSecond), { watchers, seconds });
  printRun(run, played ?? 1, watchers, measured);
  console.log(`Shared by ${sharedBy()}\n`);
  console.log(JSON.stringify({ machine, measured, plans, played: { multiple: played, watchers, run } }));
} finally {
  await stage.stop();
}
