import { quantile } from '../bench/figures.js';
import { LightClient } from '../bench/light-client.js';
import { untilMailsAreSent } from '../bench/live.js';
import type { BenchStage } from '../bench/stage.js';
import { postSteadily, sendSteadily } from '../bench/steady-events.js';
import { Watchers } from '../bench/watchers.js';
import { giftsInSlices } from '../soak/exact-end.js';
import type { Cost, Demand, Rates } from './demand.js';
import { pageRequests } from './measure-costs.js';
import type { ProcessorTime } from './processor-time.js';

/** What a real run came to. */
export interface RealRun {
  /** Processors that were used, as the demand is told; mails are among it only as far as they were sent meanwhile. */
  readonly used: Demand;
  /** From the last event until the last watcher knew of it, ms; what was not borne has to be caught up. */
  readonly behindMs: number;
  readonly pageP99Ms: number;
  /** Whether the last of all knew within this long of the last event, and pages came within it. */
  readonly kept: boolean;
}

/** As many as one process of the measurement can hold. */
export const MOST_WATCHERS = 8_000;
/** As many pages as are asked for at once; the others wait. */
const PAGES_AT_ONCE = 64;
/** What is late by more has not been borne. */
const KEPT_WITHIN_MS = 2_000;

/** Has so much come in for so long, whatever is answered, and looks at what it takes. */
export async function runAt(stage: BenchStage, time: ProcessorTime, rates: Rates, seconds: number): Promise<RealRun> {
  const watchers = await Watchers.open(stage.appUrl, Math.max(1, Math.round(rates.watchers)));
  const perSecond = Math.max(1, Math.round(rates.events));
  const count = perSecond * seconds;
  const waits: number[] = [];
  let behindMs = 0;
  try {
    const { used, seconds: lasted } = await time.during(async () => {
      await Promise.all([
        postSteadily(stage.appUrl, giftsInSlices(stage, count, perSecond), { perSecond }),
        askSteadily(stage, rates.pages, seconds, waits),
      ]);
      const postedAt = performance.now();
      await watchers.untilAllKnow(count);
      behindMs = Math.round(performance.now() - postedAt);
    });
    const pageP99Ms = quantile(
      waits.toSorted((a, b) => a - b),
      0.99,
    );
    return {
      used: inProcessors(used, lasted),
      behindMs,
      pageP99Ms,
      kept: behindMs <= KEPT_WITHIN_MS && pageP99Ms <= KEPT_WITHIN_MS,
    };
  } finally {
    watchers.close();
    await untilMailsAreSent(stage);
  }
}

/** Asks for pages at an even rate, whether or not those before were answered. @throws the first error, once all are answered */
async function askSteadily(
  stage: BenchStage,
  perSecond: number,
  seconds: number,
  answeredAfter: number[],
): Promise<void> {
  const client = new LightClient(stage.appUrl, PAGES_AT_ONCE);
  const asked = function* (questions: readonly Buffer[]): Iterable<Buffer> {
    for (let count = 0; count < perSecond * seconds; count += 1) {
      const question = questions[count % questions.length];
      if (question !== undefined) yield question;
    }
  };
  try {
    await sendSteadily(asked(await pageRequests(stage)), (question) => client.ask(question), {
      perSecond,
      answeredAfter,
    });
  } finally {
    client.close();
  }
}

function inProcessors(used: Cost, seconds: number): Demand {
  const of = (us: number): number => us / 1_000_000 / seconds;
  return {
    web: of(used.web),
    worker: of(used.worker),
    postgres: of(used.postgres),
    redis: of(used.redis),
    client: of(used.client),
  };
}
