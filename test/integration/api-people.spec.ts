import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { storeCaptain, type StoredEdition, storeEdition } from '../factories/edition.js';
import { type MachineAnswer, Machines } from '../factories/machines.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import type { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

type Items = readonly Readonly<Record<string, unknown>>[];

const itemsOf = ({ body }: MachineAnswer): Items => body['items'] as Items;

describe('A machine that works for organisers', () => {
  let database: TestDatabase;
  let running: RunningApp;
  let edition: StoredEdition;
  let admin: Visitor;
  let machines: Machines;

  beforeAll(async () => {
    database = await testDatabase();
    running = await RunningApp.start({ databaseUrl: database.databaseUrl }, { role: 'web' });
    edition = await storeEdition(running.database);
    admin = await organiserAtWork(running, 'admin', { editionId: edition.id });
    machines = await Machines.of(running, admin);
    await machines.makeUsualKey('The CRM', 'admin', ['attention', 'log', 'change-walkers', 'change-teams', 'check-in']);
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await database.drop();
  });

  const rows = <Row extends object>(sql: string, values: readonly string[] = []): Promise<Row[]> =>
    running.database.rows<Row>(sql, [...values]);
  const page = async (path: string): Promise<string> => (await admin.get(`${path}?language=en&edition=2023`)).text;

  /** What the log says of something, each line by the name of this key. */
  async function done(subject: string): Promise<string[]> {
    const lines = await rows<{ action: string; actor: string; actor_kind: string }>(
      `SELECT action, actor, actor_kind FROM audit_line WHERE subject_id = $1 ORDER BY id`,
      [subject],
    );
    expect(lines.every((line) => line.actor === 'The CRM' && line.actor_kind === 'key')).toBe(true);
    return lines.map(({ action }) => action);
  }

  it('puts away what needs a person once, as the page does, and sees nothing of other editions', async () => {
    const other = await storeEdition(running.database, { slug: '2022' });
    await running.database.rows(
      `INSERT INTO attention_item (kind, reference, edition_id, detail)
       SELECT 'mail-failed', 'mail ' || n, CASE n WHEN 2 THEN $1::uuid WHEN 3 THEN NULL ELSE $2::uuid END,
              '{"to": "lotte@example.org"}' FROM generate_series(1, 4) AS n ORDER BY n`,
      [other.id, edition.id],
    );
    const first = await machines.ask('get /attention', { query: { limit: '2' } });
    const second = await machines.ask('get /attention', {
      query: { limit: '2', cursor: String(first.body['nextCursor']) },
    });
    const open = [...itemsOf(first), ...itemsOf(second)];
    expect(open.map(({ reference }) => reference)).toEqual(['mail 1', 'mail 3', 'mail 4']);
    expect(second.body['nextCursor']).toBeNull();
    const item = String(open[0]?.['id']);
    const one = await machines.ask('get /attention/{item}', { ids: { item } });
    expect(one.body).toMatchObject({ kind: 'mail-failed', detail: { to: 'lotte@example.org' } });
    const resolve = (note: string, once?: string): Promise<MachineAnswer> =>
      machines.ask('post /attention/{item}/resolve', {
        ids: { item },
        body: { note },
        ...(once === undefined ? {} : { once }),
      });
    expect((await resolve(' ')).status).toBe(422);
    expect((await resolve('Called her', 'call')).status).toBe(200);
    expect((await resolve('Called her', 'call')).status).toBe(200);
    expect((await resolve('Called her again')).status).toBe(409);
    expect((await machines.ask('get /attention/{item}', { ids: { item } })).status).toBe(409);
    expect((await admin.get(`/organise/attention/${item}?edition=2023`)).status).toBe(409);
    expect(await done(item)).toEqual(['resolve-attention-item']);
    const [elsewhere] = await rows<{ id: string }>(`SELECT id FROM attention_item WHERE edition_id = $1`, [other.id]);
    const refused = await machines.ask('post /attention/{item}/resolve', {
      ids: { item: elsewhere?.id ?? '' },
      body: { note: 'Not mine' },
    });
    expect(refused.status).toBe(409);
  });

  it('reads the log of its edition as the page shows it, filter by filter and a page at a time', async () => {
    await running.database.rows(
      `INSERT INTO audit_line (edition_id, actor_kind, actor, action, subject_kind, subject_id, reason)
       SELECT $1, 'organiser', 'an@example.org', 'move-gift', 'donation', n::text, 'Reason ' || n
         FROM generate_series(1, 5) AS n ORDER BY n`,
      [edition.id],
    );
    await running.database.rows(
      `INSERT INTO audit_line (actor_kind, actor, action, subject_kind, subject_id)
       VALUES ('system', 'nobody', 'move-gift', 'donation', 'of no edition')`,
    );
    const seen: unknown[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const answer: MachineAnswer = await machines.ask('get /log', {
        query: { action: 'move-gift', actor: 'AN@', limit: '2', cursor },
      });
      seen.push(...itemsOf(answer).map(({ subject }) => (subject as { id: string }).id));
      cursor = answer.body['nextCursor'] as string | null;
    }
    expect(seen).toEqual(['5', '4', '3', '2', '1']);
    const [line] = itemsOf(await machines.ask('get /log', { query: { text: 'reason 4', from: '2023-01-01' } }));
    expect(line).toMatchObject({ actor: { kind: 'organiser', name: 'an@example.org' }, reason: 'Reason 4' });
    expect(await page('/organise/log')).toContain('Reason 4');
    expect(itemsOf(await machines.ask('get /log', { query: { until: '2023-01-01' } }))).toEqual([]);
    // Who reads who did what has a line of its own, once a day.
    const exports = itemsOf(await machines.ask('get /log', { query: { action: 'exports', text: 'readlog' } }));
    expect(exports).toMatchObject([{ action: 'read-list-by-key', actor: { kind: 'key', name: 'The CRM' } }]);
    for (const query of [
      { from: 'yesterday' },
      { from: '0000-01-01' },
      { cursor: 'x' },
      { who: 'an' },
      { text: 'a\0' },
    ]) {
      const { status } = await machines.ask('get /log', { query });
      expect([query, status]).toEqual([query, 422]);
    }
  });

  it('puts a walker right as the desk does, and neither over what stands there meanwhile nor against the rules', async () => {
    const { walkerId: walker } = await storeCaptain(running.database, edition);
    const { body } = await machines.ask('get /walkers/{walker}', { ids: { walker } });
    expect(body).toMatchObject({
      place: 'valid',
      team: { captain: true },
      facts: { firstName: 'Sarah', distanceKm: 20 },
    });
    const email = `sara-${uuidv7()}@example.org`;
    const correct = (change: object): Promise<MachineAnswer> =>
      machines.ask('post /walkers/{walker}/correct', {
        ids: { walker },
        body: { seen: body['seen'], reason: 'The CRM knows better', ...change },
      });
    expect((await correct({ email: 'nobody' })).status).toBe(422);
    expect((await correct({ birthDate: '1990-02-31' })).status).toBe(422);
    expect((await correct({ firstName: 'Sara', email })).status).toBe(200);
    // The same again finds it all there; anything else was decided before somebody saw this.
    expect((await correct({ firstName: 'Sara', email })).status).toBe(200);
    expect((await correct({ firstName: 'Zara' })).status).toBe(409);
    const after = await machines.ask('get /walkers/{walker}', { ids: { walker } });
    expect(after.body['facts']).toEqual({ ...(body['facts'] as object), firstName: 'Sara', email });
    expect(await page(`/organise/walkers/${walker}`)).toContain(email);
    expect(await done(walker)).toEqual(['correct-walker']);
  });

  it.each([
    ['walker', 'walkers'],
    ['team', 'teams'],
  ] as const)('changes the words of the page of a %s, hides it and shows it again', async (kind, path) => {
    const stored = await storeCaptain(running.database, edition);
    const [id, slug] = kind === 'team' ? [stored.teamId, stored.teamSlug] : [stored.walkerId, stored.walkerSlug];
    const ids = { [kind]: id };
    const { body } = await machines.ask(`get /${path}/{${kind}}/page`, { ids });
    const edit = (change: object): Promise<MachineAnswer> =>
      machines.ask(`post /${path}/{${kind}}/page`, {
        ids,
        body: { seen: body['seen'], reason: 'Asked us', ...change },
      });
    expect((await edit({ goalMinor: 1 })).status).toBe(422);
    const name = `Renamed ${slug}`;
    expect((await edit({ name, story: 'For \u200bmy\r\nsister', goalMinor: 123_450 })).status).toBe(200);
    expect((await edit({ name: 'Too late' })).status).toBe(409);
    const words = await machines.ask(`get /${path}/{${kind}}/page`, { ids });
    expect(words.body).toMatchObject({ name, story: 'For my\nsister', goalMinor: 123_450, hiddenAt: null });
    // By somebody who is signed in: strangers may see a page that was just rendered for another.
    const shown = async (): Promise<number> => (await admin.get(`/en/2023/${path}/${slug}`)).status;
    expect(await shown()).toBe(200);
    const hide = (hidden: boolean): Promise<MachineAnswer> =>
      machines.ask(`post /${path}/{${kind}}/hide`, { ids, body: { hidden, reason: 'Words' } });
    for (const _ of [1, 2]) expect((await hide(true)).status).toBe(200);
    const hiddenPage = await machines.ask(`get /${path}/{${kind}}/page`, { ids });
    expect(hiddenPage.body['hiddenAt']).not.toBeNull();
    expect(await shown()).toBe(404);
    expect(await page(`/organise/${path}/${id}`)).toContain(name);
    expect((await hide(false)).status).toBe(200);
    expect(await done(id)).toEqual(['edit-page', 'hide-page', 'show-page']);
  });

  it('lets a captain go once somebody leads, names captains, merges teams and ends them, each once', async () => {
    const [one, two, three] = [
      await storeCaptain(running.database, edition, 'One'),
      await storeCaptain(running.database, edition, 'Two'),
      await storeCaptain(running.database, edition, 'Three'),
    ];
    const why = { reason: 'They asked' };
    const move = (walker: string, body: object): Promise<MachineAnswer> =>
      machines.ask('post /walkers/{walker}/team', { ids: { walker }, body: { ...why, ...body } });
    // Two joins One's team, and leaves an empty one behind.
    expect((await move(two.walkerId, { from: one.teamSlug, into: null })).status).toBe(409);
    expect((await move(two.walkerId, { from: two.teamSlug, into: one.teamSlug, tellWalker: true })).status).toBe(200);
    expect((await move(two.walkerId, { from: two.teamSlug, into: one.teamSlug })).status).toBe(200);
    expect((await move(one.walkerId, { from: one.teamSlug, into: null })).status).toBe(409);
    const captain = { ids: { team: one.teamId }, body: { ...why, walker: two.walkerId } };
    expect((await machines.ask('post /teams/{team}/captain', captain)).status).toBe(200);
    const stranger = { ...captain, body: { ...why, walker: three.walkerId } };
    expect((await machines.ask('post /teams/{team}/captain', stranger)).status).toBe(404);
    expect((await move(one.walkerId, { from: one.teamSlug, into: null })).status).toBe(200);
    const merge = { ids: { team: three.teamId }, body: { ...why, into: one.teamSlug } };
    for (const _ of [1, 2]) expect((await machines.ask('post /teams/{team}/merge', merge)).status).toBe(200);
    const merged = await machines.ask('get /walkers/{walker}', { ids: { walker: three.walkerId } });
    expect(merged.body['team']).toMatchObject({ slug: one.teamSlug, captain: false });
    const dissolve = { ids: { team: one.teamId }, body: why };
    for (const _ of [1, 2]) expect((await machines.ask('post /teams/{team}/dissolve', dissolve)).status).toBe(200);
    expect((await machines.ask('post /teams/{team}/dissolve', { ids: { team: uuidv7() }, body: why })).status).toBe(
      404,
    );
    const alone = await machines.ask('get /walkers/{walker}', { ids: { walker: three.walkerId } });
    expect(alone.body['team']).toBeNull();
    expect(await done(one.teamId)).toEqual(['name-captain', 'dissolve-team']);
    expect(await done(three.teamId)).toEqual(['merge-teams']);
    expect(await done(two.walkerId)).toEqual(['move-walker']);
    expect(await running.proveLedger()).toMatchObject({ ok: true });
  });

  it('sends a mail again once, and checks walkers in once, but nobody who has no valid place', async () => {
    const { walkerId: walker, registrationId } = await storeCaptain(running.database, edition);
    const mail = { ids: { walker }, body: { mail: 'registration-confirmed' }, once: 'mail' };
    for (const _ of [1, 2]) expect((await machines.ask('post /walkers/{walker}/mails', mail)).status).toBe(200);
    const sent = await rows(
      `SELECT 1 FROM outbox_message WHERE once_key LIKE 'registration-confirmed:again:%' AND payload->>'registrationId' = $1`,
      [registrationId],
    );
    expect(sent).toHaveLength(1);
    const consent = { ids: { walker }, body: { mail: 'guardian-consent' } };
    expect((await machines.ask('post /walkers/{walker}/mails', consent)).status).toBe(409);

    const came = async (): Promise<number> =>
      (await rows(`SELECT 1 FROM check_in WHERE walker_id = $1 AND undone_at IS NULL`, [walker])).length;
    const checkIn = (of = walker): Promise<MachineAnswer> =>
      machines.ask('post /walkers/{walker}/check-in', { ids: { walker: of } });
    const first = await checkIn();
    expect(first.status).toBe(200);
    expect((await checkIn()).body).toEqual(first.body);
    expect(await came()).toBe(1);
    expect(await page(`/organise/walkers/${walker}`)).toContain('The CRM');
    const undo = { ids: { walker }, body: { reason: 'Somebody else' } };
    for (const _ of [1, 2]) expect((await machines.ask('post /walkers/{walker}/check-in/undo', undo)).status).toBe(200);
    expect(await came()).toBe(0);
    expect((await checkIn()).status).toBe(200);
    const unpaid = await storeCaptain(running.database, edition);
    await running.database.rows(`UPDATE walker SET confirmed_at = NULL WHERE id = $1`, [unpaid.walkerId]);
    expect((await checkIn(unpaid.walkerId)).body['code']).toBe('PLACE_NOT_VALID');
    const young = await storeCaptain(running.database, edition);
    await running.database.rows(
      `UPDATE walker SET guardian_name = 'Idris', guardian_email = 'idris@example.org' WHERE id = $1`,
      [young.walkerId],
    );
    await running.database.rows(`INSERT INTO guardian_consent (walker_id, token, age_of_consent) VALUES ($1, $2, 16)`, [
      young.walkerId,
      uuidv7(),
    ]);
    expect((await checkIn(young.walkerId)).body['code']).toBe('GUARDIAN_REQUIRED');
    const elsewhere = await storeEdition(running.database, { slug: '2021' });
    const stranger = await storeCaptain(running.database, elsewhere);
    expect((await checkIn(stranger.walkerId)).status).toBe(404);
    expect(await done(walker)).toEqual(['resend-mail', 'check-in-walker', 'undo-check-in', 'check-in-walker']);
  });
});
