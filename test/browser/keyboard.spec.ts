import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { FrontDoor } from '../../src/cli/rehearsal/front-door.js';
import { Database } from '../../src/platform/database/database.js';
import { readLocalMail, readLocalMails } from '../../src/platform/mail/local-mailbox.js';
import { walkerStep } from '../factories/walker-step.js';
import { until } from '../support/until.js';
import { keyTo } from './keys.js';
import { type BrowserStage, setBrowserStage } from './stage.js';

const PATIENCE_MS = 15_000;
const EMAIL = 'nele@example.org';

const SIZES = [
  [360, 740],
  [1440, 900],
] as const;

describe.each(SIZES)('With the keyboard alone, at %d px', (width, height) => {
  let stage: BrowserStage;
  let door: FrontDoor;
  let slug: string;

  beforeAll(async () => {
    stage = await setBrowserStage();
    door = new FrontDoor(stage.url, '2023', 1);
    ({ walkerSlug: slug } = await door.register(
      walkerStep({ firstName: 'Nele', lastName: 'Peeters', email: EMAIL }),
      null,
    ));
  }, 60_000);

  afterAll(async () => {
    await door.close();
    await stage.close();
  });

  async function visitor(): Promise<Page> {
    const context = await stage.browser.newContext({
      viewport: { width, height },
      reducedMotion: 'reduce',
      locale: 'en-US',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    return page;
  }

  const type = async (page: Page, field: string, text: string): Promise<void> => {
    await keyTo(page, field);
    await page.keyboard.type(text);
  };

  const press = async (page: Page, control: string): Promise<void> => {
    await keyTo(page, control);
    await page.keyboard.press('Enter');
  };

  const mark = async (page: Page, box: string): Promise<void> => {
    await keyTo(page, box);
    await page.keyboard.press('Space');
  };

  /** Goes to a group of choices, and on in it until the wanted one is chosen. */
  const choose = async (page: Page, name: string, value: string): Promise<void> => {
    await keyTo(page, `input[name=${name}]`);
    const wanted = `input[name=${name}][value=${value}]`;
    if (!(await page.isChecked(wanted))) await page.keyboard.press('Space');
    while (!(await page.isChecked(wanted))) await page.keyboard.press('ArrowDown');
  };

  it('somebody comes for the first time, makes a team, is told what was left out, pays, and opens their page from there', async () => {
    const page = await visitor();
    await page.goto(`${stage.url}/nl/2023`);
    await press(page, 'a[href$="/nl/2023/register"]');
    await page.waitForURL('**/register');
    await choose(page, 'participationType', 'central-40');
    await choose(page, 'team', 'new');
    await type(page, 'input[name=teamName]', 'Team Zonsopgang');
    await type(page, 'input[name=firstName]', 'Sami');
    await type(page, 'input[name=lastName]', 'El Amrani');
    await type(page, 'input[name=email]', 'sami@example.org');
    await mark(page, '#acceptTerms');
    await press(page, '#form > button.btn.go');
    // The day of birth was passed over: its line in the summary leads to it, and nothing typed is lost.
    await page.waitForSelector('.faults');
    await press(page, '.faults a[href="#birthDate"]');
    await page.keyboard.type('02031988');
    expect(await page.inputValue('input[name=teamName]')).toBe('Team Zonsopgang');
    await press(page, '#form > button.btn.go');
    await page.waitForURL(`${stage.sandboxUrl}/c/pay/**`);
    await press(page, 'button[type=submit]');
    await page.waitForURL('**/nl/2023/registered/**');
    await page.waitForSelector('[data-status=confirmed]');
    await press(page, 'main a[href*="/sign-in"], main a[href$="/my"]');
    await page.waitForURL('**/sign-in**');
    expect(await page.inputValue('input[name=email]')).toBe('sami@example.org');
    await page.context().close();
  }, 60_000);

  it('a donor finds a walker, chooses an amount of their own, gives, and is told of a slip in the place where it is', async () => {
    const page = await visitor();
    await page.goto(`${stage.url}/nl/2023`);
    // The first stop of every page is the way past its menu.
    await page.keyboard.press('Tab');
    expect(await page.evaluate<string>('document.activeElement.className')).toBe('skip');
    await type(page, 'main input[name=q]', 'Nele');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/search?**');
    await press(page, `a[href$="/walkers/${slug}"]`);
    await page.waitForURL(`**/walkers/${slug}`);
    await page.goto(`${stage.url}/nl/2023/walkers/${slug}/give`);
    await keyTo(page, 'input[name=choice]');
    while (!(await page.isChecked('input[name=choice][value=other]'))) await page.keyboard.press('ArrowDown');
    await type(page, 'input[name=amount]', '12,50');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/give/details?**');
    await type(page, 'input[name=name]', 'Marleen');
    await press(page, '#form button[type=submit]');
    // What is wrong takes the focus, and its line leads to the field.
    await page.waitForSelector('.faults');
    expect(await page.evaluate<string>('document.activeElement.className')).toBe('faults');
    await press(page, '.faults a[href="#email"]');
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('email');
    await page.keyboard.type('marleen@example.org');
    await press(page, '#form button[type=submit]');
    await page.waitForURL(`${stage.sandboxUrl}/c/pay/**`);
    await press(page, 'button[type=submit]');
    await page.waitForURL('**/thanks/**');
    await page.waitForSelector('[data-status=paid]');
    await page.context().close();
  }, 60_000);

  it('a walker signs in by the link of a mail, says why they walk, and signs out', async () => {
    const page = await visitor();
    await page.goto(`${stage.url}/nl/2023/my`);
    await type(page, 'input[name=email]', EMAIL);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/sign-in/sent**');
    const database = stage.app.get(Database, { strict: false });
    const link = await until('the mail with the link is there', async () => {
      for (const { id } of await readLocalMails(database, { limit: 50 })) {
        const mail = await readLocalMail(database, id);
        const found = /https?:\/\/\S+\/sign-in\/[\w-]{24}/.exec(mail?.text ?? '');
        if (found !== null) return found[0];
      }
      return null;
    });
    await page.goto(link);
    await page.waitForURL('**/nl/2023/my');
    await page.goto(`${stage.url}/nl/2023/my/pages/${slug}`);
    await type(page, 'textarea[name=story]', 'Omdat iedereen thuis verdient.');
    await press(page, 'form[data-previewed] button[type=submit]:not([name])');
    await page.waitForSelector('[role=status]');
    await page.goto(`${stage.url}/nl/2023/walkers/${slug}`);
    expect(await page.textContent('main')).toContain('Omdat iedereen thuis verdient.');
    await page.goto(`${stage.url}/nl/2023/my/account`);
    await press(page, 'form[action$="/account/sign-out"] button.go');
    await page.waitForURL((url) => !url.pathname.endsWith('/my/account'));
    await page.goto(`${stage.url}/nl/2023/my`);
    expect(page.url()).toContain('/sign-in');
    await page.context().close();
  }, 60_000);
});
