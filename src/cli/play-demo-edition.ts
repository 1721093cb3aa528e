import { parseArgs } from 'node:util';
import { playAgenda } from './rehearsal/agenda.js';
import { FrontDoor } from './rehearsal/front-door.js';
import { Play } from './rehearsal/play.js';
import { StripeDesk } from './rehearsal/stripe-desk.js';
import { tellStory } from './rehearsal/story.js';
import { until } from './rehearsal/until.js';

/** A believable part of 2023: some sixty walkers and four hundred gifts. */
const PART = { seed: 2023, scale: 0.03 };
const LANES = 8;
const STILL_MS = 30_000;
const LOOK_EVERY_MS = 100;

/**
 * Fills the demo edition through the front door, as a rehearsal does: people register and pay, donors give. Does nothing
 * when anybody walks there already. `--app URL --sandbox URL`
 */
async function playDemoEdition(appUrl: string, sandboxUrl: string): Promise<void> {
  const story = tellStory(PART);
  const { signal } = new AbortController();
  const frontDoor = new FrontDoor(appUrl, story.rules.slug, LANES);
  const desk = new StripeDesk(sandboxUrl, LANES);
  try {
    const { walkers } = await frontDoor.editionTotals();
    if (walkers > 0) return;
    const play = new Play(story, frontDoor, desk, signal);
    const look = { stillMs: STILL_MS, everyMs: LOOK_EVERY_MS, signal };
    for (const chapter of [() => play.captains(), () => play.members(), () => play.giving()]) {
      const failures = await playAgenda(chapter(), {
        lanes: LANES,
        speed: 'max',
        signal,
        mostFailures: 1,
        onPerformed: () => undefined,
      });
      const [first] = failures;
      if (first !== undefined) throw new Error(`${first.name} failed`, { cause: first.error });
    }
    await until(
      'The demo edition is counted',
      () => frontDoor.editionTotals(),
      (totals) => totals.walkers >= story.expected.walkers && totals.raisedMinor > 0,
      look,
    );
  } finally {
    await Promise.allSettled([frontDoor.close(), desk.close()]);
  }
}

const { values } = parseArgs({ options: { app: { type: 'string' }, sandbox: { type: 'string' } } });
if (values.app === undefined || values.sandbox === undefined) {
  console.error('Usage: play-demo-edition --app URL --sandbox URL');
  process.exit(2);
}
await playDemoEdition(values.app, values.sandbox);
