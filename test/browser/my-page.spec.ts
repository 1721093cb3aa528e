import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { signInBrowser } from '../../src/cli/browser/shown-stage.js';
import { FrontDoor } from '../../src/cli/rehearsal/front-door.js';
import { walkerStep } from '../factories/walker-step.js';
import { pageFaults } from './page-faults.js';
import { type BrowserStage, setBrowserStage } from './stage.js';

const PATIENCE_MS = 15_000;
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1440, height: 900 };

/** A picture that is worth cropping: a sky, hills, a path, and somebody small at the right. */
function landscape(width: number, height: number): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300" width="${String(width)}" height="${String(height)}">
    <defs><linearGradient id="s" x2="0" y2="1"><stop stop-color="#f9b26b"/><stop offset="1" stop-color="#fdf0dc"/></linearGradient></defs>
    <rect width="400" height="300" fill="url(#s)"/><circle cx="120" cy="150" r="45" fill="#fff3d6"/>
    <path d="M0 190q80-70 160 0t240-20v130H0z" fill="#7a9c74"/><path d="M0 230q120-60 240 0t160-10v80H0z" fill="#3f6e54"/>
    <path d="M60 300q80-60 200-60t120-30" stroke="#e8d3a8" stroke-width="14" fill="none"/>
    <circle cx="320" cy="170" r="14" fill="#8a5a3c"/><path d="M306 185h28l8 55h-44z" fill="#c8431b"/></svg>`;
  return sharp(Buffer.from(svg))
    .jpeg({ quality: 92 })
    .withExif({ IFD0: { Artist: 'Nele' } })
    .toBuffer();
}

describe('A walker makes a page', () => {
  let stage: BrowserStage;
  let door: FrontDoor;
  let photo: Buffer;

  beforeAll(async () => {
    stage = await setBrowserStage();
    door = new FrontDoor(stage.url, '2023', 2);
    photo = await landscape(3_200, 2_400);
  }, 60_000);

  afterAll(async () => {
    await door.close();
    await stage.close();
  });

  /** Registers somebody with a free place. @returns the slug of their page */
  const registered = async (email: string, firstName: string, lastName = 'Peeters'): Promise<string> => {
    const team = { kind: 'new', key: email, name: `Team ${email}` } as const;
    const { walkerSlug } = await door.register(walkerStep({ firstName, lastName, email, team }), null);
    return walkerSlug;
  };

  const opened = async (viewport: typeof PHONE, email: string, javaScriptEnabled = true): Promise<Page> => {
    const context = await stage.browser.newContext({ viewport, javaScriptEnabled });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await signInBrowser(page, stage.url, email, AbortSignal.timeout(PATIENCE_MS));
    await page.waitForURL('**/nl/2023/my');
    return page;
  };

  const choosePhoto = async (page: Page, buffer: Buffer, name = 'foto.jpg'): Promise<void> => {
    await page.setInputFiles('input[name=photo]', { name, mimeType: 'image/jpeg', buffer });
    await page.click('form[enctype] button[type=submit]');
  };

  /** How the photo of a page is shown; `null` while there is none. */
  const shownPhoto = async (page: Page, slug: string): Promise<{ src: string; complete: boolean } | null> => {
    await page.goto(`${stage.url}/nl/2023/walkers/${slug}`);
    if ((await page.locator('.banner img').count()) === 0) return null;
    return page.evaluate(`(async () => {
      const image = document.querySelector('.banner img');
      await image.decode();
      return { src: image.currentSrc, complete: image.naturalWidth > 0 };
    })()`);
  };

  it('in three minutes on a phone: signs in by mail, sends a photo, points at what matters, tells why, and sees it all', async () => {
    const slug = await registered('nele@example.org', 'Nele');
    const page = await opened(PHONE, 'nele@example.org');
    expect(await page.textContent('h1')).toBe('Dag Nele');
    await page.click('.checklist + .actions a');
    await page.waitForURL(`**/my/pages/${slug}/photo**`);
    await choosePhoto(page, photo);
    await page.waitForSelector('.said-so');
    const before = await shownPhoto(page, slug);
    expect(before).toMatchObject({ complete: true });

    await page.goto(`${stage.url}/nl/2023/my/pages/${slug}/photo`);
    const frame = page.locator('.crop-stage .frame');
    const whole = await frame.getAttribute('d');
    await page.check('input[name=zoom][value="150"]', { force: true });
    await page.locator('.crop-stage').scrollIntoViewIfNeeded();
    const box = await page.locator('.crop-stage svg').boundingBox();
    if (box === null) throw new Error('There is no photo to point at');
    await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.8, box.y + box.height * 0.62, { steps: 4 });
    await page.mouse.up();
    expect(await frame.getAttribute('d')).not.toBe(whole);
    const drawn = await frame.getAttribute('d');
    await page.click('.crop button[type=submit]');
    await page.waitForSelector('.said-so');
    expect(await page.locator('.crop-stage .frame').getAttribute('d')).toBe(drawn);
    expect(await page.locator('.crop-stage image').count()).toBe(1);

    await page.click('.ways a >> nth=0');
    await page.fill('textarea[name=story]', 'Ik wandel voor mijn buurman.\n\nHij kwam te voet.');
    await page.locator('[data-preview]', { hasText: 'mijn buurman' }).waitFor();
    await page.fill('input[name=goal]', '300');
    await page.fill('input[name=shortAddress]', 'nele-stapt');
    await page.click('#form button[type=submit]:not([name])');
    await page.waitForSelector('.said-so');
    const after = await shownPhoto(page, slug);
    expect(after?.src).toContain('/photos/');
    expect(after?.src).not.toBe(before?.src);
    expect(await page.textContent('.story')).toContain('Hij kwam te voet.');
    await page.goto(`${stage.url}/w/nele-stapt`);
    expect(page.url()).toContain(`/2023/walkers/${slug}`);
    await page.goto(`${stage.url}/nl/2023/my`);
    expect(await page.locator('.checklist .done').count()).toBe(3);
    await page.context().close();
  }, 60_000);

  it('does the same with JavaScript off, with a preview by a button and a crop by nine positions', async () => {
    const slug = await registered('imane@example.org', 'Imane');
    const page = await opened(PHONE, 'imane@example.org', false);
    await page.goto(`${stage.url}/nl/2023/my/pages/${slug}/photo`);
    await choosePhoto(page, photo);
    await page.waitForSelector('.said-so');
    const before = await shownPhoto(page, slug);
    await page.goto(`${stage.url}/nl/2023/my/pages/${slug}/photo`);
    await page.check('input[name=position][value="1000-500"]', { force: true });
    await page.check('input[name=zoom][value="200"]', { force: true });
    await page.click('.crop button[type=submit]');
    await page.waitForSelector('.said-so');
    expect(await page.isChecked('input[name=position][value="1000-500"]')).toBe(true);
    expect((await shownPhoto(page, slug))?.src).not.toBe(before?.src);

    await page.goto(`${stage.url}/nl/2023/my/pages/${slug}`);
    await page.fill('textarea[name=story]', 'Zonder script.');
    await page.click('button[name=preview]');
    expect(await page.textContent('[data-preview]')).toContain('Zonder script.');
    expect(await page.inputValue('textarea[name=story]')).toBe('Zonder script.');
    await page.check('input[name=visibility][value=by-link]', { force: true });
    await page.click('#form button[type=submit]:not([name])');
    await page.waitForSelector('.said-so');
    await page.goto(`${stage.url}/nl/2023/search?q=Imane`);
    expect(await page.locator(`a[href$="/walkers/${slug}"]`).count()).toBe(0);
    await page.context().close();
  }, 60_000);

  it('is told beside the field, in words that help, when a file is no photo; and nothing changes', async () => {
    const slug = await registered('tom@example.org', 'Tom');
    const page = await opened(DESK, 'tom@example.org');
    await page.goto(`${stage.url}/en/2023/my/pages/${slug}/photo`);
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    for (const [hostile, words] of [
      [svg, 'We cannot show this kind of file'],
      [photo.subarray(0, photo.length / 3), 'damaged or not complete'],
    ] as const) {
      await choosePhoto(page, hostile, 'holiday.jpg');
      await page.waitForSelector('.faults');
      expect(await page.textContent('#photo-fault')).toContain(words);
      expect(await page.getAttribute('input[name=photo]', 'aria-invalid')).toBe('true');
    }
    expect(await shownPhoto(page, slug)).toBeNull();
    await page.context().close();
  }, 60_000);

  it.each(['nl', 'fr', 'en'])(
    'meets no fault that axe can find, and nothing too wide, with hard names and texts in %s',
    async (language) => {
      const email = `hard-${language}@example.org`;
      const slug = await registered(
        email,
        '👩‍👩‍👧‍👦 Bartholomeus-Alexander-Maximiliaan '.repeat(2).trim(),
        `${'van-Renterghem-'.repeat(6)}العربي`,
      );
      const page = await opened(PHONE, email);
      const own = `${stage.url}/${language}/2023/my/pages/${slug}`;
      await page.goto(`${own}/photo`);
      await choosePhoto(page, photo);
      await page.waitForSelector('.said-so');
      await page.goto(`${own}/updates`);
      await page.fill('textarea[name=text]', `كل خطوة مهمة\n\n${'Donaudampfschifffahrt'.repeat(6)} 🥾`);
      await page.click('#form button[type=submit]');
      await page.waitForSelector('.written li');
      for (const address of [
        `${stage.url}/${language}/2023/my`,
        own,
        `${own}/photo`,
        `${own}/updates`,
        `${own}/thanks`,
        `${own}/walked`,
        `${stage.url}/${language}/2023/walkers/${slug}`,
      ]) {
        await page.goto(address);
        expect({ address, faults: await pageFaults(page) }).toEqual({ address, faults: [] });
      }
      await page.context().close();
    },
    60_000,
  );
});
