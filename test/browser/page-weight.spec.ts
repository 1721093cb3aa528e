import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setShownStage, type ShownStage } from '../../src/cli/browser/shown-stage.js';

/** What a public page may weigh as it is sent, photos left out (docs: README, "Pages"). */
const MOST_BYTES = 60_000;

interface Transfer {
  readonly url: string;
  readonly type: string;
  readonly bytes: number;
}

describe('A public page on a slow phone', () => {
  let stage: ShownStage;

  // Hundreds of gifts and names in every alphabet: an empty page is light without any merit.
  beforeAll(async () => {
    stage = await setShownStage(0.03, new AbortController().signal);
  }, 180_000);

  afterAll(async () => {
    await stage.stop();
  });

  /** Everything that a browser without a cache asks for to show a page, with its size on the wire. */
  const transfersOf = async (path: string): Promise<Transfer[]> => {
    const context = await stage.browser.newContext({ viewport: { width: 360, height: 740 } });
    const page = await context.newPage();
    const transfers: Promise<Transfer>[] = [];
    page.on('requestfinished', (request) => {
      transfers.push(
        request.sizes().then(({ responseBodySize, responseHeadersSize }) => ({
          url: request.url(),
          type: request.resourceType(),
          bytes: responseBodySize + responseHeadersSize,
        })),
      );
    });
    const response = await page.goto(`${stage.appUrl}${path}`, { waitUntil: 'load' });
    expect(response?.status()).toBe(200);
    await page.evaluate('document.fonts.ready.then(() => undefined)');
    const all = await Promise.all(transfers);
    await context.close();
    return all;
  };

  it('weighs at most 60 kB compressed, and asks nobody but us', async () => {
    const { team, walker, popularWalker, emptyTeam } = stage.pages;
    for (const path of [
      '',
      '/teams',
      '/leaderboard',
      '/search?q=de',
      team,
      emptyTeam,
      walker,
      popularWalker,
      '/give',
      `${team}/give`,
      '/give/details?choice=4000',
      '/register',
      '/sign-in',
    ]) {
      const transfers = await transfersOf(`/nl/2023${path}`);
      const weight = transfers.filter(({ type }) => type !== 'image').reduce((sum, { bytes }) => sum + bytes, 0);
      expect({ path, weight: weight <= MOST_BYTES ? 'light' : transfers }).toEqual({ path, weight: 'light' });
      expect(transfers.filter(({ url }) => !url.startsWith(`${stage.appUrl}/`))).toEqual([]);
      expect(transfers.length).toBeGreaterThan(2);
    }
    // The page with a Polish name among its gifts has asked for the letters of it, and is light all the same.
    expect((await transfersOf(`/nl/2023${walker}`)).some(({ url }) => url.includes('/text-ext.'))).toBe(true);
  }, 60_000);

  it('sets no cookie before somebody signs in', async () => {
    const context = await stage.browser.newContext();
    const page = await context.newPage();
    for (const path of ['/nl/2023', '/nl/2023/give', '/nl/2023/register', '/nl/2023/sign-in']) {
      await page.goto(`${stage.appUrl}${path}`);
    }
    expect(await context.cookies()).toEqual([]);
    await context.close();
  });
});
