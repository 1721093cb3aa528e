import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { signInBrowser } from '../../src/cli/browser/shown-stage.js';
import { FrontDoor, type PageRef } from '../../src/cli/rehearsal/front-door.js';
import { StripeDesk } from '../../src/cli/rehearsal/stripe-desk.js';
import { minor } from '../../src/domain/money.js';
import { walkerStep } from '../factories/walker-step.js';
import { until } from '../support/until.js';
import { pageFaults } from './page-faults.js';
import { type BrowserStage, setBrowserStage } from './stage.js';

const PATIENCE_MS = 15_000;
const SIZES = [
  [360, 740],
  [1440, 900],
] as const;

describe.each(SIZES)('Along the road and after the walk, at %d px', (width, height) => {
  let stage: BrowserStage;
  let door: FrontDoor;
  let desk: StripeDesk;
  let large: string;
  let small: string;
  let slug: string;
  let gifts = 0;

  beforeAll(async () => {
    stage = await setBrowserStage();
    door = new FrontDoor(stage.url, '2023', 2);
    desk = new StripeDesk(stage.sandboxUrl, 2);
    const captain = await door.register(
      walkerStep({
        firstName: 'Nele',
        email: 'nele@example.org',
        team: { kind: 'new', key: 'large', name: 'De Grote Groep' },
      }),
      null,
    );
    large = captain.teamSlug ?? '';
    slug = captain.walkerSlug;
    for (const firstName of ['Bram', 'Imane']) {
      await door.register(
        walkerStep({
          firstName,
          email: `${firstName.toLowerCase()}@example.org`,
          team: { kind: 'join', key: 'large' },
        }),
        large,
      );
    }
    const alone = await door.register(
      walkerStep({
        firstName: 'Mila',
        email: 'mila@example.org',
        team: { kind: 'new', key: 'small', name: 'Twee Schoenen' },
      }),
      null,
    );
    small = alone.teamSlug ?? '';
  }, 60_000);

  afterAll(async () => {
    await Promise.all([door.close(), desk.close()]);
    await stage.close();
  });

  const address = (path: string): string => `${stage.url}/nl/2023${path}`;

  async function visitor(): Promise<Page> {
    const context = await stage.browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    return page;
  }

  async function give(to: PageRef, amountMinor: number): Promise<void> {
    gifts += 1;
    const key = `gift-${String(gifts)}`;
    const url = await door.give(
      {
        key,
        atMs: 0,
        language: 'nl',
        donor: { key, email: `${key}@example.org`, company: null, name: 'Marleen' },
        target: { kind: 'edition' },
        amountMinor: minor(amountMinor),
        message: null,
        anonymous: false,
        course: { kind: 'paid', method: 'bancontact', declinedFirst: false },
        afterwards: [],
        deskAct: null,
      },
      to,
      'api',
    );
    await desk.checkOut(url, { kind: 'paid', method: 'bancontact', declinedFirst: false });
  }

  it('a first gift puts its badge on the open page of the walker, without a reload', async () => {
    const page = await visitor();
    await page.goto(address(`/walkers/${slug}`));
    expect(await page.locator('.badges li').count()).toBe(0);
    const loadedAt = await page.evaluate('performance.timeOrigin');
    await give({ kind: 'walker', slug }, 4_000);
    await page.waitForSelector('.badges li:has-text("Eerste gift")');
    expect(await page.evaluate('performance.timeOrigin')).toBe(loadedAt);
    expect(await pageFaults(page)).toEqual([]);
    await page.context().close();
  }, 60_000);

  it('the small team leads where what each walker raised counts, and is found with a slip of the finger', async () => {
    await give({ kind: 'team', slug: large }, 4_000);
    await give({ kind: 'team', slug: small }, 6_000);
    const page = await visitor();
    await page.goto(address(''));
    await page.click('main a[href$="/leaderboard"]');
    const first = page.locator('.leaders li').first();
    await until('all gifts are counted', async () => {
      await page.reload();
      return (
        (await page.textContent('.leaders'))?.includes('60') === true && (await first.textContent())?.includes('80')
      );
    });
    expect(await first.textContent()).toContain('De Grote Groep');
    await page.click('.ways a:has-text("Per wandelaar")');
    await page.waitForURL('**by=per-walker');
    expect(await first.textContent()).toContain('Twee Schoenen');
    await page.click('.ways a:has-text("Meeste schenkers")');
    await page.waitForURL('**by=donors');
    expect(await first.textContent()).toMatch(/De Grote Groep.*2 schenkers/);
    expect(await pageFaults(page)).toEqual([]);
    await page.goto(address(''));
    await page.fill('main input[name=q]', 'twe schoennen');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/search?**');
    await page.click(`a[href$="/teams/${small}"]`);
    expect(await page.textContent('h1')).toContain('Twee Schoenen');
    await page.context().close();
  }, 60_000);

  it('a walker says how far it was, and asks to hear of the next edition, and takes that back', async () => {
    const page = await visitor();
    await signInBrowser(page, stage.url, 'nele@example.org', AbortSignal.timeout(PATIENCE_MS));
    await page.waitForURL('**/nl/2023/my');
    await page.click('text=Na de wandeling');
    await page.waitForURL(`**/my/pages/${slug}/walked`);
    await page.fill('input[name=kilometres]', '18,5');
    await page.click('#form button[type=submit]');
    await page.waitForURL('**/walked?saved');
    expect(await page.inputValue('input[name=kilometres]')).toBe('18,5');
    expect(await pageFaults(page)).toEqual([]);
    await page.goto(address('/my'));
    await page.click('#next-edition button');
    await page.waitForSelector('#next-edition button:has-text("Toch niet")');
    expect(await page.textContent('#next-edition')).toContain('nele@example.org');
    await page.click('#next-edition button');
    await page.waitForSelector('#next-edition button:has-text("Laat het me weten")');
    await page.context().close();
  }, 60_000);
});
