import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import { rateKey } from '../../src/platform/redis/rate-limits.js';
import { REDIS } from '../../src/platform/redis/redis.module.js';
import { pageFaults } from './page-faults.js';
import { type BrowserStage, setBrowserStage } from './stage.js';

describe('A donor where many gifts come from', () => {
  let stage: BrowserStage;

  beforeAll(async () => {
    stage = await setBrowserStage();
    // As if a crowd had given from this machine.
    const redis = stage.app.get<Redis>(REDIS, { strict: false });
    await redis.set(rateKey('unproven-address', '127.0.0.1'), Date.now() + 3_600_000, 'EX', 600);
  }, 60_000);

  afterAll(async () => {
    await stage.close();
  });

  const give = async (javaScriptEnabled: boolean) => {
    const context = await stage.browser.newContext({ viewport: { width: 360, height: 740 }, javaScriptEnabled });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const faults: string[] = [];
    page.on('console', (message) => {
      if (/security policy/i.test(message.text())) faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(`${stage.url}/nl/2023/give/details?choice=4000`);
    await page.fill('input[name=name]', 'Griet');
    await page.fill('input[name=email]', 'griet@example.org');
    await page.click('#form button.go');
    return { page, faults };
  };

  it('comes to the payment page by the work of the browser alone, within the strict policy', async () => {
    const { page, faults } = await give(true);
    await page.waitForURL(`${stage.sandboxUrl}/c/pay/**`);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('is told kindly to wait without JavaScript, and can send the same form again', async () => {
    const { page } = await give(false);
    expect(await page.textContent('h1')).toBe('Even wachten');
    expect(await page.textContent('[data-waiting]')).toContain('Wacht nog');
    expect(await page.inputValue('form [name=email]')).toBe('griet@example.org');
    const redis = stage.app.get<Redis>(REDIS, { strict: false });
    await redis.del(rateKey('unproven-address', '127.0.0.1'));
    const picture = process.env['PICTURES'];
    if (picture !== undefined) await page.screenshot({ path: `${picture}/challenge-360.png`, fullPage: true });
    await page.click('form button.go');
    await page.waitForURL(`${stage.sandboxUrl}/c/pay/**`);
    await page.context().close();
  });

  it('over the bound finds the form again on a page without a fault', async () => {
    const redis = stage.app.get<Redis>(REDIS, { strict: false });
    await redis.set(rateKey('giving-address', '127.0.0.1'), Date.now() + 3_600_000, 'EX', 600);
    const { page } = await give(true);
    expect(await page.textContent('h1')).toBe('Even wachten');
    expect(await pageFaults(page)).toEqual([]);
    const picture = process.env['PICTURES'];
    if (picture !== undefined) await page.screenshot({ path: `${picture}/held-360.png`, fullPage: true });
    await page.context().close();
  });
});
