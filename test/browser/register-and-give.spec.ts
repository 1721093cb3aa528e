import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type BrowserStage, setBrowserStage } from './stage.js';
import { until } from '../support/until.js';

const PATIENCE_MS = 15_000;

const SIZES = [
  [360, 740],
  [1440, 900],
] as const;

describe.each(SIZES)('A walker registers, a donor gives, everybody sees it, at %d px', (width, height) => {
  let stage: BrowserStage;

  beforeAll(async () => {
    stage = await setBrowserStage();
  }, 60_000);

  afterAll(async () => {
    await stage.close();
  });

  const visitor = async (javaScriptEnabled = true): Promise<Page> => {
    const context = await stage.browser.newContext({ viewport: { width, height }, javaScriptEnabled });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    return page;
  };

  /** On the stand-in's page: chooses how to pay, and pays. */
  const pay = async (page: Page, method: string): Promise<void> => {
    await page.waitForURL(`${stage.sandboxUrl}/c/pay/**`);
    await page.check(`input[name=method][value=${method}]`);
    await page.click('button[type=submit]');
  };

  it('registers a captain with a new team without JavaScript, and shows the team once the fee is paid', async () => {
    const page = await visitor(false);
    await page.goto(`${stage.url}/nl/2023/register`);
    await page.check('input[name=participationType][value=central-40]');
    await page.check('input[name=team][value=new]');
    await page.fill('input[name=teamName]', 'Team Zonsopgang');
    await page.fill('input[name=firstName]', 'Nele');
    await page.fill('input[name=lastName]', "D'Hondt");
    await page.fill('input[name=email]', 'nele@example.org');
    await page.fill('input[name=birthDate]', '1988-02-03');
    await page.check('input[name=acceptTerms]');
    await page.click('#form > button.btn.go');
    await pay(page, 'bancontact');
    await page.waitForURL('**/nl/2023/registered/**');
    const team = await until('the team has its page', async () => {
      const response = await page.goto(`${stage.url}/nl/2023/teams/team-zonsopgang`);
      return response?.status() === 200 ? page.textContent('h1') : null;
    });
    expect(team).toContain('Team Zonsopgang');
    await page.context().close();
  });

  it('gives EUR 40 by clicking through the payment page, and a second open page moves without a reload', async () => {
    const watcher = await visitor();
    await watcher.goto(`${stage.url}/nl/2023/teams/team-zonsopgang`);
    const figure = watcher.locator('[data-live-money="raised"]').first();
    expect(await figure.textContent()).toMatch(/€\s?0/);
    const loadedAt = await watcher.evaluate('performance.timeOrigin');

    const donor = await visitor();
    await donor.goto(`${stage.url}/nl/2023/teams/team-zonsopgang/give`);
    await donor.check('input[name=choice][value="4000"]');
    await donor.click('#form button[type=submit]');
    await donor.fill('input[name=name]', 'Marleen');
    await donor.fill('input[name=email]', 'marleen@example.org');
    await donor.fill('textarea[name=message]', 'Stap voor wie niet thuis kan blijven.');
    await donor.click('#form button[type=submit]:not(.unseen)');
    await pay(donor, 'bancontact');
    await donor.waitForURL('**/nl/2023/thanks/**');

    await until('the total moves', async () => (await figure.textContent())?.includes('40'));
    expect(await watcher.evaluate('performance.timeOrigin')).toBe(loadedAt);
    const thanks = await until('the gift is thanked for', async () => {
      const text = await donor.textContent('main');
      return text?.includes('40') === true ? text : null;
    });
    expect(thanks).toContain('Team Zonsopgang');
    await watcher.context().close();
    await donor.context().close();
  });

  it('lets a donor whose card is declined try again, and counts the gift once', async () => {
    const donor = await visitor();
    await donor.goto(`${stage.url}/fr/2023/give?amount=2000`);
    await donor.click('#form button[type=submit]');
    await donor.fill('input[name=name]', 'Amélie');
    await donor.fill('input[name=email]', 'amelie@example.org');
    await donor.click('#form button[type=submit]:not(.unseen)');
    await pay(donor, 'card_declined');
    await donor.waitForSelector('[role=alert]');
    await pay(donor, 'card');
    await donor.waitForURL('**/fr/2023/thanks/**');
    const totals = await until('both gifts are counted', async () => {
      const response = await fetch(`${stage.url}/api/v1/editions/2023/totals`);
      const body = (await response.json()) as { raisedMinor: number; gifts: number };
      return body.gifts === 2 ? body : null;
    });
    expect(totals.raisedMinor).toBe(6_000);
    await donor.context().close();
  });

  it('names every fault beside its field, keeps what was typed, and moves the focus to the summary', async () => {
    const donor = await visitor();
    await donor.goto(`${stage.url}/en/2023/give/details?choice=4000`);
    await donor.fill('input[name=name]', 'Sam');
    await donor.fill('input[name=email]', 'no address');
    await donor.click('#form button[type=submit]:not(.unseen)');
    await donor.waitForSelector('[role=alert], .error-summary');
    expect(await donor.inputValue('input[name=name]')).toBe('Sam');
    expect(await donor.inputValue('input[name=email]')).toBe('no address');
    expect(await donor.getAttribute('input[name=email]', 'aria-invalid')).toBe('true');
    await donor.context().close();
  });
});
