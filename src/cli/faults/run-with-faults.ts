import { setMaxListeners } from 'node:events';
import { Chance } from '../rehearsal/chance.js';
import { FrontDoor } from '../rehearsal/front-door.js';
import type { RehearsalOptions } from '../rehearsal/options.js';
import { list, Rehearsal } from '../rehearsal/rehearse-edition.js';
import { outcomeTable, storyLine } from '../rehearsal/report.js';
import { StripeDesk } from '../rehearsal/stripe-desk.js';
import { tellStory } from '../rehearsal/story.js';
import { Director } from './director.js';
import { drawFaults } from './fault-kinds.js';
import { FaultyStage } from './faulty-stage.js';
import type { FaultOptions } from './options.js';
import { Photographer } from './photographer.js';
import { proveRest } from './proof.js';
import { Watchers } from './watchers.js';

/** People try again for so long before they give up; a minute of it Postgres is away. */
const PATIENCE_MS = 300_000;
const CONCURRENCY = 24;
const REST_WITHIN_MS = 120_000;
const SEEN_WITHIN_MS = 30_000;
/** A photo is work for a whole core: seldom enough that the gifts are the story, often enough to be hit. */
const PHOTO_EVERY_MS = 5_000;

/**
 * Plays the story while faults are brought about, and proves afterwards that nothing was lost and nothing counted twice.
 * Prints a table of the faults, the figures, and last one line of JSON.
 * @returns whether everything agrees
 * @throws when the stage cannot be set, or the run is stopped; everything is ended before
 */
export async function runWithFaults(options: FaultOptions, signal: AbortSignal): Promise<boolean> {
  setMaxListeners(CONCURRENCY + 30, signal);
  const story = tellStory(options);
  console.log(storyLine(story));
  const stage = await FaultyStage.set(options, signal);
  const frontDoor = new FrontDoor(stage.appUrl, story.rules.slug, CONCURRENCY, PATIENCE_MS);
  const desk = new StripeDesk(stage.sandboxUrl, CONCURRENCY, PATIENCE_MS);
  const watchers = new Watchers(`${stage.appUrl}/live/editions/${story.rules.slug}`, options.watchers);
  const photographer = new Photographer(stage, story.rules.slug, signal);
  const ending = new AbortController();
  try {
    const faults = drawFaults(stage, photographer, new Chance(options.seed, 'faults'), options.faults);
    const rehearsalOptions: RehearsalOptions = {
      ...options,
      speed: 'max',
      concurrency: CONCURRENCY,
      target: null,
    };
    // Told where the story has come to, and asked before each of its steps.
    const pacing: { director?: Director } = {};
    const rehearsal = new Rehearsal(story, rehearsalOptions, stage, { frontDoor, desk }, signal, async () => {
      await pacing.director?.pace();
    });
    const director = new Director(faults, rehearsal.steps, AbortSignal.any([signal, ending.signal]));
    pacing.director = director;
    const played = new AbortController();
    const [{ outcome, found }] = await Promise.all([
      rehearsal.run().finally(() => {
        played.abort();
      }),
      director.run(),
      photographer.keepPlacing(PHOTO_EVERY_MS, AbortSignal.any([played.signal, ending.signal])),
    ]);

    const rest = await proveRest(stage.databaseUrl, REST_WITHIN_MS);
    const { revision, raisedMinor } = await frontDoor.editionTotals();
    const unseen = await watchers.allSee({ revision, raisedMinor }, SEEN_WITHIN_MS);
    const wrong = [...found, ...rest.found, ...unseen, ...(await photographer.look())];

    const brought = [...director.brought].sort(([left], [right]) => (left < right ? -1 : 1));
    console.log(`\n${brought.map(([kind, count]) => `${kind.padEnd(26)}${String(count).padStart(5)}`).join('\n')}`);
    console.log(`${'faults'.padEnd(26)}${String(director.count).padStart(5)}`);
    for (const part of stage.parts)
      console.log(`${`starts of ${part.name}`.padEnd(26)}${String(part.starts).padStart(5)}`);
    console.log(`\n${outcomeTable(story, outcome)}\n`);
    if (wrong.length > 0) console.log(`${String(wrong.length)} difference(s):\n${list(wrong)}\n`);
    if (options.keep) console.log(`Logs: ${stage.logs}`);
    console.log(
      JSON.stringify({
        seed: options.seed,
        faults: director.count,
        starts: Object.fromEntries(stage.parts.map(({ name, starts }) => [name, starts])),
        raisedMinor: outcome.totals.raisedMinor,
        gifts: outcome.totals.gifts,
        walkers: outcome.totals.walkers,
        events: outcome.events,
        deliveries: outcome.deliveries,
        mails: rest.mails,
        photos: photographer.photos,
        watchers: options.watchers,
        connections: watchers.connections,
        seconds: Math.round(outcome.seconds),
        ledger: outcome.ledger,
        differences: wrong.length,
      }),
    );
    return wrong.length === 0 && director.count === options.faults;
  } finally {
    ending.abort();
    await watchers.stop();
    await Promise.allSettled([frontDoor.close(), desk.close()]);
    await stage.stop();
  }
}
