import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Cable } from '../../src/cli/browser/cable.js';
import { until } from '../support/until.js';
import { pageFaults } from './page-faults.js';
import { type BrowserStage, setBrowserStage } from './stage.js';

const CUTS = 3;

describe('The big screen', () => {
  let stage: BrowserStage;

  beforeAll(async () => {
    stage = await setBrowserStage();
  }, 60_000);

  afterAll(async () => {
    await stage.close();
  });

  /** Gives EUR 25 to the whole walk and pays, without a browser. */
  async function give(name: string, message: string): Promise<void> {
    const answer = await fetch(`${stage.url}/api/v1/editions/2023/donations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        target: { kind: 'edition' },
        amountMinor: 2_500,
        name,
        email: 'screen@example.org',
        message,
        anonymous: name === 'Nobody',
        language: 'nl',
      }),
    });
    const { checkoutUrl } = (await answer.json()) as { checkoutUrl: string };
    const id = new URL(checkoutUrl).pathname.split('/').at(-1) ?? '';
    const paid = await fetch(`${stage.sandboxUrl}/_sandbox/checkout_sessions/${id}/pay`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ method: 'bancontact' }),
    });
    expect(paid.status).toBe(200);
  }

  /** A screen that nobody has signed in on, at the end of a cable. @param clock whether the test may turn its clock */
  async function openScreen(clock = false): Promise<{ page: Page; cable: Cable; close: () => Promise<void> }> {
    const link = await screenLink();
    const context = await stage.browser.newContext({ viewport: { width: 1920, height: 1080 } });
    const page = await context.newPage();
    const cable = await Cable.lay(stage.url);
    if (clock) await page.clock.install();
    await page.goto(`${cable.url}${link}`);
    const close = async (): Promise<void> => {
      await context.close();
      await cable.close();
    };
    return { page, cable, close };
  }

  /** The link that organisers find in the control room. */
  async function screenLink(): Promise<string> {
    const organiser = await stage.browser.newContext();
    const desk = await organiser.newPage();
    await desk.goto(`${stage.url}/organise?key=${stage.organiserKey}&language=nl`);
    const link = (await desk.getAttribute('a[href^="/screen/2023?"]', 'href')) ?? '';
    await organiser.close();
    return link;
  }

  const raisedOn = async (page: Page): Promise<number> =>
    Number((await page.textContent('.total'))?.replace(/[^\d]/g, '') ?? Number.NaN);

  const totals = async (): Promise<number> => {
    const answer = await fetch(`${stage.url}/api/v1/editions/2023/totals`);
    return ((await answer.json()) as { raisedMinor: number }).raisedMinor / 100;
  };

  it('opens by its link alone, keeps its face while the connection is cut, and ends at the exact number', async () => {
    const link = await screenLink();
    const context = await stage.browser.newContext({ viewport: { width: 1920, height: 1080 } });
    const page = await context.newPage();
    for (const closed of ['/screen/2023', link.replace(/proof=.{4}/, 'proof=AAAA')]) {
      expect((await page.goto(`${stage.url}${closed}`))?.status()).toBe(401);
    }
    const cable = await Cable.lay(stage.url);
    await page.goto(`${cable.url}${link}`);
    expect(
      await page.evaluate('[document.documentElement.scrollWidth, document.documentElement.scrollHeight]'),
    ).toEqual([1920, 1080]);

    await give('Marleen', 'Stap!');
    await until('the first gift is on the screen', async () => (await raisedOn(page)) === 25);
    const nodes = async (): Promise<number> => Number(await page.evaluate('document.querySelectorAll("*").length'));
    for (let cut = 1; cut <= CUTS; cut += 1) {
      const before = await raisedOn(page);
      cable.pull();
      await give(`Giver ${String(cut)}`, 'Allez!');
      await give('Nobody', 'Said by nobody');
      await until('the gifts are counted', async () => (await totals()) === before + 50);
      expect(await raisedOn(page)).toBe(before);
      cable.plugIn();
      await until('the screen has caught up', async () => (await raisedOn(page)) === before + 50, 40_000);
    }
    await until('the lists have followed', async () => (await page.textContent('.gifts'))?.includes('Giver 3'), 30_000);
    expect(await page.textContent('.gifts')).toContain('Anoniem');
    expect(await page.textContent('main')).not.toContain('Nobody');
    // Five gifts are shown, however many came: the page does not grow.
    expect(await page.locator('.gifts li').count()).toBe(5);
    const settled = await nodes();
    await give('One more', 'Hup!');
    await until('it moved again', async () => (await page.textContent('.gifts'))?.includes('One more'), 30_000);
    expect(await nodes()).toBeLessThanOrEqual(settled);

    await context.close();
    await cable.close();
  }, 120_000);

  it('notices that its connection has died without a word, says so, and comes back with everything', async () => {
    const { page, cable, close } = await openScreen(true);
    const before = await raisedOn(page);
    await give('Before', 'Stap!');
    await until('the screen is live', async () => (await raisedOn(page)) === before + 25);

    cable.fallSilent();
    await give('Unheard', 'Hoor je mij?');
    await until('the gift is counted', async () => (await totals()) === before + 50);
    expect(await page.locator('.live.lost').count()).toBe(0);
    await page.clock.fastForward(46_000);
    await until('the screen says that it is lost', async () => (await page.locator('.live.lost').count()) === 1);
    expect(await raisedOn(page)).toBe(before + 25);

    cable.plugIn();
    await page.clock.fastForward(46_000);
    await until('the screen has caught up', async () => (await raisedOn(page)) === before + 50);
    await until('it is live again', async () => (await page.locator('.live.lost').count()) === 0);
    await until('the lists have followed', async () => (await page.textContent('.gifts'))?.includes('Unheard'), 30_000);
    await close();
  }, 90_000);

  it('is not called lost after a short cut in which nothing happened', async () => {
    const { page, cable, close } = await openScreen();
    const before = await raisedOn(page);
    await give('Here', 'Stap!');
    await until('the screen is live', async () => (await raisedOn(page)) === before + 25);
    cable.pull();
    await until('the screen says that it is lost', async () => (await page.locator('.live.lost').count()) === 1);

    // A server that is full lets a stream begin and ends it: that is no news, and no sign of life.
    let turnedAway = 0;
    await page.route('**/live/**', async (route) => {
      turnedAway += 1;
      await route.fulfill({ contentType: 'text/event-stream', body: 'retry: 100\n\n' });
    });
    cable.plugIn();
    await until('it was turned away', () => turnedAway >= 3, 40_000);
    expect(await page.locator('.live.lost').count()).toBe(1);

    await page.unroute('**/live/**');
    await until('it is live again', async () => (await page.locator('.live.lost').count()) === 0, 40_000);
    expect(await raisedOn(page)).toBe(before + 25);
    await close();
  }, 90_000);

  it('reads its lists again after that failed, though nothing more is given', async () => {
    const { page, close } = await openScreen();
    let refused = 0;
    await page.route('**/screen/2023?*', async (route) => {
      refused += 1;
      if (refused === 1) await route.fulfill({ status: 503 });
      else if (refused === 2) await route.abort();
      else await route.continue();
    });
    await give('Patience', 'Ooit!');
    await until(
      'the lists have followed',
      async () => (await page.textContent('.gifts'))?.includes('Patience'),
      40_000,
    );
    expect(refused).toBe(3);
    await close();
  }, 60_000);

  it('has no accessibility fault that axe can find, in any language', async () => {
    const context = await stage.browser.newContext({ viewport: { width: 1920, height: 1080 } });
    const page = await context.newPage();
    await page.goto(`${stage.url}/organise?key=${stage.organiserKey}&language=nl`);
    for (const language of ['nl', 'fr', 'en']) {
      await page.goto(`${stage.url}/screen/2023?language=${language}`);
      expect({ language, faults: await pageFaults(page) }).toEqual({ language, faults: [] });
    }
    await context.close();
  });
});
