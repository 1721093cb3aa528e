import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { pageFaults } from './page-faults.js';
import { type BrowserStage, setBrowserStage } from './stage.js';

const PATIENCE_MS = 15_000;
const SIZES = [
  [360, 740],
  [1440, 900],
] as const;
/** The hidden button of a form is its first one; the one that people see is the last. */
const SUBMIT = '#form button[type=submit]';

describe('The journey of a donor', () => {
  let stage: BrowserStage;

  beforeAll(async () => {
    stage = await setBrowserStage();
    for (const [firstName, teamName] of [
      ['Amina', "Team 't Stapke"],
      ['Aminata', 'Team Zuiderwind'],
    ]) {
      const answer = await fetch(`${stage.url}/api/v1/editions/2023/registrations`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          participationType: 'own-route',
          team: 'new',
          teamName,
          firstName,
          lastName: "D'Hondt",
          email: `${String(firstName).toLowerCase()}@example.org`,
          birthDate: '1988-02-03',
          freePlace: true,
          acceptTerms: true,
          language: 'nl',
        }),
      });
      if (answer.status !== 201) throw new Error(await answer.text());
    }
  }, 60_000);

  afterAll(async () => {
    await stage.close();
  });

  const open = async ([width, height]: readonly [number, number], javaScriptEnabled = true): Promise<Page> => {
    const context = await stage.browser.newContext({ viewport: { width, height }, javaScriptEnabled });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    return page;
  };

  /** On the stand-in's page: chooses how to pay, and pays. @returns the id of the checkout session */
  const pay = async (page: Page, method: string): Promise<string> => {
    await page.waitForURL(`${stage.sandboxUrl}/c/pay/**`);
    const sessionId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    await page.check(`input[name=method][value=${method}]`);
    await page.click('button[type=submit]');
    await page.waitForURL('**/thanks/**');
    return sessionId;
  };

  /** Both screens, with a name and a message, as far as the payment page. */
  const give = async (page: Page, from: string, name: string, message: string): Promise<void> => {
    await page.goto(`${stage.url}${from}/give?amount=4000`);
    expect(await page.isChecked('input[name=choice][value="4000"]')).toBe(true);
    await page.click(SUBMIT);
    await page.waitForURL('**/give/details?**');
    await page.fill('input[name=name]', name);
    await page.fill('input[name=email]', 'donor@example.org');
    await page.fill('textarea[name=message]', message);
    await page.click(SUBMIT);
  };

  /** What the bank says to a debit, three days later. */
  const settleDebit = async (sessionId: string, outcome: 'succeeded' | 'failed'): Promise<void> => {
    const session = await fetch(`${stage.sandboxUrl}/v1/checkout/sessions/${sessionId}`, {
      headers: { authorization: 'Bearer sk_test_sandbox' },
    });
    const { payment_intent: intent } = (await session.json()) as { payment_intent: string };
    const settled = await fetch(`${stage.sandboxUrl}/_sandbox/payment_intents/${intent}/settle`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ outcome }),
    });
    expect(settled.status).toBe(200);
  };

  const arrives = (page: Page, status: string): Promise<unknown> => page.waitForSelector(`[data-status="${status}"]`);

  it.each(SIZES)('gives in two screens without JavaScript, costs covered, at %d px', async (...size) => {
    const page = await open(size, false);
    await page.goto(`${stage.url}/nl/2023/walkers/amina-d-hondt`);
    await page.click('label:has(input[name=choice][value="2000"])');
    await page.click('.give-card button[type=submit]');
    await page.waitForURL('**/walkers/amina-d-hondt/give/details?choice=2000');
    await page.click('main a[href*="/give?amount=2000"]');
    await page.click('label:has(.pick-other)');
    await page.fill('input[name=amount]', 'veel');
    await page.click(SUBMIT);
    expect(await page.getAttribute('input[name=amount]', 'aria-invalid')).toBe('true');
    await page.fill('input[name=amount]', '12,50');
    await page.click(SUBMIT);
    await page.fill('input[name=name]', "Zoë O'Hara العربي 👩‍👩‍👧");
    await page.fill('input[name=email]', 'geen adres');
    await page.check('input[name=coverFee]');
    expect(await page.isVisible('.say-covered')).toBe(true);
    expect(await page.isVisible('.say-bare')).toBe(false);
    await page.click(SUBMIT);
    expect(await page.inputValue('input[name=name]')).toBe("Zoë O'Hara العربي 👩‍👩‍👧");
    expect(await page.isChecked('input[name=coverFee]')).toBe(true);
    await page.fill('input[name=email]', 'zoe@example.org');
    await page.click(SUBMIT);
    await pay(page, 'bancontact');
    // Without a script the page loads itself again until the payment is known.
    await arrives(page, 'paid');
    expect(await page.textContent('main')).toMatch(/12,94/);
    await page.context().close();
  });

  it.each(SIZES)(
    'shows a debit on its way, and its failure days later, without a reload, at %d px',
    async (...size) => {
      const page = await open(size);
      await give(page, '/nl/2023/walkers/amina-d-hondt', 'Bram', 'Hup!');
      const sessionId = await pay(page, 'sepa_fails');
      await arrives(page, 'pending');
      const loadedAt = await page.evaluate('performance.timeOrigin');
      await settleDebit(sessionId, 'failed');
      await arrives(page, 'failed');
      expect(await page.evaluate('performance.timeOrigin')).toBe(loadedAt);
      expect(await page.textContent('p[role=status]')).toBe('De betaling is niet gelukt');
      expect(await page.title()).toContain('De betaling is niet gelukt');
      await page.click('main a[href*="/gifts/"]');
      expect(await page.textContent('.life')).toContain('De bank liet');
      await page.click('main a.go[href*="/give?amount=4000"]');
      expect(await page.isChecked('input[name=choice][value="4000"]')).toBe(true);
      await page.context().close();
    },
  );

  it.each(SIZES)('lets a donor correct a name, seen on the page at once, at %d px', async (...size) => {
    const page = await open(size);
    const name = `Мария "Masha" ${String(size[0])}`;
    await give(page, '/nl/2023/walkers/amina-d-hondt', 'Maria', 'صباح الخير\nGoeiemorgen!');
    await pay(page, 'card');
    await arrives(page, 'paid');
    await page.click('main a[href*="/gifts/"]');
    const receipt = await page.request.get(
      new URL((await page.getAttribute('a[href$=".pdf"]', 'href')) ?? '', page.url()).href,
    );
    expect(receipt.headers()['content-type']).toBe('application/pdf');
    await page.click('summary:has-text("Verbeter")');
    await page.fill('input[name=name]', name);
    await page.click(SUBMIT);
    await page.waitForURL('**?done=corrected');
    await page.goto(`${stage.url}/nl/2023/walkers/amina-d-hondt`);
    expect(await page.textContent('.gifts li')).toContain(name);
    await page.context().close();
  });

  it.each(SIZES)('asks the organisers to move a gift to the walker that was meant, at %d px', async (...size) => {
    const page = await open(size, false);
    await give(page, '/nl/2023/walkers/amina-d-hondt', 'Karel', '');
    await pay(page, 'card');
    await arrives(page, 'paid');
    await page.click('main a[href*="/gifts/"]');
    await page.click('summary:has-text("verkeerde")');
    await page.fill('input[name=q]', 'aminata');
    await page.click('form[role=search] button');
    await page.click('label:has(input[value="walker:aminata-d-hondt"])');
    await page.click(SUBMIT);
    await page.waitForURL('**?done=asked');
    expect(await page.textContent('main')).toContain('Je vroeg om deze gift te verplaatsen');
    await page.context().close();
  });

  it.each(['nl', 'fr', 'en'])(
    'has no accessibility fault that axe can find, on any of its pages in %s',
    async (language) => {
      const page = await open(SIZES[0]);
      const home = `/${language}/2023`;
      await give(page, home, `${'Naam '.repeat(19)}O'H.`, 'Wat een klootzak');
      await pay(page, 'card');
      await arrives(page, 'paid');
      const token = new URL(page.url()).pathname.split('/').at(-1) ?? '';
      for (const path of [
        '/give?amount=1250',
        '/give/details?choice=other&amount=x',
        '/give/details?choice=4000',
        `/thanks/${token}`,
        `/gifts/${token}`,
        `/gifts/${token}?done=corrected`,
        `/gifts/${token}/move`,
        `/gifts/${token}/move?q=amina`,
      ]) {
        await page.goto(`${stage.url}${home}${path}`);
        await page.evaluate("document.querySelectorAll('details').forEach((it) => (it.open = true))");
        expect({ path, faults: await pageFaults(page) }).toEqual({ path, faults: [] });
      }
      await page.context().close();
    },
  );
});
