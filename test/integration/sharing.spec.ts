import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { LANGUAGES } from '../../src/domain/language.js';
import {
  type StoredEdition,
  storeCaptain,
  storeDonation,
  type StoredWalker,
  storeEdition,
} from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory } from '../factories/stripe-events.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

const HARD_NAME = `Zoë "O'Hara" العربي 👩 van de Onvermoeibare Vriendenkring`;

describe('What people share', () => {
  let services: TestDatabase;
  let app: RunningApp;
  let edition: StoredEdition;
  let many: StoredWalker;
  let rich: StoredWalker;
  let visitor: Visitor;

  beforeAll(async () => {
    services = await testDatabase();
    app = await RunningApp.start({ databaseUrl: services.databaseUrl }, { role: 'web' });
    edition = await storeEdition(app.database);
    many = await storeCaptain(app.database, edition, 'Ravi Singh');
    rich = await storeCaptain(app.database, edition, 'Sarah Peeters');
    const unseen = await storeCaptain(app.database, edition, 'Only By Link');
    await app.database.rows(`UPDATE fundraising_page SET visibility = 'by-link' WHERE id = $1`, [unseen.walkerPageId]);
    await app.database.rows(`UPDATE walker SET public_name = $2 WHERE id = $1`, [rich.walkerId, HARD_NAME]);
    for (const [to, amountMinor, donorEmail] of [
      [many, 1_000, 'a@example.org'],
      [many, 1_000, 'b@example.org'],
      [many, 1_000, 'c@example.org'],
      [rich, 9_000, 'a@example.org'],
      [rich, 9_000, 'a@example.org'],
      [unseen, 99_000, 'd@example.org'],
    ] as const) {
      const id = await storeDonation(app.database, edition, { to, amountMinor, donorEmail });
      await app.process(await app.record([new PaymentStory({ donation_id: id }, amountMinor).intent('succeeded')]));
    }
    visitor = new Visitor(app);
  }, 60_000);

  afterAll(async () => {
    await app.close();
    await services.drop();
  });

  const orderOf = async (query: string): Promise<string[]> => {
    const { status, text } = await visitor.get(`/nl/2023/leaderboard?${query}`);
    expect(status).toBe(200);
    return [...text.matchAll(/<li><span class="rank[^>]*>\d+<\/span><a href="[^"]*\/([^"/]+)">/g)].map(
      ([, slug = '']) => slug,
    );
  };

  it('is who is ahead by what was raised and by donors, each donor once', async () => {
    expect(await orderOf('of=walkers&by=raised')).toEqual([rich.walkerSlug, many.walkerSlug]);
    expect(await orderOf('of=walkers&by=donors')).toEqual([many.walkerSlug, rich.walkerSlug]);
    expect((await orderOf('of=teams&by=donors'))[0]).toBe(many.teamSlug);
    expect((await visitor.get('/nl/2023/leaderboard?of=walkers&by=donors')).text).toContain('3 schenkers');
  });

  it('gives small teams a chance, by what a walker raised on average', async () => {
    await app.database.rows(`UPDATE headcount SET walkers = 30 WHERE scope = 'team' AND scope_id = $1`, [rich.teamId]);
    expect((await orderOf('of=teams&by=per-walker')).indexOf(many.teamSlug)).toBeLessThan(
      (await orderOf('of=teams&by=per-walker')).indexOf(rich.teamSlug),
    );
    expect((await visitor.get('/nl/2023/leaderboard?of=nobody&by=luck')).status).toBe(200);
  });

  it.each(LANGUAGES)('is words, a code and prints in %s, whatever a name is written in', async (language) => {
    const page = `/${language}/2023/walkers/${rich.walkerSlug}`;
    const { status, text } = await visitor.get(`${page}/share`);
    expect(status).toBe(200);
    const shared = text.match(/https:\/\/wa\.me\/\?text=([^"]+)/)?.[1] ?? '';
    expect(decodeURIComponent(shared)).toContain(page);
    expect(text).not.toContain('العربي"');
    for (const form of ['poster.pdf', 'table-card.pdf']) {
      const { body } = await visitor.bytes(`${page}/print/${form}`);
      expect(body.subarray(0, 5).toString('latin1')).toBe('%PDF-');
    }
    expect((await visitor.bytes(`${page}/qr.svg`)).body.toString('utf8')).toMatch(/^<svg/);
    expect((await visitor.get(`${page}/print/mug.pdf`)).status).toBe(404);
    expect((await visitor.get(`/${language}/2023/walkers/nobody/share`)).status).toBe(404);
    expect((await visitor.get(`/${language}/2023/dogs/rex/share`)).status).toBe(404);
  });

  it('is a picture for chats and networks, whatever a name is written in, kept for ever under its revision', async () => {
    for (const path of ['/nl/2023', `/fr/2023/teams/${many.teamSlug}`, `/en/2023/walkers/${rich.walkerSlug}`]) {
      const { text } = await visitor.get(path);
      const [, address = ''] = /property="og:image" content="[^"]*?(\/[a-z]{2}\/2023[^"]*)"/.exec(text) ?? [];
      expect(address).toMatch(/\/picture\.png\?v=\d+-\w+$/);
      const [answer, other] = await Promise.all(
        [address, address.replace(/v=.*/, 'v=0')].map((url) => app.app.inject({ url })),
      );
      const { width, height, format } = await sharp(answer?.rawPayload).metadata();
      expect({ width, height, format }).toEqual({ width: 1200, height: 630, format: 'png' });
      expect(answer?.headers['cache-control']).toContain('immutable');
      expect(other?.headers['cache-control']).toBe('public, max-age=300');
    }
    expect((await visitor.get('/nl/2023/walkers/nobody/picture.png')).status).toBe(404);
  });

  it('is drawn anew when a gift moves the total, and once for all who ask at the same moment', async () => {
    const path = `/nl/2023/walkers/${many.walkerSlug}/picture.png`;
    const drawn = await Promise.all(Array.from({ length: 10 }, () => visitor.bytes(path)));
    expect(new Set(drawn.map(({ body }) => body.toString('base64'))).size).toBe(1);
    const id = await storeDonation(app.database, edition, {
      to: many,
      amountMinor: 5_000,
      donorEmail: 'e@example.org',
    });
    await app.process(await app.record([new PaymentStory({ donation_id: id }, 5_000).intent('succeeded')]));
    expect((await visitor.bytes(path)).body.equals(drawn[0]?.body ?? Buffer.alloc(0))).toBe(false);
  });

  it('is a frame for other sites, which may show it and nothing else of ours', async () => {
    const page = `/nl/2023/walkers/${rich.walkerSlug}`;
    const framed = await app.app.inject({ url: `${page}/embed` });
    expect([framed.statusCode, framed.headers['content-security-policy']]).toEqual([
      200,
      expect.stringMatching(/form-action 'none'; frame-ancestors \*;/),
    ]);
    expect(framed.payload).toContain('data-live="/live/editions/2023/walkers/');
    expect(framed.payload).toMatch(/target="_blank"[^>]*>Geef mee/);
    for (const other of [page, `${page}/give`, `${page}/share`]) {
      const { headers } = await app.app.inject({ url: other });
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    }
    const { text } = await visitor.get(`${page}/share`);
    expect(text).toMatch(/&lt;iframe src="?[^ ]*\/embed/);
    expect((await visitor.get('/nl/2023/embed')).status).toBe(200);
  });
});
