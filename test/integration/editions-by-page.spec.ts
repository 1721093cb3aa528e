import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type StoredEdition, storeCaptain, storeEdition } from '../factories/edition.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import { Visitor } from '../factories/visitor.js';
import { until } from '../support/until.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';

const KEY = 'the-organiser-key-of-this-test';

/** The fields of the form on a page, as a browser would send them back. */
function formOf(html: string, action: string): Record<string, string> {
  const start = html.indexOf(`action="${action}`);
  const form = html.slice(start, html.indexOf('</form>', start));
  const fields: Record<string, string> = {};
  const text = (raw: string): string =>
    raw.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(tag)?.[1];
    if (name === undefined || (tag.includes('type="checkbox"') && !/ checked/.test(tag))) continue;
    fields[name] = text(/value="([^"]*)"/.exec(tag)?.[1] ?? '');
  }
  for (const [, name = '', value = ''] of form.matchAll(/<textarea[^>]*name="([^"]*)"[^>]*>([^<]*)</g)) {
    fields[name] = text(value);
  }
  for (const [, name = '', options = ''] of form.matchAll(/<select[^>]*name="([^"]*)"[^>]*>(.*?)<\/select>/gs)) {
    const chosen = /<option[^>]*selected[^>]*>/.exec(options)?.[0] ?? '';
    fields[name] = /value="([^"]*)"/.exec(chosen)?.[1] ?? '';
  }
  return fields;
}

