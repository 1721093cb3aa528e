import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { pageFaults } from './page-faults.js';
import { type BrowserStage, setBrowserStage } from './stage.js';

const PATIENCE_MS = 15_000;
const LANGUAGES = ['nl', 'fr', 'en'] as const;

const SIZES = [
  [360, 740],
  [1440, 900],
] as const;

describe.each(SIZES)('A donor stays every month at %d px', (viewWidth, viewHeight) => {
  let stage: BrowserStage;

  beforeAll(async () => {
    stage = await setBrowserStage();
  }, 60_000);

  afterAll(async () => {
    await stage.close();
  });

  const phone = async (javaScriptEnabled: boolean): Promise<Page> => {
    const context = await stage.browser.newContext({
      viewport: { width: viewWidth, height: viewHeight },
      javaScriptEnabled,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    return page;
  };

  /** What the walk has raised, but for when that was looked at. */
  const raised = async (): Promise<unknown> => {
    const { asOf: _asOf, ...totals } = (await (
      await fetch(`${stage.url}/api/v1/editions/2023/totals`)
    ).json()) as Record<string, unknown>;
    return totals;
  };

  /** Loads the page again until it says so. */
  const untilState = async (page: Page, url: string, state: string): Promise<void> => {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      await page.goto(url);
      if ((await page.$(`[data-status=${state}]`)) !== null) return;
      if (Date.now() > end) throw new Error(`It did not become ${state} in time`);
    }
  };

  it('on a phone without JavaScript: from the thanks to a monthly gift, a card that fails, and its end', async () => {
    const donor = await phone(false);
    const looker = await phone(true);
    const seen = async (url: string, state: string | null): Promise<void> => {
      for (const language of LANGUAGES) {
        const address = url.replace('/nl/', `/${language}/`);
        await looker.goto(address);
        const status = state === null ? null : await looker.getAttribute('[data-status]', 'data-status');
        expect({ address, status, faults: await pageFaults(looker) }).toEqual({ address, status: state, faults: [] });
      }
    };
    await donor.goto(`${stage.url}/nl/2023/give?choice=2000`);
    await donor.click('form[action$="/give/details"] button, #form button[type=submit]');
    await donor.fill('input[name=name]', 'Marleen Vos');
    await donor.fill('input[name=email]', 'marleen@example.org');
    await donor.click('#form button[type=submit]');
    await donor.waitForURL(`${stage.sandboxUrl}/c/pay/**`);
    await donor.click('button[type=submit]');
    await donor.waitForURL('**/nl/2023/thanks/**');
    await untilState(donor, donor.url(), 'paid');
    const before = await raised();

    await donor.click('a[href*="/monthly?gift="]');
    await donor.waitForURL('**/nl/2023/monthly?gift=*');
    expect(await donor.inputValue('input[name=name]')).toBe('Marleen Vos');
    const form = donor.url();
    await donor.check('#choice-other');
    await donor.fill('input[name=amount]', '0,50');
    await donor.fill('input[name=email]', '');
    await donor.click('#form button[type=submit]');
    await donor.waitForSelector('[role=alert]');
    expect(await donor.inputValue('input[name=amount]')).toBe('0,50');
    expect(await donor.inputValue('input[name=name]')).toBe('Marleen Vos');
    await seen(form, null);
    await donor.check('#choice-1');
    await donor.fill('input[name=email]', 'marleen@example.org');
    await donor.click('#form button[type=submit]');
    await donor.waitForURL(`${stage.sandboxUrl}/c/pay/**`);
    await donor.check('input[name=method][value=card_fails_later]');
    await donor.click('button[type=submit]');
    await donor.waitForURL(/\/nl\/2023\/monthly\/[\w-]{24}$/);
    const own = donor.url();
    await untilState(donor, own, 'active');
    expect(await donor.textContent('main')).toMatch(/€\s15 per maand/);
    await seen(own, 'active');

    const subscriptions = (await (
      await fetch(`${stage.sandboxUrl}/v1/subscriptions`, { headers: { authorization: 'Bearer sk_sandbox_local' } })
    ).json()) as { data: { id: string }[] };
    await fetch(`${stage.sandboxUrl}/_sandbox/subscriptions/${subscriptions.data[0]?.id ?? ''}/renew`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    await untilState(donor, own, 'failing');
    await seen(own, 'failing');
    await donor.click('a[href*="/i/in_"]');
    await donor.waitForURL(`${stage.sandboxUrl}/i/**`);
    await donor.click('button[type=submit]');
    await untilState(donor, own, 'active');
    expect(await donor.locator('table.sums tr').count()).toBe(2);

    await donor.click('summary');
    await donor.click('form[action$="/end"] button');
    await donor.waitForURL(own);
    await untilState(donor, own, 'ended');
    expect(await donor.$('form[action$="/end"]')).toBeNull();
    await seen(own, 'ended');
    expect(await raised()).toEqual(before);
  }, 120_000);
});
