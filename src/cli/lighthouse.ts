import lighthouse from 'lighthouse';
import { freePort } from '../local-services/index.js';
import { launchChromium } from './browser/launch-chromium.js';
import { setShownStage } from './browser/shown-stage.js';
import { readArguments } from './read-arguments.js';

/**
 * `npm run lighthouse`: scores the pages that most people open, with Lighthouse's mobile setting (a slow phone on a slow
 * network). Ends with 1 when a score is below the least that is accepted. `--only NAME` scores one page.
 */
const LEAST = 95;
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
const SCALE = 0.05;

const { values } = readArguments({ options: { only: { type: 'string', default: '' } } });

type Scores = Readonly<Record<(typeof CATEGORIES)[number], number>>;

/** @returns whether every score is high enough */
async function main(signal: AbortSignal): Promise<boolean> {
  const stage = await setShownStage(SCALE, signal);
  const port = await freePort();
  const browser = await launchChromium({ args: [`--remote-debugging-port=${String(port)}`] });
  try {
    const paths = {
      edition: '/nl/2023',
      team: `/nl/2023${stage.pages.team}`,
      walker: `/nl/2023${stage.pages.popularWalker}`,
      give: `/nl/2023${stage.pages.team}/give`,
    };
    const table: Record<string, Scores> = {};
    for (const [name, path] of Object.entries(paths)) {
      if (name.includes(values.only)) table[name] = await scoresOf(`${stage.appUrl}${path}`, port);
    }
    console.table(table);
    console.log(JSON.stringify(table));
    return Object.values(table).every((scores) => CATEGORIES.every((category) => scores[category] >= LEAST));
  } finally {
    await browser.close();
    await stage.stop();
  }
}

async function scoresOf(url: string, port: number): Promise<Scores> {
  const run = await lighthouse(url, { port, logLevel: 'error', onlyCategories: [...CATEGORIES] });
  if (run === undefined) throw new Error(`Lighthouse said nothing about ${url}`);
  const { audits, categories } = run.lhr;
  const scores = Object.fromEntries(
    CATEGORIES.map((category) => [category, Math.round((categories[category]?.score ?? 0) * 100)]),
  ) as Scores;
  for (const category of CATEGORIES) {
    if (scores[category] >= 100) continue;
    for (const { id, weight } of categories[category]?.auditRefs ?? []) {
      const audit = audits[id];
      if (weight === 0 || audit === undefined || audit.score === null || audit.score >= 0.9) continue;
      console.log(`${category} · ${audit.title}${audit.displayValue === undefined ? '' : ` · ${audit.displayValue}`}`);
    }
  }
  return scores;
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    stop.abort(new Error(`Stopped by ${signal}`));
  });
}
process.exitCode = (await main(stop.signal)) ? 0 : 1;
