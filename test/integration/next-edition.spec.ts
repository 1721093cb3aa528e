import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { Edition } from '../../src/domain/edition.js';
import type { AccountId } from '../../src/domain/ids.js';
import { LANGUAGES, type Language } from '../../src/domain/language.js';
import { ReadEditions } from '../../src/editions/index.js';
import { TellNextEdition } from '../../src/next-edition/index.js';
import { MAILS } from '../../src/notifications/mails/index.js';
import { OutboxBell } from '../../src/outbox/index.js';
import { NextEditionWishes } from '../../src/walkers/index.js';
import { storeEdition } from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

const ORIGIN = 'https://walk.example.org';
const ANNE = { kind: 'organiser', name: 'anne@example.org' } as const;

describe('Whoever asked to be told of the next edition', () => {
  let services: TestDatabase;
  let app: RunningApp;
  let editions: Record<'2022' | '2023' | '2024', Edition>;
  let wishes: NextEditionWishes;
  let tell: TellNextEdition;

  beforeAll(async () => {
    services = await testDatabase();
    app = await RunningApp.start({ databaseUrl: services.databaseUrl }, { role: 'web' });
    const open = async (slug: string): Promise<Edition> => {
      await storeEdition(app.database, { slug });
      await app.database.rows(`UPDATE edition SET walk_on = $2::date WHERE slug = $1`, [slug, `${slug}-10-08`]);
      return app.app.get(ReadEditions, { strict: false }).bySlug(slug);
    };
    editions = { '2022': await open('2022'), '2023': await open('2023'), '2024': await open('2024') };
    wishes = app.app.get(NextEditionWishes, { strict: false });
    tell = new TellNextEdition(app.database, app.app.get(OutboxBell, { strict: false }));
  }, 30_000);

  afterAll(async () => {
    await app.close();
    await services.drop();
  });

  async function account(language: Language): Promise<AccountId> {
    const id = uuidv7() as AccountId;
    await app.database.rows(`INSERT INTO account (id, email, language) VALUES ($1, $2, $3)`, [
      id,
      `${id}@example.org`,
      language,
    ]);
    return id;
  }

  const newsOf = (accountId: AccountId) =>
    app.database.rows<{ id: string; token: string }>(
      `SELECT n.id, f.token FROM next_edition_news n JOIN mail_preference f ON f.account_id = n.account_id
         JOIN outbox_message o ON o.once_key = 'next-edition:' || n.id WHERE n.account_id = $1`,
      [accountId],
    );

  async function composed(id: string) {
    const [outcome] = (await MAILS.get('next-edition')?.prepare(app.database, ORIGIN, [{ newsId: id }])) ?? [undefined];
    return outcome;
  }

  it('is told once, in their language, with links that work, however many editions they asked it after', async () => {
    const people = await Promise.all(LANGUAGES.map(account));
    for (const [index, person] of people.entries()) {
      const language = LANGUAGES[index] ?? 'nl';
      await wishes.set(person, editions['2022'], language, true);
      await wishes.set(person, editions['2023'], language, true);
    }
    const [late] = [await account('nl')];
    await wishes.set(late, editions['2024'], 'nl', true);
    expect(await tell.waiting(editions['2024'])).toBe(3);
    const now = new Date();
    const told = await Promise.all([1, 2].map(() => tell.execute(editions['2024'], ANNE, now)));
    expect(told.reduce((a, b) => a + b)).toBe(3);
    expect(await tell.waiting(editions['2024'])).toBe(0);
    expect(await newsOf(late)).toEqual([]);
    for (const [index, person] of people.entries()) {
      const [news, ...more] = await newsOf(person);
      expect(more).toEqual([]);
      const outcome = await composed(news?.id ?? '');
      if (outcome?.kind !== 'mail') throw new Error('No mail');
      const { text, html, language, unsubscribeUrl } = outcome.mail;
      expect(language).toBe(LANGUAGES[index]);
      const links = [...new Set(text.match(/https:\/\/walk\.example\.org\S+/g)), unsubscribeUrl ?? ''];
      expect(links).toHaveLength(4);
      for (const link of links) {
        if (link !== unsubscribeUrl) expect(html).toContain(link);
        expect((await new Visitor(app).get(link.slice(ORIGIN.length))).status).toBe(200);
      }
      const ended = await new Visitor(app).post(unsubscribeUrl?.slice(ORIGIN.length) ?? '', {
        'List-Unsubscribe': 'One-Click',
      });
      expect(ended.status).toBe(200);
      expect((await composed(news?.id ?? ''))?.kind).toBe('outdated');
    }
    const lines = await app.database.rows(
      `SELECT actor, action, after FROM audit_line WHERE action = 'tell-next-edition'`,
    );
    expect(lines).toEqual([{ actor: ANNE.name, action: 'tell-next-edition', after: { mails: 3 } }]);
  });

  it('is not told after they ended such mails, until they ask again', async () => {
    const person = await account('fr');
    await wishes.set(person, editions['2023'], 'fr', true);
    await app.database.rows(`UPDATE mail_preference SET next_edition = false WHERE account_id = $1`, [person]);
    expect(await tell.execute(editions['2024'], ANNE, new Date())).toBe(0);
    await wishes.set(person, editions['2023'], 'fr', true);
    expect(await tell.execute(editions['2024'], ANNE, new Date())).toBe(1);
    expect(await wishes.has(person, editions['2023'])).toBe(false);
  });

  it('is told only of an edition that takes registrations', async () => {
    const early = new Date(editions['2024'].registrationOpensAt.getTime() - 1_000);
    await expect(tell.execute(editions['2024'], ANNE, early)).rejects.toMatchObject({ code: 'REGISTRATION_CLOSED' });
  });

  it('is told in turn: so many mails a minute', async () => {
    await app.database.rows(
      `WITH person AS (
         INSERT INTO account (id, email, language)
         SELECT gen_random_uuid(), 'many-' || n || '@example.org', 'nl' FROM generate_series(1, 1100) AS n RETURNING id)
       INSERT INTO next_edition_wish (account_id, after_edition_id, language) SELECT id, $1, 'nl' FROM person`,
      [editions['2023'].id],
    );
    expect(await tell.execute(editions['2024'], ANNE, new Date())).toBe(1_100);
    const minutes = await app.database.rows<{ mails: number }>(
      `SELECT count(*)::int AS mails FROM outbox_message WHERE once_key LIKE 'next-edition:%'
          AND available_at > created_at GROUP BY available_at - created_at`,
    );
    expect(minutes.length).toBe(9);
    for (const { mails } of minutes) expect(mails).toBeLessThanOrEqual(120);
  });
});
