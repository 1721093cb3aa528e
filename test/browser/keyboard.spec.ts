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

describe('With the keyboard alone, on a phone’s width', () => {
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
    const context = await stage.browser.newContext({ viewport: { width: 360, height: 740 }, reducedMotion: 'reduce' });
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
