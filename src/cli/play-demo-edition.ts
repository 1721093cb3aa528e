import { readArguments } from './read-arguments.js';
import { FrontDoor } from './rehearsal/front-door.js';
import { playAtEase } from './rehearsal/play-at-ease.js';
import { tellStory } from './rehearsal/story.js';

/** A believable part of 2023: some sixty walkers and four hundred gifts. */
const PART = { seed: 2023, scale: 0.03 };
const LANES = 8;

/** Fills the demo edition through the front door, while nobody walks in it yet. `--app URL --sandbox URL` */
const { values } = readArguments({ options: { app: { type: 'string' }, sandbox: { type: 'string' } } });
if (values.app === undefined || values.sandbox === undefined) {
  console.error('Usage: play-demo-edition --app URL --sandbox URL');
  process.exit(2);
}
const story = tellStory(PART);
if (!(await isWalkedIn(values.app, story.rules.slug))) {
  await playAtEase(
    story,
    { appUrl: values.app, sandboxUrl: values.sandbox, lanes: LANES },
    new AbortController().signal,
  );
}

async function isWalkedIn(appUrl: string, editionSlug: string): Promise<boolean> {
  const frontDoor = new FrontDoor(appUrl, editionSlug, 1);
  try {
    const { walkers } = await frontDoor.editionTotals();
    return walkers > 0;
  } finally {
    await frontDoor.close();
  }
}