describe('An edition', () => {
  let database: TestDatabase;
  let redis: TestServer & { readonly redisUrl: string };
  let running: RunningApp;
  let edition: StoredEdition;
  let admin: Visitor;

  beforeAll(async () => {
    [database, redis] = await Promise.all([testDatabase(), testRedis()]);
    running = await RunningApp.start(
      { databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl },
      { organiserKey: KEY, role: 'web' },
    );
    edition = await storeEdition(running.database);
    await running.database.rows(
      `UPDATE participation_type SET starts_at = '2023-10-08T06:00:00Z', start_slots = '{2023-10-08T06:00:00Z,2023-10-08T07:30:00Z}'
        WHERE id = $1`,
      [edition.typeIds['central-20']],
    );
    await running.database.rows(
      `UPDATE edition SET suggested_amounts = $1, milestones_minor = '{5000000,35000000}', minimum_cover = 'team-surplus',
              tshirt_sizes = '{S,M}', fee_cover_basis_points = 150 WHERE id = $2`,
      [
        JSON.stringify([{ amountMinor: 2_050, makesPossible: { nl: 'soep "à la"', fr: 'soupe', en: 'soup & bread' } }]),
        edition.id,
      ],
    );
    await storeCaptain(running.database, edition);
    admin = new Visitor(running);
    await admin.get(`/organise?key=${KEY}`);
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await Promise.all([database.drop(), redis.drop()]);
  });

  const rulesOf = async (slug: string, page = 'rules', by = admin): Promise<Record<string, string>> => {
    const path = `/organise/editions/${slug}/${page}`;
    return formOf((await by.get(`${path}?language=en`)).text, path);
  };
  const post = (slug: string, page: string, fields: Record<string, string>, by = admin) =>
    by.post(`/organise/editions/${slug}/${page}?language=en`, fields);
  const save = (slug: string, fields: Record<string, string>, page = 'rules', by = admin) =>
    post(slug, page, { ...fields, step: 'save' }, by);
  const typePage = `types/`;

  it('shows its rules so that saving them as they are changes nothing', async () => {
    for (const page of ['rules', typePage + edition.typeIds['central-20'], typePage + edition.typeIds['own-route']]) {
      const preview = await post('2023', page, { ...(await rulesOf('2023', page)), step: 'preview' });
      expect(preview.status).toBe(200);
      expect(preview.text).toContain('Nothing. Everything stays as it is.');
    }
  });

  it('is cloned with new dates: all of its rules, and nothing of its people or its money', async () => {
    const form = await rulesOf('2023', 'clone');
    expect(form).toMatchObject({ slug: '2024', 'title.nl': 'Refugee Walk 2024' });
    const taken = await post('2023', 'clone', { ...form, slug: '2023', walkOn: '2024-10-06' });
    expect(taken.status).toBe(422);
    const made = await post('2023', 'clone', { ...form, walkOn: '2024-10-06' });
    expect(made.location).toContain('/organise/editions/2024?');
    const [clone] = await running.database.rows(
      `SELECT e.walk_on::text AS walk_on, e.minimum_cover, e.milestones_minor::text[] AS milestones, e.published_at,
              e.suggested_amounts = f.suggested_amounts AS suggested,
              (e.registration_opens_at AT TIME ZONE 'Europe/Brussels')::time =
                (f.registration_opens_at AT TIME ZONE 'Europe/Brussels')::time AS same_hour,
              (SELECT count(*)::int FROM participation_type t WHERE t.edition_id = e.id) AS types,
              (SELECT t.starts_at || ' ' || t.start_slots::text FROM participation_type t
                WHERE t.edition_id = e.id AND t.code = 'central-20') AS slots,
              (SELECT count(*)::int FROM walker w WHERE w.edition_id = e.id) AS walkers
         FROM edition e, edition f WHERE e.slug = '2024' AND f.slug = '2023'`,
    );
    expect(clone).toEqual({
      walk_on: '2024-10-06',
      minimum_cover: 'team-surplus',
      milestones: ['5000000', '35000000'],
      published_at: null,
      suggested: true,
      same_hour: true,
      types: 3,
      slots: '2024-10-06 06:00:00+00 {"2024-10-06 06:00:00+00","2024-10-06 07:30:00+00"}',
      walkers: 0,
    });
    // A draft is for organisers alone.
    const stranger = new Visitor(running);
    expect((await stranger.get('/nl/2024')).status).toBe(404);
    expect((await stranger.get('/nl/2024/register')).status).toBe(404);
    expect((await running.app.inject('/api/v1/editions/2024')).statusCode).toBe(404);
    expect((await admin.get('/organise/editions/2024?language=en')).text).toContain('Only organisers see this draft.');
  });

  it('shows what a change comes to, saves it, and puts both sides into the log', async () => {
    const page = typePage + edition.typeIds['central-20'];
    const form = { ...(await rulesOf('2023', page)), feeMinor: '12,50' };
    const preview = await post('2023', page, { ...form, step: 'preview' });
    expect(preview.text).toMatch(/Registration fee.*€10.*€12\.50/s);
    expect(preview.text).toContain('1 walker is registered already');
    const [before] = await running.database.rows(`SELECT fee_minor FROM participation_type WHERE id = $1`, [
      edition.typeIds['central-20'],
    ]);
    expect(before).toEqual({ fee_minor: '1000' });
    const again = formOf(preview.text, `/organise/editions/2023/${page}`);
    expect((await save('2023', again, page)).location).toContain('done=saved');
    const [line] = await running.database.rows(
      `SELECT before, after FROM audit_line WHERE action = 'change-participation-type' ORDER BY id DESC LIMIT 1`,
    );
    expect(line).toEqual({ before: { feeMinor: 1_000 }, after: { feeMinor: 1_250 } });
  });

  it('shows by first name alone who becomes a minor by a rule, on the page and in its address', async () => {
    const page = typePage + edition.typeIds['central-20'];
    const [child, title] = [
      await storeCaptain(running.database, edition),
      await storeCaptain(running.database, edition),
    ];
    await running.database.rows(
      `UPDATE walker SET birth_on = '2006-05-01', first_name = 'Idris', last_name = 'Okonkwo', public_name = 'Idris Okonkwo',
         slug = 'idris-okonkwo' WHERE id = $1`,
      [child.walkerId],
    );
    await running.database.rows(
      `UPDATE walker SET birth_on = '2006-05-01', public_name = 'De snelle', slug = 'de-snelle' WHERE id = $1`,
      [title.walkerId],
    );
    const shown = () =>
      running.database.rows(`SELECT public_name, slug FROM walker WHERE id = ANY($1::uuid[]) ORDER BY slug DESC`, [
        [child.walkerId, title.walkerId],
      ]);
    const hidden = () =>
      running.database.rows(
        `SELECT subject_id AS id, actor_kind, before, after FROM audit_line WHERE action = 'hide-last-name' ORDER BY id`,
      );
    await save('2023', { ...(await rulesOf('2023', page)), ageOfConsent: '17' }, page);
    expect((await shown())[0]).toEqual({ public_name: 'Idris Okonkwo', slug: 'idris-okonkwo' });
    await save('2023', { ...(await rulesOf('2023', page)), ageOfConsent: '18' }, page);
    expect(await shown()).toEqual([
      { public_name: 'Idris', slug: 'idris' },
      { public_name: 'De snelle', slug: 'de-snelle' },
    ]);
    expect(await hidden()).toEqual([
      {
        id: child.walkerId,
        actor_kind: 'key',
        before: { publicName: 'Idris Okonkwo', address: 'idris-okonkwo' },
        after: { publicName: 'Idris', address: 'idris' },
      },
    ]);
  });

  it('does so for all who become minors by another day of the walk, with a line in the log for each', async () => {
    const walkers = await Promise.all([1, 2, 3].map(() => storeCaptain(running.database, edition)));
    const ids = walkers.map(({ walkerId }) => walkerId);
    // Eighteen on the day itself, on the day after, and on the day before.
    for (const [index, born] of ['2005-10-08', '2005-10-09', '2005-10-07'].entries()) {
      await running.database.rows(
        `UPDATE walker SET birth_on = $2, first_name = 'Noor', last_name = 'Haddad', public_name = 'Noor Haddad',
           slug = $3, participation_type_id = $4 WHERE id = $1`,
        [ids[index] ?? '', born, `noor-haddad-${String(index)}`, edition.typeIds['central-20']],
      );
    }
    const names = async () =>
      (
        await running.database.rows<{ public_name: string }>(
          `SELECT public_name FROM walker WHERE id = ANY($1::uuid[]) ORDER BY birth_on`,
          [ids],
        )
      ).map((row) => row.public_name);
    const page = typePage + edition.typeIds['central-20'];
    await save('2023', { ...(await rulesOf('2023', page)), ageOfConsent: '17' }, page);
    await save('2023', { ...(await rulesOf('2023', page)), ageOfConsent: '18' }, page);
    expect(await names()).toEqual(['Noor Haddad', 'Noor Haddad', 'Noor']);
    await save('2023', { ...(await rulesOf('2023')), walkOn: '2023-10-07' });
    expect(await names()).toEqual(['Noor Haddad', 'Noor', 'Noor']);
    await save('2023', { ...(await rulesOf('2023')), walkOn: '2023-10-06' });
    expect(await names()).toEqual(['Noor', 'Noor', 'Noor']);
    const lines = await running.database.rows<{ slug: string; told: string }>(
      `SELECT w.slug, a.after ->> 'address' AS told FROM walker w
         JOIN audit_line a ON a.subject_id = w.id::text AND a.action = 'hide-last-name' WHERE w.id = ANY($1::uuid[])`,
      [ids],
    );
    expect(lines.map(({ told }) => told)).toEqual(lines.map(({ slug }) => slug));
    expect(new Set(lines.map(({ slug }) => slug)).size).toBe(3);
    for (const { slug } of lines) expect(slug).toMatch(/^noor(-[a-z0-9]{1,5})?$/);
  });

  it('tells the second of two who change it at once, and loses nothing of what they typed', async () => {
    const [mine, theirs] = [await rulesOf('2023'), await rulesOf('2023')];
    const other = await organiserAtWork(running, 'admin');
    const both = await Promise.all([
      save('2023', { ...mine, goalMinor: '400.000' }),
      save('2023', { ...theirs, goalMinor: '500.000' }, 'rules', other),
    ]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 409]);
    const refused = both.find(({ status }) => status === 409);
    expect(refused?.text).toContain('Somebody else changed this edition meanwhile');
    const form = formOf(refused?.text ?? '', '/organise/editions/2023/rules');
    expect(form['goalMinor']).toBe(both[0].status === 409 ? '400.000' : '500.000');
    // They look at it again, and what they would overwrite is shown to them.
    const preview = await post('2023', 'rules', { ...form, step: 'preview' });
    expect(preview.text).toMatch(/Goal.*€(400|500),000.*€(400|500),000/s);
    expect((await save('2023', form)).status).toBe(303);
  });

  it('refuses what would make stored facts wrong, beside the field', async () => {
    const refusals = async (page: string, changes: Record<string, string>): Promise<string[]> => {
      const { status, text } = await save('2023', { ...(await rulesOf('2023', page)), ...changes }, page);
      expect(status).toBe(422);
      return [...text.matchAll(/id="([\w.]+)-fault"/g)].map(([, name]) => name ?? '');
    };
    const page = typePage + edition.typeIds['central-20'];
    // A second walker, so that one place is too few.
    await storeCaptain(running.database, edition);
    expect(await refusals(page, { capacity: '1' })).toEqual(['capacity']);
    expect(await refusals(page, { group: 'own-route', distancesKm: '10' })).toEqual(['group', 'distancesKm']);
    expect(await refusals('rules', { currency: 'CHF' })).toEqual(['currency']);
    expect(
      await refusals('rules', {
        'title.fr': '',
        walkOn: '2023-02-30',
        givingClosesAt: '2001-01-01T00:00',
        goalMinor: 'much',
        placeHoldMinutes: '5',
        'suggestedAmounts.1.amount': '0,50',
      }),
    ).toEqual(['title.fr', 'walkOn', 'givingClosesAt', 'goalMinor', 'suggestedAmounts.1.amount', 'placeHoldMinutes']);
  });

  it('waits for whoever is taking a place before it compares a smaller capacity with the places that are taken', async () => {
    const typeId = edition.typeIds['own-route'];
    const page = typePage + typeId;
    const form = await rulesOf('2023', page);
    let answered = false;
    const made = await running.database.transaction(async (tx) => {
      // As everybody does who takes places.
      await tx.rows(`SELECT 1 FROM participation_type WHERE id = $1 FOR NO KEY UPDATE`, [typeId]);
      const saving = save('2023', { ...form, capacity: '1' }, page).finally(() => {
        answered = true;
      });
      await until('the change waits for the lock', async () => {
        const waiting = await running.database.rows(
          `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return waiting.length > 0;
      });
      await tx.rows(`UPDATE walker SET participation_type_id = $1 WHERE edition_id = $2`, [typeId, edition.id]);
      expect(answered).toBe(false);
      return { saving };
    });
    expect((await made.saving).status).toBe(422);
  });

  it('gets a new participation type, once', async () => {
    const form = { ...(await rulesOf('2024', 'types/new')), code: 'central-10', feeMinor: '8', minimumMinor: '100' };
    const words = { 'title.nl': '10 km', 'title.fr': '10 km', 'title.en': '10 km' };
    const whole = { ...form, ...words, distancesKm: '10', ageOfConsent: '16', group: 'central' };
    expect((await save('2024', whole, 'types/new')).location).toContain('done=saved');
    const fresh = await rulesOf('2024', 'types/new');
    const twice = await save('2024', { ...whole, version: fresh['version'] ?? '' }, 'types/new');
    expect(twice.status).toBe(422);
    expect((await save('2024', { ...whole, code: 'Not a code!' }, 'types/new')).status).toBe(422);
  });

  it('opens and closes at a click, becomes public by it, and stays readable from the archive', async () => {
    const formVersion = async (): Promise<string> => (await rulesOf('2024'))['version'] ?? '';
    const windows = async (fields: Record<string, string>) =>
      post('2024', 'windows', { version: await formVersion(), ...fields });
    const stranger = new Visitor(running);
    const over = await windows({ act: 'open', window: 'registration', until: '2001-01-01T00:00' });
    expect(over.status).toBe(422);
    expect((await windows({ act: 'open', window: 'registration', until: '2099-01-01T12:00' })).status).toBe(303);
    expect((await stranger.get('/en/2024/register')).text).toContain('10 km');
    expect((await post('2024', 'windows', { version: '1', act: 'close', window: 'registration' })).status).toBe(409);
    expect((await post('2024', 'archive', { version: await formVersion() })).status).toBe(409);
    for (const window of ['registration', 'giving']) {
      expect((await windows({ act: 'close', window })).location).toContain('done=closed');
    }
    expect((await stranger.get('/en/2024/register')).text).not.toContain('name="participationType"');
    expect((await post('2024', 'archive', { version: await formVersion() })).location).toContain('done=archived');
    expect((await stranger.get('/en/2024')).status).toBe(200);
    const changed = await save('2024', await rulesOf('2024'));
    expect(changed.status).toBe(409);
    expect((await post('2024', 'archive', { version: await formVersion() })).location).toContain('done=unarchived');
  });

  it('plans reminders by page, and takes back those that have not left', async () => {
    const past = await post('2023', 'reminders', { sendAt: '2001-01-01T12:00' });
    expect(past.status).toBe(422);
    const [{ at } = { at: '' }] = await running.database.rows<{ at: string }>(
      `SELECT to_char(now() + interval '3 days', 'YYYY-MM-DD"T"HH24:MI') AS at`,
    );
    expect((await post('2023', 'reminders', { sendAt: at })).location).toContain('done=scheduled');
    const planned = await running.database.rows<{ id: string }>(
      `SELECT id FROM reminder_schedule WHERE edition_id = $1`,
      [edition.id],
    );
    expect(planned).toHaveLength(1);
    await post('2023', `reminders/${planned[0]?.id ?? ''}/cancel`, {});
    expect(await running.database.rows(`SELECT 1 FROM reminder_schedule WHERE edition_id = $1`, [edition.id])).toEqual(
      [],
    );
  });

  it('makes who clones it admin of the clone, where their role was one of that edition alone', async () => {
    const local = await organiserAtWork(running, 'admin', { editionId: edition.id });
    const form = { ...(await rulesOf('2023', 'clone', local)), slug: '2025', walkOn: '2025-10-05' };
    expect((await post('2023', 'clone', form, local)).status).toBe(303);
    expect((await local.get('/organise/editions/2025?language=en')).status).toBe(200);
    expect((await local.get('/organise/editions/2024?language=en')).status).toBe(403);
  });
});
