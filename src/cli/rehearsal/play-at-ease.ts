import { playAgenda } from './agenda.js';
import { FrontDoor } from './front-door.js';
import { Play } from './play.js';
import type { Story } from './story.js';
import { StripeDesk } from './stripe-desk.js';
import { until } from './until.js';

const STILL_MS = 30_000;
const LOOK_EVERY_MS = 100;

/** Where a story is played. */
export interface Place {
  readonly appUrl: string;
  readonly sandboxUrl: string;
  /** How many people act at the same moment. */
  readonly lanes: number;
}

/**
 * Plays a story through the front door with nothing going wrong on the way: people register and pay, donors give.
 * Resolves once it is counted; what is there already stays.
 * @throws the first thing that fails
 */
export async function playAtEase(
  story: Story,
  { appUrl, sandboxUrl, lanes }: Place,
  signal: AbortSignal,
): Promise<void> {
  const frontDoor = new FrontDoor(appUrl, story.rules.slug, lanes);
  const desk = new StripeDesk(sandboxUrl, lanes);
  try {
    const before = await frontDoor.editionTotals();
    const play = new Play(story, frontDoor, desk, signal);
    for (const chapter of [() => play.captains(), () => play.members(), () => play.giving()]) {
      const failures = await playAgenda(chapter(), {
        lanes,
        speed: 'max',
        signal,
        mostFailures: 1,
        onPerformed: () => undefined,
      });
      const [first] = failures;
      if (first !== undefined) throw new Error(`${first.name} failed`, { cause: first.error });
    }
    await until(
      'The edition is counted',
      () => frontDoor.editionTotals(),
      (now) => now.walkers - before.walkers >= story.expected.walkers && now.raisedMinor > before.raisedMinor,
      { stillMs: STILL_MS, everyMs: LOOK_EVERY_MS, signal },
    );
  } finally {
    await Promise.allSettled([frontDoor.close(), desk.close()]);
  }
}
