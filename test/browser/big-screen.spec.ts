import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { Cable } from '../support/cable.js';
import { until } from '../support/until.js';
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

  const raisedOn = async (page: Page): Promise<number> =>
    Number((await page.textContent('.total'))?.replace(/[^\d]/g, '') ?? Number.NaN);

  const totals = async (): Promise<number> => {
    const answer = await fetch(`${stage.url}/api/v1/editions/2023/totals`);
    return ((await answer.json()) as { raisedMinor: number }).raisedMinor / 100;
  };

  it('opens by its link alone, keeps its face while the connection is cut, and ends at the exact number', async () => {
    const organiser = await stage.browser.newContext();
    const desk = await organiser.newPage();
    await desk.goto(`${stage.url}/organise?key=${stage.organiserKey}&language=nl`);
    const link = (await desk.getAttribute('a[href^="/screen/2023?"]', 'href')) ?? '';
    await organiser.close();

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
    const context = await stage.browser.newContext({ viewport: { width: 1920, height: 1080 } });
    const page = await context.newPage();
    await page.goto(`${stage.url}/organise?key=${stage.organiserKey}&language=nl`);
    const link = (await page.getAttribute('a[href^="/screen/2023?"]', 'href')) ?? '';
    const cable = await Cable.lay(stage.url);
    await page.clock.install();
    await page.goto(`${cable.url}${link}`);
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
    await context.close();
    await cable.close();
  }, 90_000);

  it('is not called lost after a short cut in which nothing happened', async () => {
    const context = await stage.browser.newContext({ viewport: { width: 1920, height: 1080 } });
    const page = await context.newPage();
    await page.goto(`${stage.url}/organise?key=${stage.organiserKey}&language=nl`);
    const link = (await page.getAttribute('a[href^="/screen/2023?"]', 'href')) ?? '';
    const cable = await Cable.lay(stage.url);
    await page.goto(`${cable.url}${link}`);
    const before = await raisedOn(page);
    await give('Here', 'Stap!');
    await until('the screen is live', async () => (await raisedOn(page)) === before + 25);
    cable.pull();
    await until('the screen says that it is lost', async () => (await page.locator('.live.lost').count()) === 1);
    cable.plugIn();
    await until('it is live again', async () => (await page.locator('.live.lost').count()) === 0, 40_000);
    expect(await raisedOn(page)).toBe(before + 25);
    await context.close();
    await cable.close();
  }, 90_000);

  it('has no accessibility fault that axe can find, in any language', async () => {
    const context = await stage.browser.newContext({ viewport: { width: 1920, height: 1080 }, bypassCSP: true });
    const page = await context.newPage();
    await page.goto(`${stage.url}/organise?key=${stage.organiserKey}&language=nl`);
    for (const language of ['nl', 'fr', 'en']) {
      await page.goto(`${stage.url}/screen/2023?language=${language}`);
      await page.addScriptTag({ content: axe.source });
      const { violations } = (await page.evaluate('axe.run()')) as {
        violations: { id: string; nodes: { html: string }[] }[];
      };
      expect({ language, found: violations.map(({ id, nodes: [first] }) => `${id}: ${first?.html ?? ''}`) }).toEqual({
        language,
        found: [],
      });
    }
    await context.close();
  });
});
