import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { signInBrowser } from '../../src/cli/browser/shown-stage.js';
import { FrontDoor } from '../../src/cli/rehearsal/front-door.js';
import { CheckLedger } from '../../src/ledger/index.js';
import { Database } from '../../src/platform/database/database.js';
import { readLocalMail, readLocalMails } from '../../src/platform/mail/local-mailbox.js';
import { walkerStep } from '../factories/walker-step.js';
import { until } from '../support/until.js';
import { keyTo } from './keys.js';
import { pageFaults } from './page-faults.js';
import { type BrowserStage, setBrowserStage } from './stage.js';

const PATIENCE_MS = 15_000;
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1440, height: 900 };
/** More presses of a key than any of these pages needs. */

/** One story, told in order: each part goes on where the one before it ended. */
describe('A team from its first invitation to its last day', () => {
  let stage: BrowserStage;
  let door: FrontDoor;
  let database: Database;
  let captain: Page;
  let second: Page;
  let third: Page;
  let invitation: string;

  beforeAll(async () => {
    stage = await setBrowserStage();
    door = new FrontDoor(stage.url, '2023', 2);
    database = stage.app.get(Database, { strict: false });
    await registered('Nele', { kind: 'new', key: 'zon', name: 'Team Zon' });
    await registered('Mila', { kind: 'new', key: 'maan', name: 'Team Maan' });
    await registered('Odin', { kind: 'alone' });
    captain = await opened(PHONE, 'Nele');
    third = await opened(DESK, 'Odin');
  }, 60_000);

  afterAll(async () => {
    await door.close();
    await stage.close();
  });

  const emailOf = (firstName: string): string => `${firstName.toLowerCase()}@example.org`;
  const address = (path: string): string => `${stage.url}/nl/2023${path}`;
  const text = async (page: Page): Promise<string> => (await page.textContent('main')) ?? '';

  /** Registers somebody with a free place, whose place is valid at once. */
  async function registered(
    firstName: string,
    team: { kind: 'alone' } | { kind: 'new'; key: string; name: string },
  ): Promise<void> {
    await door.register(walkerStep({ firstName, email: emailOf(firstName), team }), null);
  }

  async function nobody(viewport: typeof PHONE): Promise<Page> {
    const context = await stage.browser.newContext({ viewport, locale: 'en-US' });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    return page;
  }

  async function opened(viewport: typeof PHONE, firstName: string): Promise<Page> {
    const page = await nobody(viewport);
    await signInBrowser(page, stage.url, emailOf(firstName), AbortSignal.timeout(PATIENCE_MS));
    await page.waitForURL('**/nl/2023/my');
    return page;
  }

  /** No fault that axe finds and no scrolling sideways, on a phone and on a desk. */
  async function expectGood(page: Page): Promise<void> {
    const before = page.viewportSize() ?? PHONE;
    for (const size of [PHONE, DESK]) {
      await page.setViewportSize(size);
      const at = `${page.url()} ${String(size.width)}`;
      expect({ at, faults: await pageFaults(page) }).toEqual({ at, faults: [] });
    }
    await page.setViewportSize(before);
  }

  /** Waits for a mail with words in it. @returns the address that it leads to */
  async function linkFor(firstName: string, words: string): Promise<string> {
    return until(`${firstName} has a mail about ${words}`, async () => {
      const mails = (await readLocalMails(database, { limit: 200 })).filter(
        (mail) => mail.recipient === emailOf(firstName),
      );
      for (const { id } of mails) {
        const mail = await readLocalMail(database, id);
        if (mail?.text.includes(words) === true) return /https?:\/\/\S+\/2023\/\S+/.exec(mail.text)?.[0] ?? null;
      }
      return null;
    });
  }

  const openChangesOf = async (page: Page, firstName: string): Promise<void> => {
    await page.click(`summary:has-text("Wijzig ${firstName}")`);
  };

  it('is invited to by link and by mail, and given to', async () => {
    await captain.click('text=Je team beheren');
    await captain.waitForURL('**/my/team/team-zon');
    invitation = (await captain.textContent('.address')) ?? '';
    expect(invitation).toBe(address('/register?team=team-zon'));
    await captain.fill('#emails', 'ravi@example.org');
    await captain.click('#form button[type=submit]');
    expect(await captain.textContent('.said-so')).toContain('onderweg');
    await expectGood(captain);

    const donor = await nobody(PHONE);
    await donor.goto(address('/teams/team-zon/give?amount=4000'));
    await donor.click('#form button[type=submit]');
    await donor.fill('input[name=name]', 'Marleen');
    await donor.fill('input[name=email]', 'marleen@example.org');
    await donor.fill('textarea[name=message]', 'Voor de hele ploeg.');
    await donor.click('#form button[type=submit]:not(.unseen)');
    await donor.waitForURL(`${stage.sandboxUrl}/c/pay/**`);
    await donor.check('input[name=method][value=bancontact]');
    await donor.click('button[type=submit]');
    await donor.waitForURL('**/nl/2023/thanks/**');
    await donor.context().close();
  }, 60_000);

  it('is joined from the mail with the keyboard alone', async () => {
    const page = await nobody(DESK);
    const link = await linkFor('Ravi', 'heeft jou er graag bij');
    // The mail leads to where the link of the captain leads.
    expect(link.startsWith(invitation)).toBe(true);
    await page.goto(link);
    await keyTo(page, 'input[name=participationType]');
    while (!(await page.isChecked('input[name=participationType][value=central-20]'))) {
      await page.keyboard.press('ArrowDown');
    }
    expect(await page.isChecked('input[name=team][value=join]')).toBe(true);
    for (const [name, typed] of [
      ['firstName', 'Ravi'],
      ['lastName', 'Peeters'],
      ['email', emailOf('Ravi')],
      ['birthDate', '02031988'],
    ] as const) {
      await keyTo(page, `input[name=${name}]`);
      await page.keyboard.type(typed);
    }
    await keyTo(page, '#freePlace');
    await page.keyboard.press('Space');
    await keyTo(page, '#acceptTerms');
    await page.keyboard.press('Space');
    await keyTo(page, '#form > button.btn.go');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/registered/**');
    expect(await text(page)).toContain('Team Zon');
    await expectGood(page);
    await page.context().close();
    await captain.goto(address('/teams/team-zon'));
    expect(await text(captain)).toContain('Ravi Peeters');
    await expectGood(captain);
  }, 60_000);

  it('lets its captain choose who comes in, and takes in somebody who asked, with the keyboard alone', async () => {
    await captain.goto(address('/my/team/team-zon/settings'));
    await captain.fill('#story', 'Wij wandelen voor wie moest vluchten.');
    await captain.check('#admission-on-request', { force: true });
    await captain.click('#form button.btn.go');
    await captain.waitForSelector('.said-so');
    await expectGood(captain);

    await third.goto(address('/teams/team-zon'));
    await keyTo(third, 'a[href$="/my/join/team-zon"]');
    await third.keyboard.press('Enter');
    await third.waitForURL('**/my/join/team-zon');
    await expectGood(third);
    await keyTo(third, 'main form button');
    await third.keyboard.press('Enter');
    await third.waitForURL('**/my/join/team-zon?asked');
    expect(await third.textContent('.said-so')).toContain('Team Zon');

    await captain.goto(await linkFor('Nele', 'Odin Peeters'));
    await expectGood(captain);
    await captain.click('button[aria-label="Welkom: Odin Peeters"]');
    await captain.waitForSelector('#members');
    expect(await captain.locator('#requests').count()).toBe(0);
    await third.goto(await linkFor('Odin', 'Team Zon'));
    await third.goto(address('/my/team/team-zon'));
    expect(await text(third)).toContain('Je wandelt mee met dit team');
    await expectGood(third);
  }, 60_000);

  it('is handed over to a member who says yes, and its first captain leaves', async () => {
    await captain.goto(address('/my/team/team-zon'));
    await openChangesOf(captain, 'Ravi');
    await expectGood(captain);
    await captain.click('button[aria-label="Geef het kapiteinschap door: Ravi Peeters"]');
    await captain.waitForSelector('text=kapiteinschap aangeboden');

    second = await opened(DESK, 'Ravi');
    await second.goto(await linkFor('Ravi', 'kapitein'));
    await second.waitForSelector('#offer');
    await expectGood(second);
    await second.click('text=Ja, ik word kapitein');
    await second.waitForSelector('text=Je bent kapitein van dit team');

    await captain.reload();
    expect(await text(captain)).toContain('Je bent co-kapitein van dit team');
    await openChangesOf(captain, 'Nele');
    await captain.click('button[aria-label="Verlaat het team: Nele Peeters"]');
    await captain.waitForURL('**/nl/2023/my');
    expect((await captain.goto(address('/my/team/team-zon')))?.status()).toBe(404);
  }, 60_000);

  it('has a page that its captain works on: the photo, the news, and whom to thank', async () => {
    for (const part of ['/photo', '/updates', '/thanks', '/sponsor', '/dissolve']) {
      await second.goto(address(`/my/team/team-zon${part}`));
      await expectGood(second);
    }
    await second.goto(address('/my/team/team-zon/updates'));
    await second.fill('#text', 'Nele wandelt voortaan alleen. Bedankt, Nele!');
    await second.click('#form button[type=submit]');
    await second.waitForSelector('.said-so');
    await captain.goto(address('/teams/team-zon'));
    expect(await text(captain)).toContain('Bedankt, Nele!');
  }, 60_000);

  it('goes together with another team when both captains agree; its page says so, and its gift stays where it is', async () => {
    await second.goto(address('/my/team/team-zon'));
    await second.click('summary:has-text("Het hele team")');
    await second.fill('#find', 'Maan');
    await second.click('form[role=search] button');
    await second.click('text=Vraag aan Team Maan');
    await second.waitForURL('**/my/team/team-zon');

    const other = await opened(PHONE, 'Mila');
    await other.goto(await linkFor('Mila', 'Team Zon'));
    await expectGood(other);
    await other.click('section[aria-label="Team Zon"] button.go');
    await other.waitForURL('**/my/team/team-maan');
    for (const name of ['Ravi', 'Odin']) expect(await text(other)).toContain(`${name} Peeters`);

    const anybody = await nobody(PHONE);
    const response = await anybody.goto(address('/teams/team-zon'));
    expect(response?.status()).toBe(200);
    const said = await text(anybody);
    expect(said).toMatch(/Team Zon wandelt sinds .+ samen met Team Maan/);
    expect(said).toMatch(/1 gift van €\s?40/);
    expect(said).toContain('Voor de hele ploeg.');
    expect(said).not.toContain('Nele Peeters');
    expect(await anybody.locator('a[href*="/give"], form[action*="/give"]').count()).toBe(
      await anybody.locator('footer a[href$="/2023/give"]').count(),
    );
    await expectGood(anybody);
    await anybody.click('main .lead a');
    await anybody.waitForURL('**/teams/team-maan');
    const joined = await text(anybody);
    for (const name of ['Mila', 'Ravi', 'Odin']) expect(joined).toContain(`${name} Peeters`);
    expect(joined).not.toContain('Marleen');
    // The link that was shared first still leads somewhere: into the team that they are now.
    await anybody.goto(invitation);
    expect(await anybody.inputValue('input[name=teamSlug]')).toBe('team-maan');
    expect(await anybody.getAttribute('main a:text("Meld je aan")', 'href')).toBe('/nl/2023/my/join/team-maan');
    expect(await new CheckLedger(database).againstItself()).toMatchObject({ ok: true });
  }, 60_000);
});
