import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { FrontDoor } from '../../src/cli/rehearsal/front-door.js';
import { ReadEditions } from '../../src/editions/index.js';
import { ConfirmKilometres } from '../../src/kilometres/index.js';
import { Database } from '../../src/platform/database/database.js';
import { readLocalMail, readLocalMails } from '../../src/platform/mail/local-mailbox.js';
import { SettlePledges } from '../../src/pledges/index.js';
import { walkerStep } from '../factories/walker-step.js';
import { pageFaults } from './page-faults.js';
import { type BrowserStage, setBrowserStage } from './stage.js';
import { until } from '../support/until.js';

const PATIENCE_MS = 15_000;
const LANGUAGES = ['nl', 'fr', 'en'] as const;
/** What the subject of the first mail holds in any of them: the sum for each kilometre. */
const PROMISED_SUBJECT = '50';

const SIZES = [
  [360, 740],
  [1440, 900],
] as const;

describe.each(SIZES)('A donor promises per kilometre, and pays after the walk at %d px', (viewWidth, viewHeight) => {
  let stage: BrowserStage;
  let door: FrontDoor;
  let database: Database;
  let walker: string;

  beforeAll(async () => {
    stage = await setBrowserStage();
    door = new FrontDoor(stage.url, '2023', 2);
    database = stage.app.get(Database, { strict: false });
    await database.rows(`UPDATE edition SET pledges_per_km = true, walk_on = (now() + interval '5 days')::date`);
    ({ walkerSlug: walker } = await door.register(
      walkerStep({
        firstName: 'Nele',
        lastName: 'D’Hondt',
        email: 'nele@example.org',
        distanceKm: 18,
        team: { kind: 'new', key: 'zon', name: 'Team Zonsopgang' },
      }),
      null,
    ));
  }, 60_000);

  afterAll(async () => {
    await door.close();
    await stage.close();
  });

  const phone = async (javaScriptEnabled = false): Promise<Page> => {
    const context = await stage.browser.newContext({
      viewport: { width: viewWidth, height: viewHeight },
      javaScriptEnabled,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    return page;
  };

  /** The address in the latest mail to somebody, of a promise's own page. @param subject what its subject holds */
  const linkInMail = async (email: string, subject: string): Promise<string> =>
    until(`${email} is written to about ${subject}`, async () => {
      const mails = await readLocalMails(database, { limit: 100 });
      const found = mails.find((mail) => mail.recipient === email && mail.subject.includes(subject));
      const text = found === undefined ? undefined : (await readLocalMail(database, found.id))?.text;
      return /https?:\/\/\S+\/pledges\/[A-Za-z0-9_-]{24}/.exec(text ?? '')?.[0] ?? null;
    });

  const promise = async (page: Page, language: string, email: string): Promise<string> => {
    await page.goto(`${stage.url}/${language}/2023/walkers/${walker}`);
    await page.click(`a[href$="/walkers/${walker}/pledge"]`);
    await page.fill('input[name=perKm]', language === 'en' ? '0.50' : '0,50');
    await page.fill('input[name=cap]', '20');
    await page.fill('input[name=name]', 'Marleen Vos');
    await page.fill('input[name=email]', email);
    await page.click('#form button[type=submit]');
    await page.waitForURL('**/pledge/sent');
    expect(await page.textContent('main')).toContain(email);
    const own = await linkInMail(email, PROMISED_SUBJECT);
    await page.goto(own);
    return page.url();
  };

  /** Lets the walk come and go, with so many kilometres. */
  const walk = async (metres: number): Promise<void> => {
    await database.rows(`UPDATE edition SET walk_on = (now() - interval '1 day')::date`);
    const edition = await until('the walk is over', async () => {
      const now = await stage.app.get(ReadEditions, { strict: false }).bySlug('2023');
      return new Date(now.walkOn) < new Date() ? now : null;
    });
    const actor = { kind: 'system', name: 'test' } as const;
    await new ConfirmKilometres(database).ofWalker(edition, walker, metres, actor, new Date());
    await stage.app.get(SettlePledges, { strict: false }).execute(edition.id);
  };

  it('on a phone without JavaScript: promises, changes, is mailed what it came to, pays, and is counted then', async () => {
    const donor = await phone();
    const own = await promise(donor, 'nl', 'marleen@example.org');
    expect(await donor.textContent('main')).toContain('Je betaalt nu niets');
    expect(await linkInMail('marleen@example.org', 'Je belooft')).toBe(own);
    await donor.click('a[href$="/change"]');
    await donor.fill('input[name=cap]', '8');
    await donor.click('#form button[type=submit]');
    await donor.waitForURL('**?saved');
    expect(await donor.textContent('main')).toMatch(/hoogstens €\s8/);

    const second = await phone();
    await promise(second, 'nl', 'bedenkt@example.org');
    await second.click('summary');
    await second.click('form[action$="/withdraw"] button');
    await second.waitForSelector('[data-status=withdrawn]');
    const others = await Promise.all(
      LANGUAGES.map(async (language) => {
        const page = await phone(true);
        const url = await promise(page, language, `axe-${language}@example.org`);
        return { language, page, url };
      }),
    );
    await donor.goto(`${stage.url}/nl/2023/walkers/${walker}`);
    expect(await donor.textContent('main')).toMatch(/4 schenkers beloven samen €\s2 per kilometer/);
    for (const { language, page, url } of others) {
      for (const path of [
        `${stage.url}/${language}/2023/walkers/${walker}`,
        `${stage.url}/${language}/2023/walkers/${walker}/pledge`,
        url,
        `${url}/change`,
      ]) {
        await page.goto(path);
        expect({ path, faults: await pageFaults(page) }).toEqual({ path, faults: [] });
      }
    }

    await walk(18_500);
    const due = await linkInMail('marleen@example.org', '18,5');
    await donor.goto(due);
    expect(await donor.textContent('tfoot')).toMatch(/€\s8,00/);
    await donor.click('form[action$="/pay"] button');
    await donor.waitForURL(`${stage.sandboxUrl}/c/pay/**`);
    await donor.goto(due);
    await donor.click('form[action$="/pay"] button');
    await donor.waitForURL(`${stage.sandboxUrl}/c/pay/**`);
    await donor.check('input[name=method][value=bancontact]');
    await donor.click('button[type=submit]');
    await donor.waitForURL('**/nl/2023/thanks/**');
    await until('the pledge is paid', async () => {
      await donor.goto(due);
      return donor.$('[data-status=paid]');
    });
    const totals = (await (await fetch(`${stage.url}/api/v1/editions/2023/totals`)).json()) as {
      raisedMinor: number;
      gifts: number;
    };
    expect(totals).toMatchObject({ raisedMinor: 800, gifts: 1 });

    for (const { language, page, url } of others) {
      const inLanguage = (address: string): string => address.replace('/nl/', `/${language}/`);
      for (const [address, status] of [
        [url, 'settled'],
        [inLanguage(due), 'paid'],
        [inLanguage(second.url()), 'withdrawn'],
      ] as const) {
        await page.goto(address);
        const shown = {
          status: await page.getAttribute('[data-status]', 'data-status'),
          faults: await pageFaults(page),
        };
        expect({ address, ...shown }).toEqual({ address, status, faults: [] });
      }
      await page.context().close();
    }
    await Promise.all([donor.context().close(), second.context().close()]);
  }, 120_000);
});
