import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { CheckInCodes } from '../../src/check-in/index.js';
import { Cable } from '../../src/cli/browser/cable.js';
import { signInBrowser } from '../../src/cli/browser/shown-stage.js';
import { launchChromium } from '../../src/cli/browser/launch-chromium.js';
import { FrontDoor } from '../../src/cli/rehearsal/front-door.js';
import type { WalkerId } from '../../src/domain/ids.js';
import { Database } from '../../src/platform/database/database.js';
import { qrSquaresOf } from '../../src/web/sharing/invitation.js';
import { walkerStep } from '../factories/walker-step.js';
import { until } from '../support/until.js';
import { pageFaults } from './page-faults.js';
import { type BrowserStage, setBrowserStage } from './stage.js';

const PATIENCE_MS = 20_000;
const [WIDTH, HEIGHT] = [640, 480];
const PHONE = { width: 360, height: 740 };

/** What a camera sees that is held over codes, one after another, as Chromium's stand-in for a camera reads it (YUV4MPEG2). */
function seenByCamera(...addresses: readonly string[]): Buffer {
  const head = Buffer.from(`YUV4MPEG2 W${String(WIDTH)} H${String(HEIGHT)} F10:1 Ip A1:1 C420jpeg\n`);
  return Buffer.concat([head, ...addresses.flatMap((address) => Array.from({ length: 10 }, () => pictureOf(address)))]);
}

function pictureOf(address: string): Buffer {
  const [width, height, square, light, dark] = [WIDTH, HEIGHT, 8, 235, 16];
  const { size, isDark } = qrSquaresOf(address);
  const [left, top] = [Math.floor((width - size * square) / 2), Math.floor((height - size * square) / 2)];
  const luma = Buffer.alloc(width * height, light);
  for (let y = 0; y < size * square; y += 1) {
    for (let x = 0; x < size * square; x += 1) {
      if (isDark(Math.floor(y / square), Math.floor(x / square))) luma[(top + y) * width + left + x] = dark;
    }
  }
  return Buffer.concat([Buffer.from('FRAME\n'), luma, Buffer.alloc((width * height) / 2, 128)]);
}

/** What a phone keeps, by its paths. */
const KEPT_PLACES = `(async () => {
  if (!(await caches.has('check-in'))) return '';
  const keys = await (await caches.open('check-in')).keys();
  return keys.map((key) => new URL(key.url).pathname).join(' ');
})()`;
const KEPT_PAGE = `(async () => {
  const cache = await caches.open('check-in');
  const key = (await cache.keys()).find((it) => new URL(it.url).pathname.endsWith('/kept'));
  return (await cache.match(key, { ignoreVary: true })).text();
})()`;

