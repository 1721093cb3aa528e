import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { storeCaptain, storeDonation, type StoredEdition, storeEdition } from '../factories/edition.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory } from '../factories/stripe-events.js';
import type { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

describe('Figures for the press', () => {
  let database: TestDatabase;
  let running: RunningApp;
  let edition: StoredEdition;
  let editor: Visitor;

  beforeAll(async () => {
    database = await testDatabase();
    running = await RunningApp.start({ databaseUrl: database.databaseUrl }, { role: 'web' });
    edition = await storeEdition(running.database);
    await storeCaptain(running.database, edition);
    editor = await organiserAtWork(running, 'editor', { editionId: edition.id });
    await gift(4_000, 'lotte@example.org');
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await database.drop();
  });

  async function gift(amountMinor: number, donorEmail: string): Promise<void> {
    const id = await storeDonation(running.database, edition, { amountMinor, donorEmail });
    await running.process(
      await running.record([new PaymentStory({ donation_id: id }, amountMinor).intent('succeeded')]),
    );
  }

  async function freeze(title: string, entry = uuidv7()): Promise<string> {
    const { status, location } = await editor.post('/organise/snapshots?language=en', {
      edition: '2023',
      entry,
      title,
    });
    expect([status, location]).toEqual([303, `/organise/snapshots/${entry}?language=en&edition=2023`]);
    return entry;
  }

  const page = (path: string): ReturnType<Visitor['get']> =>
    editor.get(`/organise/snapshots${path}${path.includes('?') ? '&' : '?'}language=en&edition=2023`);

  it('stay as they were when more is given, and say in words what is other since, and beside another', async () => {
    expect((await editor.get('/organise?language=en&edition=2023')).text).toContain(
      '/organise/snapshots?language=en&amp;edition=2023#freeze',
    );
    const first = await freeze('At the start');
    expect(await freeze('Sent twice', first)).toBe(first);
    await gift(2_550, 'ann@example.org');
    const second = await freeze('After <b>lunch</b>');
    await gift(1_000, 'ann@example.org');

    const alone = (await page(`/${first}`)).text;
    expect(alone).toContain('At the start');
    expect(alone).toMatch(/Raised<\/th><td class="r num">€40\.00<\/td><\/tr>/);
    expect((await page(`/${first}?with=now`)).text).toMatch(
      /Raised<\/th><td class="r num">€40\.00<\/td><td class="r num">€75\.50<\/td><td class="r num">€35\.50 more</,
    );
    const compared = (await page(`/${second}?with=${first}`)).text;
    expect(compared).toMatch(/Gifts<\/th><td class="r num">2<\/td><td class="r num">1<\/td><td class="r num">1 less</);
    expect(compared).toMatch(
      /Walkers<\/th><td class="r num">1<\/td><td class="r num">1<\/td><td class="r num">the same</,
    );
    expect(compared).toContain('After &lt;b>lunch&lt;/b>');
    const list = (await page('')).text;
    expect(list.indexOf('After &lt;b>')).toBeLessThan(list.indexOf('At the start'));

    const file = await page(`/${first}/figures.csv`);
    expect(file.text).toContain('"Raised","40.00"');
    expect(file.text).toContain('"Donors","1"');
    expect(
      await running.database.rows(
        `SELECT action, count(*)::int AS lines FROM audit_line WHERE subject_kind = 'snapshot' GROUP BY 1 ORDER BY 1`,
      ),
    ).toEqual([
      { action: 'export-snapshot', lines: 1 },
      { action: 'freeze-figures', lines: 2 },
    ]);
  });

  it('are kept from every change by the database', async () => {
    await freeze('For ever');
    for (const change of [
      `UPDATE press_snapshot SET raised_minor = raised_minor + 1, paid_minor = paid_minor + 1`,
      `DELETE FROM press_snapshot`,
      `TRUNCATE press_snapshot`,
    ]) {
      await expect(running.database.rows(change)).rejects.toThrow('What was told to the press never changes');
    }
  });

  it('need a title, hand back what was typed, and are found in their own edition alone', async () => {
    const refused = await editor.post('/organise/snapshots?language=en', {
      edition: '2023',
      entry: uuidv7(),
      title: ' ',
    });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('aria-invalid="true"');
    const other = await storeEdition(running.database, { slug: '2022' });
    const elsewhere = await organiserAtWork(running, 'viewer', { editionId: other.id });
    const id = await freeze('Of 2023');
    expect((await elsewhere.get(`/organise/snapshots/${id}?edition=2022`)).status).toBe(404);
    expect((await page(`/${uuidv7()}`)).status).toBe(404);
  });
});
