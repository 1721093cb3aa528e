import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import sharp from 'sharp';
import { PROJECT_DIR } from '../local-services/index.js';
import { type Onlooker, type ShownPage, shownPages } from './browser/shown-pages.js';
import { setShownStage, type ShownStage, signInBrowser } from './browser/shown-stage.js';
import { readArguments } from './read-arguments.js';

/**
 * `npm run screenshots`: plays part of the 2023 edition, and takes pictures of the pages into docs/screenshots.
 * `--only TEXT` takes those whose name holds the text, `--out FOLDER` puts them elsewhere, `--scale F` plays more.
 */
const FOLDER = join(PROJECT_DIR, 'docs/screenshots');
/** A picture of a longer page ends here, CSS pixels. */
const TALLEST = 4_000;

/** Pictures further down a page come when somebody scrolls there, which nobody does here. */
const SEE_EVERY_PICTURE = `Promise.all([...document.images].map((image) => {
  image.loading = 'eager';
  return image.decode().catch(() => undefined);
}))`;

const { values } = readArguments({
  options: {
    only: { type: 'string', default: '' },
    out: { type: 'string', default: FOLDER },
    scale: { type: 'string', default: '0.1' },
  },
});

/** Takes the pictures. @throws when a page does not answer with 200 */
async function main(signal: AbortSignal): Promise<void> {
  console.log('Playing part of the 2023 edition …');
  const stage = await setShownStage(Number(values.scale), signal);
  try {
    await mkdir(values.out, { recursive: true });
    const contexts = new Map<Onlooker, BrowserContext>();
    for (const page of shownPages(stage).filter(({ name }) => name.includes(values.only))) {
      const context = contexts.get(page.onlooker) ?? (await contextOf(stage, page.onlooker, signal));
      contexts.set(page.onlooker, context);
      await takePictures(stage, page, context);
    }
  } finally {
    await stage.stop();
  }
}

async function contextOf(stage: ShownStage, onlooker: Onlooker, signal: AbortSignal): Promise<BrowserContext> {
  const context = await newContext(stage.browser);
  const page = await context.newPage();
  switch (onlooker) {
    case 'visitor':
      break;
    case 'captain':
      await signInBrowser(page, stage.appUrl, stage.captainEmail, signal);
      break;
    case 'organiser':
      await page.goto(`${stage.appUrl}/organise?key=${stage.organiserKey}`);
  }
  await page.close();
  return context;
}

function newContext(browser: Browser): Promise<BrowserContext> {
  return browser.newContext({ reducedMotion: 'reduce', locale: 'nl-BE', timezoneId: 'Europe/Brussels' });
}

async function takePictures(stage: ShownStage, shown: ShownPage, context: BrowserContext): Promise<void> {
  const page = await context.newPage();
  for (const width of shown.widths) {
    await page.setViewportSize({ width, height: 800 });
    const response = await page.goto(`${stage.appUrl}${shown.path}`, { waitUntil: 'load' });
    if (response?.status() !== 200) throw new Error(`${shown.path} answered ${String(response?.status())}`);
    await page.evaluate('document.fonts.ready.then(() => undefined)');
    await page.evaluate(SEE_EVERY_PICTURE);
    const whole = await page.screenshot({ fullPage: true });
    const { height } = await sharp(whole).metadata();
    // A palette makes a picture of a page a third as large, and nobody sees the difference.
    const picture = await sharp(whole)
      .extract({ left: 0, top: 0, width, height: Math.min(height, TALLEST) })
      .png({ palette: true, quality: 85, effort: 8 })
      .toBuffer();
    const file = join(values.out, `${shown.name}-${String(width)}.png`);
    await writeFile(file, picture);
    console.log(`${file} ${String(Math.ceil(picture.length / 1024))} kB`);
  }
  await page.close();
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    stop.abort(new Error(`Stopped by ${signal}`));
  });
}
await main(stop.signal);
