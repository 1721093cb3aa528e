import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { v7 as uuidv7 } from 'uuid';
import { startSession } from '../../src/accounts/sessions.js';
import { signInBrowser } from '../../src/cli/browser/shown-stage.js';
import { FrontDoor } from '../../src/cli/rehearsal/front-door.js';
import type { AccountId } from '../../src/domain/ids.js';
import { ensureMailPreferences } from '../../src/mail-preferences/index.js';
import { Database } from '../../src/platform/database/database.js';
import { readLocalMail, readLocalMails } from '../../src/platform/mail/local-mailbox.js';
import { organiserRoutes } from '../factories/organiser-routes.js';
import { walkerStep } from '../factories/walker-step.js';
import { webRoutes } from '../factories/web-routes.js';
import { until } from '../support/until.js';
import { pageFaults } from './page-faults.js';
import { type BrowserStage, setBrowserStage } from './stage.js';

/** Some three hundred pages, each looked through by axe: this bounds a hang, not a slow machine. */
const PATIENCE_FOR_ALL_MS = 900_000;
const PATIENCE_MS = 15_000;
const PHONE = { width: 360, height: 740 };
const LANGUAGES = ['nl', 'fr', 'en'] as const;
/** Routes below `/:language` that answer with something else than a page: files, pictures, and news for a script. */
const NO_PAGES = /\.(?:pdf|svg|png)$|\/print\/:form$|\/photo\/whole$|\/register\/places$/;

/** Files, the board of queues, which is not ours, and what an organiser only has after a story of its own. */
const NO_DESK_PAGES =
  /\.csv$|\/download$|\/queues|\/exports\/|\/charts\/|\/sign-in$|\/:(?:item|delivery|registration)$|\/offline-gifts\/:gift$/;

/** Forms that whoever holds the key of the first day is not shown: axe is to see them. */
const FORMS_OF_PEOPLE = [
  ['/export-schedules', 'form[action^="/organise/export-schedules?"]'],
  ['/mailings/MAILING', 'form[action*="/test"]'],
  ['/second-factor', 'input[name=code]'],
] as const;

