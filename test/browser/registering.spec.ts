import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Database } from '../../src/platform/database/database.js';
import { readLocalMail, readLocalMails } from '../../src/platform/mail/local-mailbox.js';
import { LookAfterWaitingLists } from '../../src/waiting-list/index.js';
import { until } from '../support/until.js';
import { pageFaults } from './page-faults.js';
import { type BrowserStage, setBrowserStage } from './stage.js';

const PATIENCE_MS = 15_000;
const SEND = '#form > button.btn.go';

const SIZES = [
  [360, 740],
  [1440, 900],
] as const;

describe.each(SIZES)('Registering at %d px', (viewWidth, viewHeight) => {
  let stage: BrowserStage;
  let database: Database;

  beforeAll(async () => {
    stage = await setBrowserStage();
    database = stage.app.get(Database, { strict: false });
  }, 60_000);

  afterAll(async () => {
    await stage.close();
  });

  const phone = async (javaScriptEnabled = true): Promise<Page> => {
    const context = await stage.browser.newContext({
      viewport: { width: viewWidth, height: viewHeight },
      javaScriptEnabled,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    return page;
  };

  const pay = async (page: Page): Promise<void> => {
    await page.waitForURL(`${stage.sandboxUrl}/c/pay/**`);
    await page.check('input[name=method][value=bancontact]');
    await page.click('button[type=submit]');
    await page.waitForURL('**/registered/**');
  };

  const expectNoViolation = async (page: Page): Promise<void> => {
    expect(await pageFaults(page)).toEqual([]);
  };

  /** Waits for mails. @returns the paths of the links to a page in them, the latest first */
  const linksTo = async (email: string, page: string, count = 1): Promise<string[]> => {
    const links = async (): Promise<string[]> => {
      const mails = (await readLocalMails(database, { limit: 200 })).filter((mail) => mail.recipient === email);
      const texts = await Promise.all(mails.map(async ({ id }) => (await readLocalMail(database, id))?.text ?? ''));
      return texts.flatMap((text) => new RegExp(`https?://[^/\\s]+(/\\S+/${page}\\S+)`).exec(text)?.[1] ?? []);
    };
    await until(`${email} has ${String(count)} links to ${page}`, async () => (await links()).length >= count);
    return links();
  };

  const fillWalker = async (page: Page, prefix: string, firstName: string, birthDate: string): Promise<void> => {
    await page.fill(`[name="${prefix}firstName"]`, firstName);
    await page.fill(`[name="${prefix}birthDate"]`, birthDate);
  };

  it('takes a family of four without JavaScript: one form, one payment, and the word of the parent', async () => {
    const page = await phone(false);
    await page.goto(`${stage.url}/nl/2023/register`);
    await page.check('input[name=participationType][value=own-route]');
    await page.check('input[name=team][value=new]');
    await page.fill('[name=teamName]', "Team d'Amis & 👟");
    await fillWalker(page, '', 'Hodan', '1984-05-01');
    await page.fill('[name=lastName]', 'Yusuf');
    await page.fill('[name=email]', 'hodan@example.org');
    for (const [number, firstName, birthDate] of [
      [2, 'عبد الله', '1982-01-31'],
      [3, "D'Arcy", '2012-02-29'],
      [4, 'Said', '2015-12-24'],
    ] as const) {
      await page.click('button[name=addWalker]');
      // What was typed is still there, and the family has its name.
      expect(await page.inputValue('[name=teamName]')).toBe("Team d'Amis & 👟");
      expect(await page.inputValue(`[name=walker${String(number)}-lastName]`)).toBe('Yusuf');
      await fillWalker(page, `walker${String(number)}-`, firstName, birthDate);
    }
    await page.fill('[name=street]', 'Kerkstraat 1');
    await page.fill('[name=postalCode]', '2060');
    await page.fill('[name=city]', 'Antwerpen');
    // Two children are on the form by now, so that the question for a guardian stands open.
    await page.check('#guardianIsMe');
    await page.fill('[name=guardianName]', 'Hodan Yusuf');
    await page.check('#acceptTerms');
    await page.click(SEND);
    await pay(page);
    const own = page.url();
    await until('their places are valid', async () => {
      await page.goto(own);
      return (await page.locator('[data-status=confirmed]').count()) === 1;
    });
    const text = (await page.textContent('main')) ?? '';
    for (const name of ['Hodan', 'عبد الله', "D'Arcy", 'Said']) expect(text).toContain(name);
    await page.click('text=Open je pagina');
    expect(await page.inputValue('input[name=email]')).toBe('hodan@example.org');
    await page.context().close();
  }, 60_000);

  it('joins a team without JavaScript: by searching for it with a slip of the finger, and by the link of its captain', async () => {
    const page = await phone(false);
    const finish = async (firstName: string): Promise<string> => {
      await page.check('input[name=participationType][value=own-route]');
      await fillWalker(page, '', firstName, '1988-02-03');
      await page.fill('[name=lastName]', 'Peeters');
      await page.fill('[name=email]', `${firstName === 'Zoë' ? 'zoe' : firstName.toLowerCase()}@example.org`);
      await page.fill('[name=street]', 'Kerkstraat 1');
      await page.fill('[name=postalCode]', '2060');
      await page.fill('[name=city]', 'Antwerpen');
      await page.check('#freePlace');
      await page.check('#acceptTerms');
      await page.click(SEND);
      await page.waitForURL('**/registered/**');
      return (await page.textContent('main')) ?? '';
    };
    await page.goto(`${stage.url}/nl/2023/register`);
    await page.check('input[name=team][value=new]');
    await page.fill('[name=teamName]', 'De Wandelschoenen');
    expect(await finish('Lotte')).toContain('De Wandelschoenen');

    await page.goto(`${stage.url}/nl/2023/register`);
    await page.check('input[name=team][value=join]');
    await page.fill('[name=firstName]', 'Bram');
    await page.fill('[name=teamQuery]', 'wandelschonen');
    await page.click('button[name=findTeam]');
    await page.check('input[name=teamSlug][value=de-wandelschoenen]');
    expect(await page.inputValue('[name=firstName]')).toBe('Bram');
    expect(await finish('Bram')).toContain('De Wandelschoenen');

    await page.goto(`${stage.url}/nl/2023/register?team=de-wandelschoenen`);
    expect(await page.isChecked('input[name=team][value=join]')).toBe(true);
    expect(await finish('Zoë')).toContain('De Wandelschoenen');

    await page.goto(`${stage.url}/nl/2023/teams/de-wandelschoenen`);
    const team = (await page.textContent('main')) ?? '';
    for (const name of ['Lotte', 'Bram', 'Zoë']) expect(team).toContain(name);
    await page.context().close();
  }, 60_000);

  it('asks a guardian by their own mail, and shows the walker what they said', async () => {
    const child = await phone();
    await child.goto(`${stage.url}/nl/2023/register`);
    await child.check('input[name=participationType][value=central-20]');
    await fillWalker(child, '', 'Amina', '2012-05-01');
    await child.fill('[name=lastName]', 'Yusuf');
    await child.fill('[name=email]', 'amina@example.org');
    // The question for a guardian opens by itself for somebody so young.
    await child.fill('[name=guardianName]', 'Idris Yusuf');
    await child.fill('[name=guardianEmail]', 'idris@example.org');
    await child.check('#freePlace');
    await child.check('#acceptTerms');
    await child.click(SEND);
    await child.waitForURL('**/registered/**');
    expect(await child.textContent('main')).toContain('Idris Yusuf');
    const [consent = ''] = await linksTo('idris@example.org', 'consent/');
    const guardian = await phone(false);
    await guardian.goto(`${stage.url}${consent}`);
    await guardian.check('#decision-given');
    await guardian.fill('[name=name]', 'Idris Yusuf');
    await guardian.click('#form button[type=submit]');
    await child.reload();
    expect(await child.textContent('main')).toContain('De toestemming van je ouder of voogd is binnen');
    await Promise.all([child.context().close(), guardian.context().close()]);
  }, 60_000);

  it('lets people wait where everything is full; an offer that nobody takes goes to the next', async () => {
    await database.rows(`UPDATE participation_type SET capacity = 1 WHERE code = 'central-20'`);
    const wait = async (name: string): Promise<Page> => {
      const page = await phone(false);
      const toList = page.locator('a[href*="waiting-list"]:visible');
      // Rules that change are noticed within seconds.
      await until('the form says that it is full', async () => {
        await page.goto(`${stage.url}/nl/2023/register`);
        return (await toList.count()) === 1;
      });
      await toList.click();
      await page.fill('[name=name]', name);
      await page.fill('[name=email]', `${name.toLowerCase()}@example.org`);
      await page.click('#form button[type=submit]');
      await page.waitForURL('**/waiting-list/sent');
      expect(await page.textContent('main')).toContain(`${name.toLowerCase()}@example.org`);
      const [own = ''] = await linksTo(`${name.toLowerCase()}@example.org`, 'waiting-list/');
      await page.goto(`${stage.url}${own}`);
      return page;
    };
    const anna = await wait('Anna');
    const bart = await wait('Bart');
    expect(await anna.textContent('main')).toContain('nummer 1');
    expect(await bart.textContent('main')).toContain('nummer 2');
    await database.rows(`UPDATE participation_type SET capacity = 2 WHERE code = 'central-20'`);
    const clock = stage.app.get(LookAfterWaitingLists, { strict: false });
    await clock.execute();
    const [late = ''] = await linksTo('anna@example.org', 'register\\?offer=');
    await database.rows(
      `UPDATE waiting_list_entry SET offered_at = now() - interval '2 days', offer_expires_at = now() - interval '1 second'
        WHERE email = 'anna@example.org'`,
    );
    await clock.execute();
    await anna.goto(`${stage.url}${late}`);
    expect(await anna.textContent('main')).toContain('De tijd voor dit aanbod is voorbij');
    const [offer = ''] = await linksTo('bart@example.org', 'register\\?offer=');
    await bart.goto(`${stage.url}${offer}`);
    expect(await bart.isChecked('input[name=participationType][value=central-20]')).toBe(true);
    expect(await bart.inputValue('[name=email]')).toBe('bart@example.org');
    await fillWalker(bart, '', 'Bart', '1990-01-01');
    await bart.fill('[name=lastName]', 'Maes');
    await bart.check('#acceptTerms');
    await bart.click(SEND);
    await pay(bart);
    await until('his place is valid', async () => {
      await bart.reload();
      return (await bart.locator('[data-status=confirmed]').count()) === 1;
    });
    await Promise.all([anna.context().close(), bart.context().close()]);
  }, 60_000);

  it('keeps a name of 200 characters in the field and says what is wrong, without breaking the page', async () => {
    const page = await phone();
    await page.goto(`${stage.url}/nl/2023/register`);
    await page.evaluate(`for (const it of document.querySelectorAll('[maxlength]')) it.removeAttribute('maxlength')`);
    await page.fill('[name=firstName]', 'Wolfeschlegelsteinhausenbergerdorff'.repeat(6).slice(0, 200));
    await page.click(SEND);
    await page.waitForSelector('.faults');
    expect(await page.inputValue('[name=firstName]')).toHaveLength(200);
    expect(await page.textContent('#firstName-fault')).toContain('100');
    await expectNoViolation(page);
    await page.context().close();
  });

  it('moves the places left while somebody fills in the form, without a reload', async () => {
    const page = await phone();
    await page.goto(`${stage.url}/nl/2023/register`);
    const said = page.locator('[data-places=central-40]');
    const before = await said.textContent();
    await page.fill('[name=firstName]', 'Noor');
    const hold = (capacity: string) =>
      database.rows(`UPDATE participation_type SET capacity = ${capacity} WHERE code = 'central-40'`);
    const [type] = await database.rows<{ capacity: number }>(
      `SELECT capacity FROM participation_type WHERE code = 'central-40'`,
    );
    await hold('1');
    await until('one place is left', async () => (await said.textContent()) === 'nog 1 plaats');
    await hold(String(type?.capacity));
    await until('all are back', async () => (await said.textContent()) === before);
    expect(await page.inputValue('[name=firstName]')).toBe('Noor');
    await page.context().close();
  }, 60_000);

  it('asks for no more than can be filled in within two minutes', async () => {
    const page = await phone();
    await page.goto(`${stage.url}/nl/2023/register`);
    await page.check('input[name=participationType][value=central-40]');
    const fields = page.locator(
      '#form :is(input[type=text], input[type=email], input[type=date], input[type=search], select):visible',
    );
    expect(await fields.count()).toBe(4);
    await page.context().close();
  });

  it.each(['nl', 'fr', 'en'])(
    'has no barrier in %s, with a family on the form and everything folded out',
    async (language) => {
      const page = await phone();
      await page.goto(`${stage.url}/${language}/2023/register`);
      await page.check('input[name=participationType][value=own-route]');
      await page.click('button[name=addWalker]');
      await page.waitForSelector('#walker2');
      await page.evaluate(`for (const it of document.querySelectorAll('details')) it.open = true`);
      await expectNoViolation(page);
      await page.click(SEND);
      await page.waitForSelector('.faults');
      await expectNoViolation(page);
      await database.rows(`UPDATE participation_type SET capacity = 1 WHERE code = 'central-20'`);
      await page.goto(`${stage.url}/${language}/2023/waiting-list?type=central-20`);
      await expectNoViolation(page);
      await page.fill('[name=name]', 'Noor');
      await page.fill('[name=email]', `noor-${language}@example.org`);
      await page.click('#form button[type=submit]');
      await page.waitForURL('**/waiting-list/sent');
      await expectNoViolation(page);
      const [own = ''] = await linksTo(`noor-${language}@example.org`, 'waiting-list/');
      await page.goto(`${stage.url}${own}`);
      await expectNoViolation(page);
      await page.click('#form button[type=submit]');
      await page.waitForURL('**/waiting-list/*');
      await expectNoViolation(page);
      await page.context().close();
    },
    60_000,
  );
});
