import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { v7 as uuidv7 } from 'uuid';
import { startSession } from '../../src/accounts/sessions.js';
import type { AccountId } from '../../src/domain/ids.js';
import { Database } from '../../src/platform/database/database.js';
import { pageFaults } from './page-faults.js';
import { type BrowserStage, setBrowserStage } from './stage.js';

const PATIENCE_MS = 15_000;

describe('The evening of the envelopes', () => {
  let stage: BrowserStage;

  beforeAll(async () => {
    stage = await setBrowserStage();
  }, 60_000);

  afterAll(async () => {
    await stage.close();
  });

  async function open(width: number): Promise<Page> {
    const context = await stage.browser.newContext({ viewport: { width, height: 900 } });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    return page;
  }

  /** Somebody with the role editor, signed in. */
  async function editor(width: number): Promise<Page> {
    const database = stage.app.get(Database, { strict: false });
    const id = uuidv7() as AccountId;
    await database.rows(`INSERT INTO account (id, email, language) VALUES ($1, 'editor@example.org', 'en')`, [id]);
    await database.rows(
      `INSERT INTO organiser (account_id, edition_id, role) SELECT $1, id, 'editor' FROM edition WHERE slug = '2023'`,
      [id],
    );
    const { token } = await startSession(database, id, 'Firefox · Linux', true);
    const page = await open(width);
    await page.context().addCookies([{ name: 'session', value: token, url: stage.url }]);
    return page;
  }

  async function holdsUp(page: Page): Promise<void> {
    expect(await pageFaults(page)).toEqual([]);
  }

  it('counts an envelope with two, has a third verify it, and moves the total on an open page', async () => {
    const watcher = await open(1440);
    await watcher.goto(`${stage.url}/en/2023`);
    const counting = await editor(360);
    await counting.goto(`${stage.url}/organise/offline-gifts?language=en&edition=2023`);
    await counting.click('a.btn.go');
    await counting.waitForURL('**/offline-gifts/new?**');
    await counting.fill('#offlineAmount', '118,05');
    await counting.fill('#name', 'Choir of Deurne');
    for (const [piece, pieces] of [
      ['5000', '1'],
      ['2000', '2'],
      ['200', '4'],
      ['5', '1'],
    ] as const) {
      await counting.fill(`#pieces-${piece}`, pieces);
    }
    await counting.fill('#counterOne', 'Fatima El Amrani');
    await counting.fill('#counterTwo', 'Jan De Smet');
    await counting.click('#form button[type=submit]');
    // One note of twenty is missing: the sheet says what was counted, and keeps it.
    await counting.waitForSelector('.faults');
    expect(await counting.textContent('#pieces-fault')).toContain('What was counted is not the amount');
    expect(await counting.textContent('main')).toContain('Counted: €98.05');
    await holdsUp(counting);
    await counting.fill('#pieces-2000', '3');
    await counting.click('#form button[type=submit]');
    await counting.waitForSelector('[role=status]');
    await holdsUp(counting);
    expect(await watcher.textContent('[data-live-money="raised"]')).not.toContain('118');

    const room = await open(1440);
    await room.goto(`${stage.url}/organise?language=en&key=${stage.organiserKey}`);
    expect(await room.textContent('[data-live-region="parts"]')).toContain('offline €0');
    const verifying = await open(1440);
    await verifying.goto(`${stage.url}/organise?key=${stage.organiserKey}`);
    await verifying.goto(`${stage.url}/organise/offline-gifts?language=en&edition=2023`);
    await verifying.click('text=Choir of Deurne');
    await verifying.waitForSelector('form[action*="/verify"]');
    await holdsUp(verifying);
    await verifying.click('form[action*="/verify"] button');
    await verifying.waitForSelector('[role=status]');
    expect(await verifying.textContent('h1 + .chip')).toBe('counts');
    await watcher.waitForFunction(`document.querySelector('[data-live-money="raised"]').textContent.includes('118')`);
    await room.waitForSelector('[data-live-region="parts"]:has-text("offline €118.05")');
    await watcher.reload();
    expect(await watcher.textContent('main')).toContain('Choir of Deurne');
  }, 60_000);
});
