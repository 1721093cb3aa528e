import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { pageFaults } from './page-faults.js';
import { type BrowserStage, setBrowserStage } from './stage.js';

const PATIENCE_MS = 15_000;

describe('An organiser makes next year’s edition', () => {
  let stage: BrowserStage;

  beforeAll(async () => {
    stage = await setBrowserStage();
  }, 60_000);

  afterAll(async () => {
    await stage.close();
  });

  async function expectAccessible(page: Page): Promise<void> {
    expect(await pageFaults(page)).toEqual([]);
  }

  it('from last year’s: clones it, changes a fee after a look, opens registration, and everybody sees it', async () => {
    const context = await stage.browser.newContext({ viewport: { width: 360, height: 740 } });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(`${stage.url}/organise?key=${stage.organiserKey}&language=nl`);
    // To the settings first, whose first page the editions are.
    await page.click('.work-groups a[href^="/organise/editions"]');
    await page.click('main a[href^="/organise/editions/2023"]');
    await expectAccessible(page);
    await page.click('a[href*="/2023/clone"]');
    await expectAccessible(page);
    await page.fill('input[name=walkOn]', '2024-10-06');
    await page.click('main button[type=submit]');
    await page.waitForURL('**/organise/editions/2024?**');
    const stranger = await stage.browser.newContext({ viewport: { width: 360, height: 740 } });
    const visit = await stranger.newPage();
    expect((await visit.goto(`${stage.url}/nl/2024/register`))?.status()).toBe(404);

    await page.click('a:has-text("40 km")');
    await page.fill('input[name=feeMinor]', '17,50');
    await expectAccessible(page);
    await page.click('button[value=preview]');
    const row = page.locator('tr', { hasText: 'Inschrijvingsgeld' });
    expect(await row.locator('td').allInnerTexts()).toEqual([
      expect.stringContaining('10'),
      expect.stringContaining('17,50'),
    ]);
    expect(await page.locator('tbody tr').count()).toBe(1);
    await expectAccessible(page);
    await page.click('button[value=save]');
    await page.waitForURL('**done=saved');

    await page.click('section[aria-labelledby=registration] button[value=open]');
    await page.waitForURL('**done=opened');
    expect(await page.locator('[role=status]').innerText()).toBe('Open, vanaf nu.');
    await visit.goto(`${stage.url}/nl/2024/register`);
    expect(await visit.locator('main').innerText()).toContain('17,50');
    await context.close();
    await stranger.close();
  }, 60_000);
});
