import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LANGUAGES } from '../../src/domain/language.js';
import type { Role } from '../../src/domain/roles.js';
import { storeCaptain, type StoredEdition, storeDonation, storeEdition } from '../factories/edition.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory } from '../factories/stripe-events.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';

const KEY = 'the-organiser-key-of-this-test';

/** The amount as a sum of a list says it, with its cents or without. */
function amountLike(sum: string): RegExp {
  return new RegExp(`^${sum.replace(/\.00$/, '').replace('.', '\\.')}(\\.00)?$`);
}

describe('Figures over time', () => {
  let database: TestDatabase;
  let redis: TestServer & { readonly redisUrl: string };
  let app: RunningApp;
  let edition: StoredEdition;
  let organiser: Visitor;

  beforeAll(async () => {
    [database, redis] = await Promise.all([testDatabase(), testRedis()]);
    app = await RunningApp.start(
      { databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl },
      { role: 'web', organiserKey: KEY },
    );
    const before = await storeEdition(app.database, { slug: '2022' });
    await app.database.rows(`UPDATE edition SET walk_on = '2022-10-09' WHERE id = $1`, [before.id]);
    edition = await storeEdition(app.database);
    const captain = await storeCaptain(app.database, edition);
    for (const [of, to, amountMinor, donorEmail] of [
      [before, undefined, 10_000, 'early@example.org'],
      [edition, captain, 4_000, 'lotte@example.org'],
      [edition, captain, 6_000, 'lotte@example.org'],
      [edition, undefined, 2_000, 'ann@example.org'],
    ] as const) {
      const id = await storeDonation(app.database, of, {
        ...(to === undefined ? {} : { to }),
        amountMinor,
        donorEmail,
      });
      await app.process(await app.record([new PaymentStory({ donation_id: id }, amountMinor).intent('succeeded')]));
    }
    // What no figure counts, but lists hold: a gift that failed, and a place that is not paid yet.
    const failed = await storeDonation(app.database, edition, { amountMinor: 9_000 });
    await app.process(await app.record([new PaymentStory({ donation_id: failed }, 9_000).intent('payment_failed')]));
    const unpaid = await storeCaptain(app.database, edition, 'Noor Claes');
    await app.database.rows(`UPDATE walker SET confirmed_at = NULL WHERE id = $1`, [unpaid.walkerId]);
    await app.database.rows(`UPDATE team SET confirmed_at = NULL WHERE captain_walker_id = $1`, [unpaid.walkerId]);
    await app.rebuildTotals();
    organiser = new Visitor(app);
    await organiser.get(`/organise?key=${KEY}`);
  }, 60_000);

  afterAll(async () => {
    await app.close();
    await Promise.all([database.drop(), redis.drop()]);
  });

  const page = (path: string): ReturnType<Visitor['get']> =>
    organiser.get(`${path}?language=en&edition=${edition.slug}`);

  it('are drawn as pictures that say the same as the tables beside them, with the edition before', async () => {
    const { text } = await page('/organise');
    expect(text).toContain('The grey line is edition 2022');
    expect(text).toMatch(/<td class="r num">3<\/td><td class="r num">€120\.00<\/td><td class="r num">€120\.00/);
    for (const chart of ['by-day', 'by-hour']) {
      expect(text).toContain(`/organise/charts/${chart}?`);
      const { status, body } = await organiser.bytes(`/organise/charts/${chart}?language=nl&edition=${edition.slug}`);
      expect([status, body.toString('utf8').startsWith('<svg')]).toEqual([200, true]);
    }
    expect((await page('/organise/charts/by-moon')).status).toBe(404);
    expect((await new Visitor(app).get('/organise/charts/by-day')).status).toBe(303);
  });

  it.each([
    ['/organise', ['donations', 'donations', 'donations', 'donors', 'teams', 'walkers', 'walkers', 'walkers']],
    ['/organise/report', ['donors', 'donors', 'teams', 'teams', 'walkers', 'walkers']],
  ])('open from %s into lists of as many rows, or as much, as they say', async (from, least) => {
    const { text } = await page(from);
    const opened: string[] = [];
    for (const [, address = '', list = '', inner = ''] of text
      .slice(text.indexOf('<main'))
      .matchAll(/<a href="(\/organise\/lists\/([a-z-]+)\?[^"]*)"[^>]*>([\s\S]*?)<\/a>/g)) {
      // A year tells donors, and leads to their gifts.
      if (/paidFrom=\d{4}-01-01|monthly/.test(address)) continue;
      const said = inner.replace(/<[^>]*>/g, '').trim();
      const { text: shown } = await organiser.get(address.replaceAll('&amp;', '&'));
      const [, rows = '', sum = ''] = /([\d,]+) rows?(?: · (€[\d,.]+))?/.exec(shown) ?? [];
      expect({ address, said }).toEqual({
        address,
        said: said.startsWith('€')
          ? expect.stringMatching(amountLike(sum))
          : expect.stringMatching(new RegExp(`^${rows}\\b`)),
      });
      opened.push(list);
    }
    expect(opened).toEqual(expect.arrayContaining(least));
  });

  it('lead to each of the latest gifts by itself', async () => {
    const { text } = await page('/organise');
    const [first = ''] = /\/organise\/gifts\/[0-9a-f-]{36}\?[^"]*/.exec(text) ?? [];
    expect((await organiser.get(first.replaceAll('&amp;', '&'))).status).toBe(200);
  });

  it('are what an organisation reports: in words of three languages, edition by edition and year by year', async () => {
    const { status, text } = await page('/organise/report');
    expect(status).toBe(200);
    for (const language of LANGUAGES) expect(text).toContain(`<p lang="${language}">`);
    expect(text).toMatch(
      /1 team and 1 walker set out: 1 from the central start and 0 on a route of their own\. 2 donors gave €120 together/,
    );
    // Four gifts of three donors, over both editions: EUR 220 in all.
    expect(text).toMatch(/paidFrom=20\d\d-01-01[^"]*"[^>]*>3<\/a><\/td><td class="r num">€55\.00/);
  });

  it('come as a file with the same figures, and leave a line in the log', async () => {
    const { text } = await page('/organise/report.csv');
    expect(text.startsWith('\uFEFF')).toBe(true);
    expect(text).toContain('"1","1","1","0","2","120.00"');
    expect(text).toMatch(/"3","55\.00","0","0\.00"/);
    expect(
      await app.database.rows(`SELECT count(*)::int AS lines FROM audit_line WHERE action = 'export-report'`),
    ).toEqual([{ lines: 1 }]);
  });

  it('count free places for finance and admin, as a number, and are silent about them to everybody else', async () => {
    await app.database.rows(`INSERT INTO free_place (walker_id) SELECT id FROM walker ORDER BY id LIMIT 1`);
    const seenBy = async (role: Role): Promise<boolean> => {
      const visitor = await organiserAtWork(app, role);
      const { status, text } = await visitor.get(`/organise?language=en&edition=${edition.slug}`);
      expect(status).toBe(200);
      return text.includes('1 free place');
    };
    expect(await Promise.all((['viewer', 'editor', 'finance', 'admin'] as const).map(seenBy))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});