describe('A volunteer at the start', () => {
  let stage: BrowserStage;
  let door: FrontDoor;
  let database: Database;
  let folder: string;
  let browser: Browser;
  let way: string;
  let walkerId: string;

  beforeAll(async () => {
    stage = await setBrowserStage();
    door = new FrontDoor(stage.url, '2023', 2);
    database = stage.app.get(Database, { strict: false });
    await door.register(
      walkerStep({ firstName: 'Nele', email: 'nele@example.org', participationType: 'central-20', distanceKm: null }),
      null,
    );
    const [walker] = await database.rows<{ id: WalkerId }>(`SELECT id FROM walker WHERE first_name = 'Nele'`);
    walkerId = walker?.id ?? '';
    const codes = stage.app.get(CheckInCodes, { strict: false });
    folder = await mkdtemp(join(tmpdir(), 'refugee-walk-camera-'));
    const camera = join(folder, 'code.y4m');
    await writeFile(camera, seenByCamera(codes.addressOf({ slug: '2023' }, walkerId as WalkerId)));
    browser = await withCamera(camera);
    const organiser = await (await browser.newContext()).newPage();
    await organiser.goto(`${stage.url}/organise?key=${stage.organiserKey}&language=en`);
    await organiser.goto(`${stage.url}/organise/check-in?language=en`);
    way = (await organiser.locator('a.address').getAttribute('href')) ?? '';
    await organiser.context().close();
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await door.close();
    await stage.close();
    await rm(folder, { recursive: true, force: true });
  });

  const withCamera = (file: string): Promise<Browser> =>
    launchChromium({
      args: [
        '--use-fake-ui-for-media-stream',
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-video-capture=${file}`,
      ],
    });

  async function atTheStart(context: BrowserContext, link = way): Promise<Page> {
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(link);
    await page.fill('#who', 'Noor');
    await page.click('form button[type=submit]');
    await page.waitForSelector('[data-scanner][data-ready]');
    return page;
  }

  const newPhone = (of = browser, serviceWorkers: 'allow' | 'block' = 'allow'): Promise<BrowserContext> =>
    of.newContext({ viewport: PHONE, permissions: ['camera'], locale: 'en', reducedMotion: 'reduce', serviceWorkers });
  const standing = async (): Promise<number> => (await database.rows(`SELECT 1 FROM check_in`)).length;

  it('scans without a connection, closes the page, and everything arrives once the network is back, once', async () => {
    // What goes through a service worker cannot be lost on the way by the test.
    const phone = await newPhone(browser, 'block');
    const page = await atTheStart(phone);
    for (const language of ['nl', 'fr', 'en']) {
      await page.goto(`${way.replace('language=en', `language=${language}`)}&who=Noor&q=nele`);
      await page.waitForSelector('[data-scanner][data-ready]');
      expect(await pageFaults(page)).toEqual([]);
    }
    await phone.setOffline(true);
    await page.click('[data-camera-on]');
    await page.waitForSelector('text=1 scan waits for a connection.');
    expect(await standing()).toBe(0);
    // The phone is put away in the middle of it, and the page is opened again later.
    await page.close();
    await phone.setOffline(false);
    // The first answer is lost on the way: the server has taken it, and the phone does not know.
    let lost = 0;
    await phone.route('**/scans*', async (route) => {
      if (lost > 0) return route.continue();
      lost += 1;
      await route.fetch();
      return route.abort();
    });
    const again = await atTheStart(phone);
    await again.waitForSelector('text=Nele Peeters is checked in.');
    await again.waitForSelector('text=Everything is sent.');
    expect(lost).toBe(1);
    expect(await standing()).toBe(1);
    await until('the count follows', async () =>
      (await again.locator('[data-check-in-count]').first().textContent())?.trim() === '1' ? true : null,
    );
    await phone.close();

    const other = await newPhone();
    const second = await atTheStart(other);
    await second.click('[data-camera-on]');
    await second.waitForSelector('text=/Nele Peeters was already checked in at .* by Noor/');
    expect(await standing()).toBe(1);
    await other.close();
  }, 120_000);

  it('opens again without a connection, with what waits, scans on, and checks each walker in once', async () => {
    await database.rows(`DELETE FROM check_in`);
    const codes = stage.app.get(CheckInCodes, { strict: false });
    await door.register(
      walkerStep({ firstName: 'Odin', email: 'odin@example.org', participationType: 'central-20', distanceKm: null }),
      null,
    );
    const walkers = await database.rows<{ id: WalkerId }>(`SELECT id FROM walker ORDER BY first_name`);
    const camera = join(folder, 'codes.y4m');
    await writeFile(camera, seenByCamera(...walkers.map(({ id }) => codes.addressOf({ slug: '2023' }, id))));
    const eyes = await withCamera(camera);
    const phone = await newPhone(eyes);
    const cable = await Cable.lay(stage.url);
    const link = way.replace(stage.url, cable.url);
    const page = await atTheStart(phone, link);
    await page.waitForSelector('[data-scanner][data-is-kept]');
    const places = (await page.evaluate<string>(KEPT_PLACES)).split(' ');
    expect(places.filter((place) => !place.startsWith('/assets/'))).toEqual(['/check-in/2023/kept']);
    expect(places.length).toBeLessThanOrEqual(31);
    expect(await page.evaluate<string>(KEPT_PAGE)).not.toMatch(/Nele|Odin/);

    cable.pull();
    await page.click('[data-camera-on]');
    await page.waitForSelector('text=2 scans wait for a connection.');
    // Pulled out, and then as bad as a connection can be: somebody is there and says nothing.
    await page.reload();
    await page.waitForSelector('[data-scanner][data-ready]');
    cable.plugIn();
    cable.fallSilent();
    await page.reload();
    await page.waitForSelector('[data-scanner][data-ready]');
    await page.waitForSelector('text=2 scans wait for a connection.');
    expect(await page.locator('.scan-result.wait').count()).toBe(2);
    await page.click('[data-camera-on]');
    await page.waitForSelector('text=4 scans wait for a connection.');
    // The browser ends the page; the link is opened from the message that it came with.
    await page.close();
    const again = await phone.newPage();
    again.setDefaultTimeout(PATIENCE_MS);
    await again.goto(link);
    await again.waitForSelector('text=4 scans wait for a connection.');
    expect(await again.locator('[type=search]').count()).toBe(0);
    expect(await database.rows(`SELECT 1 FROM check_in`)).toEqual([]);
    cable.plugIn();
    await again.waitForSelector('text=Everything is sent.');
    const taken = await database.rows<{ times: number; by: string }>(
      `SELECT count(*)::int AS times, min(checked_in_by) AS by FROM check_in WHERE undone_at IS NULL GROUP BY walker_id`,
    );
    expect(taken).toEqual(walkers.map(() => ({ times: 1, by: 'Noor' })));
    for (const language of ['nl', 'fr', 'en']) {
      await again.goto(`${link.replace('?', '/kept?').replace('language=en', `language=${language}`)}&who=Noor`);
      expect(await pageFaults(again)).toEqual([]);
    }
    await eyes.close();
    await cable.close();
    await database.rows(`DELETE FROM check_in WHERE walker_id <> $1`, [walkerId]);
  }, 120_000);

  it('leaves nothing of the page on a phone on which somebody signs out', async () => {
    const phone = await newPhone();
    const page = await atTheStart(phone);
    await page.waitForSelector('[data-scanner][data-is-kept]');
    expect(await page.evaluate(KEPT_PLACES)).not.toBe('');
    await signInBrowser(page, stage.url, 'nele@example.org', AbortSignal.timeout(PATIENCE_MS));
    await page.goto(`${stage.url}/en/2023/my/account`);
    await page.click('form[data-sign-out] button >> nth=0');
    await page.waitForURL((url) => !url.pathname.endsWith('/my/account'));
    await until('the page is kept no more', async () => ((await page.evaluate(KEPT_PLACES)) === '' ? true : null));
    await phone.close();
  }, 60_000);

  it('says so when the link was taken back, and keeps what waits', async () => {
    await database.rows(`UPDATE check_in SET undone_at = now(), undone_by = 'test' WHERE walker_id = $1`, [walkerId]);
    const phone = await newPhone();
    const page = await atTheStart(phone);
    await page.waitForSelector('[data-scanner][data-is-kept]');
    await database.rows(`UPDATE edition SET check_in_links_ended = check_in_links_ended + 1 WHERE slug = '2023'`);
    await page.click('[data-camera-on]');
    await page.waitForSelector('text=This link works no more.');
    await page.waitForSelector('text=1 scan waits for a connection.');
    expect(await database.rows(`SELECT 1 FROM check_in WHERE undone_at IS NULL`)).toEqual([]);
    await until('the page is kept no more', async () => ((await page.evaluate(KEPT_PLACES)) === '' ? true : null));
    await phone.setOffline(true);
    await expect(page.reload()).rejects.toThrow(/ERR_/);
    await phone.close();
  }, 60_000);
});
