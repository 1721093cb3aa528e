import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { signInBrowser } from '../../src/cli/browser/shown-stage.js';
import { FrontDoor } from '../../src/cli/rehearsal/front-door.js';
import { walkerStep } from '../factories/walker-step.js';
import { pageFaults } from './page-faults.js';
import { type BrowserStage, setBrowserStage } from './stage.js';

const PATIENCE_MS = 15_000;
const SIZES = [
  { width: 360, height: 740 },
  { width: 1440, height: 900 },
] as const;
const EMAIL = 'zoe@example.org';
/** Emoji, apostrophes and another direction of writing: what a name is in life. */
const NAME = { firstName: 'Zoë 👩🏽‍🦽', lastName: 'O’Hara العربي' };

describe('A walker brings people to their page', () => {
  let stage: BrowserStage;
  let door: FrontDoor;
  let slug: string;

  beforeAll(async () => {
    stage = await setBrowserStage();
    door = new FrontDoor(stage.url, '2023', 2);
    ({ walkerSlug: slug } = await door.register(walkerStep({ ...NAME, email: EMAIL }), null));
  }, 60_000);

  afterAll(async () => {
    await door.close();
    await stage.close();
  });

  const address = (path: string): string => `${stage.url}/nl/2023${path}`;

  async function visitor(viewport: (typeof SIZES)[number]): Promise<Page> {
    const context = await stage.browser.newContext({ viewport, reducedMotion: 'reduce', acceptDownloads: true });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: stage.url });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    return page;
  }

  async function give(amount: string, method: string): Promise<Page> {
    const donor = await visitor(SIZES[0]);
    await donor.goto(address(`/walkers/${slug}/give/details?choice=${amount}`));
    await donor.fill('input[name=name]', 'Bram D’Hondt 🥾');
    await donor.fill('input[name=email]', 'bram@example.org');
    await donor.fill('textarea[name=message]', 'كل خطوة مهمة');
    await donor.click('#form button[type=submit]');
    await donor.waitForURL(`${stage.sandboxUrl}/c/pay/**`);
    await donor.check(`input[name=method][value=${method}]`);
    await donor.click('button[type=submit]');
    await donor.waitForURL('**/nl/2023/thanks/**');
    return donor;
  }

  it.each(SIZES)('by words that a press copies, prints and a code, $width px wide', async (size) => {
    const page = await visitor(size);
    await page.goto(address(`/walkers/${slug}`));
    await page.goto(address(`/walkers/${slug}/share`));
    expect(await pageFaults(page)).toEqual([]);
    const copied = (): Promise<string> => page.evaluate('navigator.clipboard.readText()');
    for (const part of ['share.whatsapp', 'share.social', 'share.mail']) {
      await page.click(`button[data-copy="${part}"]`);
      await page.waitForSelector(`button[data-copy="${part}"]:has-text("Gekopieerd")`);
      expect(await copied()).toContain(address(`/walkers/${slug}`));
    }
    await page.click('button[data-copy=embed-code]');
    await page.waitForSelector('button[data-copy=embed-code]:has-text("Gekopieerd")');
    expect(await copied()).toMatch(/^<iframe /);
    for (const print of ['poster', 'table-card']) {
      // The browser of the tests shows no PDF: it takes it as a file.
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.click(`a[href$="/print/${print}.pdf"]`),
      ]);
      const file = await readFile(await download.path());
      expect(file.subarray(0, 5).toString()).toBe('%PDF-');
    }
    expect(await page.evaluate(`document.querySelector('img[src$="qr.svg"]').complete`)).toBe(true);
    await page.context().close();
  });

  it('by a live total in a page of another site, which a gift moves without a reload', async () => {
    const page = await visitor(SIZES[0]);
    await page.goto(address(`/walkers/${slug}/share`));
    const code = (await page.textContent('#embed-code')) ?? '';
    const school: Server = createServer((_, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(`<!doctype html><title>School</title><h1>School</h1>${code}`);
    });
    await new Promise<void>((resolve) => school.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = school.address() as AddressInfo;
      await page.goto(`http://127.0.0.1:${String(port)}/`);
      const frame = page.frameLocator('iframe');
      await frame.locator('.figure:has-text("€ 0")').waitFor();
      const donor = await give('4000', 'bancontact');
      await frame.locator('.figure:has-text("€ 40")').waitFor();
      await donor.context().close();
      // Nothing but the embed may be framed.
      await page.setContent(`<iframe src="${address(`/walkers/${slug}`)}"></iframe>`);
      await expect(page.frameLocator('iframe').locator('h1').first().textContent({ timeout: 1_000 })).rejects.toThrow();
    } finally {
      await new Promise((resolve) => school.close(resolve));
      await page.context().close();
    }
  });

  it('and sees their own name whole, thanks by copying words, and hangs up a certificate after the walk', async () => {
    const page = await visitor(SIZES[0]);
    await signInBrowser(page, stage.url, EMAIL, AbortSignal.timeout(PATIENCE_MS));
    await page.waitForURL('**/nl/2023/my');
    await page.goto(address(`/my/pages/${slug}/thanks`));
    expect(await page.textContent('.thanks .who bdi')).toBe('Bram D’Hondt 🥾');
    await page.click('.thanks button[data-copy]');
    expect(await page.evaluate('navigator.clipboard.readText()')).toContain('Bram');
    await page.click('.thanks button:has-text("Bedankt")');
    await page.waitForSelector('#done');
    expect(await pageFaults(page)).toEqual([]);

    // The walk of the demo edition was years ago.
    await page.goto(address(`/my/pages/${slug}/walked`));
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('a[href$="certificate.pdf"]')]);
    expect((await readFile(await download.path())).subarray(0, 5).toString()).toBe('%PDF-');
    await page.goto(address(`/walkers/${slug}`));
    expect(await page.textContent('h1')).toContain(NAME.firstName);
    expect(await pageFaults(page)).toEqual([]);
    await page.context().close();
  });
});
