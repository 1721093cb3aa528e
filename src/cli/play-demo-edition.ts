import { parseArgs } from 'node:util';
import { playAtEase } from './rehearsal/play-at-ease.js';
import { tellStory } from './rehearsal/story.js';

/** A believable part of 2023: some sixty walkers and four hundred gifts. */
const PART = { seed: 2023, scale: 0.03 };
const LANES = 8;

/** Fills the demo edition through the front door. `--app URL --sandbox URL` */
const { values } = parseArgs({ options: { app: { type: 'string' }, sandbox: { type: 'string' } } });
if (values.app === undefined || values.sandbox === undefined) {
  console.error('Usage: play-demo-edition --app URL --sandbox URL');
  process.exit(2);
}
await playAtEase(
  tellStory(PART),
  { appUrl: values.app, sandboxUrl: values.sandbox, lanes: LANES },
  new AbortController().signal,
);