/** One story that brings every kind of page about; then each of them is looked at in every language. */
describe('Every page', () => {
  let stage: BrowserStage;
  let door: FrontDoor;
  let database: Database;
  let captain: Page;
  let walker: Page;
  let visitor: Page;
  let organiser: Page;
  const own = { walker: '', team: '' };

  beforeAll(async () => {
    stage = await setBrowserStage();
    door = new FrontDoor(stage.url, '2023', 2);
    database = stage.app.get(Database, { strict: false });
    await database.rows(`UPDATE edition SET pledges_per_km = true, walk_on = (now() + interval '5 days')::date`);
    const nele = await door.register(
      walkerStep({ firstName: 'Nele', email: emailOf('Nele'), team: { kind: 'new', key: 'zon', name: 'Team Zon' } }),
      null,
    );
    own.walker = nele.walkerSlug;
    own.team = nele.teamSlug ?? '';
    // In a type that is made full later, so that somebody has to wait.
    await door.register(
      walkerStep({ firstName: 'Odin', email: emailOf('Odin'), participationType: 'central-20', distanceKm: null }),
      null,
    );
    await door.register(
      walkerStep({
        firstName: 'Amina',
        email: emailOf('Amina'),
        birthDate: '2012-05-01',
        guardian: { name: 'Idris Yusuf', email: 'idris@example.org' },
      }),
      null,
    );
    captain = await opened('Nele');
    walker = await opened('Odin');
    visitor = await anybody();
    organiser = await anybody();
    await signInOrganiser();
  }, 60_000);

  afterAll(async () => {
    await door.close();
    await stage.close();
  });

  const emailOf = (firstName: string): string => `${firstName.toLowerCase()}@example.org`;
  const address = (path: string): string => `${stage.url}/nl/2023${path}`;

  async function anybody(): Promise<Page> {
    const context = await stage.browser.newContext({ viewport: PHONE, reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    return page;
  }

  /** By name, and not by the key of the first day: some forms are for people with a mail address alone. */
  async function signInOrganiser(): Promise<void> {
    const accountId = uuidv7() as AccountId;
    await database.rows(`INSERT INTO account (id, email, language) VALUES ($1, 'organiser@example.org', 'nl')`, [
      accountId,
    ]);
    await database.rows(`INSERT INTO organiser_everywhere (account_id, role) VALUES ($1, 'admin')`, [accountId]);
    const { token } = await startSession(database, accountId, 'Chromium', true);
    await database.rows(`UPDATE account_session SET stepped_up_at = now() WHERE account_id = $1`, [accountId]);
    await organiser.context().addCookies([{ name: 'session', value: token, url: stage.url }]);
  }

  async function opened(firstName: string): Promise<Page> {
    const page = await anybody();
    await signInBrowser(page, stage.url, emailOf(firstName), AbortSignal.timeout(PATIENCE_MS));
    await page.waitForURL('**/nl/2023/my');
    return page;
  }

  /** The path of the latest link in the mails to somebody that leads to such a place. */
  const linked = async (email: string, place: string): Promise<string> =>
    until(`${email} has a link to ${place}`, async () => {
      const mails = (await readLocalMails(database, { limit: 200 })).filter(({ recipient }) => recipient === email);
      for (const { id } of mails) {
        const mail = await readLocalMail(database, id);
        const found = new RegExp(`https?://[^/\\s]+/\\w+/2023(/${place}\\S*)`).exec(
          `${mail?.text ?? ''} ${mail?.unsubscribeUrl ?? ''} `,
        );
        if (found !== null) return found[1];
      }
      return null;
    });

  /** What is wrong with a page as it stands: a status, what axe finds, and scrolling sideways on a phone. */
  const faultsOf = async (page: Page, path: string, status: number): Promise<string[]> => {
    const answer = await page.goto(`${stage.url}${path}`);
    if (answer?.status() !== status) return [`${path} answered ${String(answer?.status())}`];
    await page.evaluate(`for (const it of document.querySelectorAll('details')) it.open = true`);
    return (await pageFaults(page)).map((fault) => `${path} ${fault}`);
  };

  const writeUpdate = async (of: string): Promise<string> => {
    await captain.goto(address(`${of}/updates`));
    for (const field of await captain.locator('#form input[type=text], #form textarea').all()) {
      await field.fill('De laatste lange training zit erop.');
    }
    await captain.click('#form button[type=submit]');
    const edit = captain.locator(`a[href*="${of}/updates/"]`).first();
    return new URL((await edit.getAttribute('href')) ?? '', stage.url).pathname.replace('/nl/2023', '');
  };

  const writeMailing = async (): Promise<string> => {
    await organiser.goto(`${stage.url}/organise/mailings/new?segment=walkers&language=nl`);
    await organiser.fill('input[name=subject-nl]', 'Tot zondag');
    await organiser.fill('textarea[name=body-nl]', 'Dag {naam},\n\nTot zondag!');
    await organiser.click('#form button[type=submit]');
    await organiser.waitForURL(/mailings\/[0-9a-f-]{36}\?/);
    return new URL(organiser.url()).pathname.split('/').at(-1) ?? '';
  };

  const askForFile = async (): Promise<string> => {
    const id = uuidv7();
    const fields = { edition: '2023', entry: id, list: 'donations', format: 'csv', asked: 'sort=oldest&status=paid' };
    await organiser.request.post(`${stage.url}/organise/files?language=nl`, {
      form: fields,
      headers: { origin: stage.url },
    });
    return id;
  };

  const choiceOfMessages = async (): Promise<string> => {
    const [row] = await database.rows<{ token: string }>(
      `INSERT INTO mailing_choice (email) VALUES ('marleen@example.org') RETURNING token`,
    );
    return `/messages/${row?.token ?? ''}`;
  };

  it(
    'has no accessibility fault that axe can find and fits a phone, in every language',
    async () => {
      const page = `/walkers/${own.walker}`;
      const team = `/teams/${own.team}`;
      const myPage = `/my/pages/${own.walker}`;
      const myTeam = `/my/team/${own.team}`;

      // A donor gives, stays every month, promises per kilometre, and asks for a place.
      await visitor.goto(address(`${page}/give?choice=2000`));
      await visitor.click('#form button[type=submit]');
      await visitor.fill('input[name=name]', 'Marleen Vos');
      await visitor.fill('input[name=email]', 'marleen@example.org');
      await visitor.click('#form button[type=submit]');
      await visitor.waitForURL(`${stage.sandboxUrl}/c/pay/**`);
      await visitor.click('button[type=submit]');
      await visitor.waitForURL('**/thanks/**');
      const thanks = new URL(visitor.url()).pathname.replace('/nl/2023', '');
      await visitor.click('a[href*="/monthly?gift="]');
      await visitor.check('#choice-1');
      await visitor.click('#form button[type=submit]');
      await visitor.waitForURL(`${stage.sandboxUrl}/c/pay/**`);
      await visitor.click('button[type=submit]');
      await visitor.waitForURL('**/nl/2023/monthly/**');
      const monthly = new URL(visitor.url()).pathname.replace('/nl/2023', '');
      await visitor.goto(address(`${page}/pledge`));
      await visitor.fill('input[name=perKm]', '0,50');
      await visitor.fill('input[name=cap]', '20');
      await visitor.fill('input[name=name]', 'Marleen Vos');
      await visitor.fill('input[name=email]', 'marleen@example.org');
      await visitor.click('#form button[type=submit]');
      await visitor.waitForURL('**/pledge/sent');
      const promised = await linked('marleen@example.org', 'pledges/');
      await database.rows(`UPDATE participation_type SET capacity = 1 WHERE code = 'central-20'`);
      await until('the type is full', async () => {
        await visitor.goto(address('/waiting-list?type=central-20'));
        return (await visitor.locator('[name=email]').count()) === 1;
      });
      await visitor.fill('[name=name]', 'Noor');
      await visitor.fill('[name=email]', 'noor@example.org');
      await visitor.click('#form button[type=submit]');
      await visitor.waitForURL('**/waiting-list/sent');
      const waiting = await linked('noor@example.org', 'waiting-list/');

      const gift = await linked('marleen@example.org', 'gifts/');
      const registration = await linked('nele@example.org', 'registered/');
      const consent = await linked('idris@example.org', 'consent/');
      const accounts = await database.rows<{ id: string }>(`SELECT id FROM account WHERE email = $1`, [
        emailOf('Nele'),
      ]);
      await ensureMailPreferences(
        database,
        accounts.map(({ id }) => id),
      );
      const wishes = await database.rows<{ token: string }>(`SELECT token FROM mail_preference WHERE account_id = $1`, [
        accounts[0]?.id ?? '',
      ]);
      const preferences = `/mails/${wishes[0]?.token ?? ''}`;
      const mailing = await writeMailing();
      const file = await askForFile();
      const messages = await choiceOfMessages();
      const updates = [await writeUpdate(myPage), await writeUpdate(myTeam)];
      const giftId = (await database.rows<{ id: string }>(`SELECT id FROM donation ORDER BY created_at LIMIT 1`))[0]
        ?.id;
      const donorId = (await database.rows<{ id: string }>(`SELECT donor_id AS id FROM donation LIMIT 1`))[0]?.id;
      const [type] = await database.rows<{ id: string }>(`SELECT id FROM participation_type LIMIT 1`);
      const [{ walker_id: walkerId, team_id: teamId } = { walker_id: '', team_id: '' }] = await database.rows<{
        walker_id: string;
        team_id: string;
      }>(`SELECT w.id AS walker_id, w.team_id FROM walker w WHERE w.slug = $1`, [own.walker]);

      // An organiser divides the gift between the walker and the team, and changes their mind.
      const splitting = `/gifts/${giftId ?? ''}/split`;
      await organiser.goto(`${stage.url}/organise${splitting}?language=nl&edition=2023&find=Zon`);
      await organiser.click(`button[value="team/${own.team}"]`);
      await organiser.fill('#amount-0', '12,50');
      await organiser.fill('#amount-1', '7,50');
      await organiser.click('button[name=look]');
      await organiser.fill('#reason', 'Voor het hele team');
      await organiser.click('form[method=post] button[type=submit]');
      await organiser.waitForURL('**/gifts/*done=split*');
      await organiser.click('#acts + ul details summary');
      await organiser.fill('#acts + ul details input[name=reason]', 'Toch niet');
      await organiser.click('#acts + ul details button[type=submit]');
      await organiser.waitForURL('**/gifts/*done=undone*');

      // And freezes what the press is told, from the control room on.
      await organiser.goto(`${stage.url}/organise?language=nl&edition=2023`);
      await organiser.click('main a[href*="/organise/snapshots"]');
      await organiser.fill('#title', 'Persbericht na de start');
      await organiser.click('#form button[type=submit]');
      await organiser.waitForURL('**/snapshots/*-*');
      const snapshot = new URL(organiser.url()).pathname.replace('/organise', '');
      // And thanks once more, for all chosen gifts at once.
      await organiser.goto(`${stage.url}/organise/bulk?language=nl&edition=2023&gift=${giftId ?? ''}&action=thank`);
      await organiser.fill('#reason', 'De mail kwam niet aan');
      await organiser.check('#sure');
      await organiser.click('form[method=post] button[type=submit]');
      await organiser.waitForURL('**/organise/bulk/*');
      const bulkRun = new URL(organiser.url()).pathname.split('/').at(-1) ?? '';

      const seenBy: readonly (readonly [Page, readonly string[]])[] = [
        [
          visitor,
          [
            '',
            '/teams',
            '/search?q=nele',
            '/leaderboard',
            team,
            page,
            '/give',
            `${team}/give`,
            `${page}/give`,
            '/give/details?choice=4000',
            `${team}/give/details?choice=4000`,
            `${page}/give/details?choice=4000`,
            '/embed',
            `${team}/embed`,
            `${page}/embed`,
            `${team}/share`,
            `${page}/share`,
            `${page}/pledge`,
            `${page}/pledge/sent`,
            promised,
            `${promised}/change`,
            '/register',
            registration,
            '/waiting-list?type=central-20',
            '/waiting-list/sent',
            waiting,
            thanks,
            gift,
            `${gift}/move`,
            '/monthly',
            monthly,
            consent,
            preferences,
            `${preferences}/stop/milestones`,
            messages,
            `${messages}/stop`,
            '/sign-in',
            '/sign-in/sent',
            `/sign-in/${'a'.repeat(24)}`,
            '/how-the-amount-is-made',
            '/privacy',
            '/rules',
            '/organise',
          ],
        ],
        [
          captain,
          [
            '/my',
            '/my/account',
            myPage,
            `${myPage}/photo`,
            `${myPage}/updates`,
            `${myPage}/thanks`,
            `${myPage}/walked`,
            myTeam,
            `${myTeam}/settings`,
            `${myTeam}/sponsor`,
            `${myTeam}/dissolve`,
            `${myTeam}/photo`,
            `${myTeam}/updates`,
            `${myTeam}/thanks`,
            ...updates,
          ],
        ],
        [walker, ['/my', `/my/join/${own.team}`]],
      ];
      const atDesk = [
        '',
        '/report',
        '/snapshots',
        `${snapshot}?with=now`,
        '/find?q=marleen',
        '/views',
        '/files',
        '/export-schedules',
        `/files/${file}`,
        '/offline-gifts',
        '/offline-gifts/new',
        '/matches',
        '/disputes',
        '/mailings',
        '/mailings/new?segment=walkers',
        `/mailings/${mailing}`,
        `/mailings/${mailing}/text`,
        '/check-in',
        '/check-in/labels',
        '/editions',
        '/editions/2023',
        '/editions/2023/clone',
        '/editions/2023/rules',
        '/editions/2023/milestones',
        `/editions/2023/types/${type?.id ?? ''}`,
        '/people',
        '/api-keys',
        '/webhooks',
        '/log',
        '/second-factor',
        `/bulk?gift=${giftId ?? ''}&action=move&to=team/${own.team}&find=zon`,
        `/bulk/${bulkRun}`,
        `/donors/${donorId ?? ''}`,
        `/gifts/${giftId ?? ''}`,
        `/walkers/${walkerId}?find=zon`,
        `/teams/${teamId}?find=zon`,
        `${splitting}?to=walker/${own.walker}&amount=12,50&to=team/${own.team}&amount=7,50&look=yes&find=zon`,
        ...['donations', 'donors', 'walkers', 'teams', 'registrations'].map((list) => `/lists/${list}`),
      ];
      const faults: string[] = [];
      const visited: string[] = [];
      for (const language of LANGUAGES) {
        faults.push(...(await faultsOf(visitor, `/${language}`, 200)));
        faults.push(...(await faultsOf(visitor, `/${language}/source`, 200)));
        faults.push(...(await faultsOf(visitor, `/${language}/2023/nothing-is-here`, 404)));
        for (const [who, paths] of seenBy) {
          for (const path of paths) {
            if (language === 'nl') visited.push(`/nl/2023${path.split('?')[0] ?? ''}`);
            faults.push(
              ...(await faultsOf(who, `/${language}/2023${path}`, path.startsWith('/sign-in/a') ? 410 : 200)),
            );
          }
        }
        for (const path of atDesk) {
          const query = path.includes('?') ? '&' : '?';
          faults.push(...(await faultsOf(organiser, `/organise${path}${query}language=${language}`, 200)));
        }
      }
      expect(faults).toEqual([]);
      for (const [path, control] of FORMS_OF_PEOPLE) {
        await organiser.goto(`${stage.url}/organise${path.replace('MAILING', mailing)}`);
        expect([path, await organiser.locator(control).count()]).toEqual([path, 1]);
      }

      // No page is forgotten here when a new one comes.
      visited.push('/nl', '/nl/source', '/nl/2023/nothing-is-here');
      visited.push(...atDesk.map((path) => `/organise${path.split('?')[0] ?? ''}`));
      const pages = [
        ...webRoutes().filter((route) => route.startsWith('GET /:language') && !NO_PAGES.test(route)),
        ...organiserRoutes().filter((route) => route.startsWith('GET ') && !NO_DESK_PAGES.test(route)),
      ];
      const forgotten = pages.filter((route) => {
        const pattern = new RegExp(`^${route.slice('GET '.length).replace(/:\w+/g, '[^/]+').replace(/\*$/, '.+')}$`);
        return !visited.some((path) => pattern.test(path));
      });
      expect(forgotten).toEqual([]);
    },
    PATIENCE_FOR_ALL_MS,
  );
});
