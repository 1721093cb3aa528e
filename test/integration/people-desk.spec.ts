import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { DomainError } from '../../src/domain/errors.js';
import { ReadEditions } from '../../src/editions/index.js';
import { OrganiseTeams } from '../../src/team-life/index.js';
import {
  storeCaptain,
  storeDonation,
  type StoredEdition,
  type StoredWalker,
  storeEdition,
} from '../factories/edition.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory, stripeId } from '../factories/stripe-events.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

/** What an organiser sends with a form that has just been read. */
const seenIn = (page: string, form: string): string =>
  new RegExp(`id="form-${form}"[\\s\\S]*?name="seen" value="([^"]+)"`).exec(page)?.[1] ?? '';

describe('The organisers’ desks of walkers and teams', () => {
  let database: TestDatabase;
  let running: RunningApp;
  let edition: StoredEdition;
  let editor: Visitor;
  let viewer: Visitor;

  beforeAll(async () => {
    database = await testDatabase();
    running = await RunningApp.start({ databaseUrl: database.databaseUrl }, { role: 'web' });
    edition = await storeEdition(running.database);
    editor = await organiserAtWork(running, 'editor', { editionId: edition.id });
    viewer = await organiserAtWork(running, 'viewer', { editionId: edition.id });
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await database.drop();
  });

  const rows = <Row extends object>(sql: string, values: readonly string[] = []): Promise<Row[]> =>
    running.database.rows<Row>(sql, [...values]);
  const address = (walker: StoredWalker, act = ''): string => `/organise/walkers/${walker.walkerId}${act}?language=en`;
  const team = (walker: StoredWalker, act = ''): string => `/organise/teams/${walker.teamId}${act}?language=en`;
  const audited = async (subject: string): Promise<string[]> =>
    (await rows<{ action: string }>(`SELECT action FROM audit_line WHERE subject_id = $1 ORDER BY id`, [subject])).map(
      ({ action }) => action,
    );

  async function correction(walker: StoredWalker): Promise<Record<string, string>> {
    const { text } = await editor.get(address(walker));
    return {
      seen: seenIn(text, 'correct'),
      form: 'correct',
      firstName: 'Sara',
      lastName: 'Peters',
      email: `sara-${uuidv7()}@example.org`,
      birthDate: '1990-04-01',
      distanceKm: '20',
      reason: 'She called',
    };
  }

  it('shows what there is of a walker, and to viewers nothing by which somebody is reached', async () => {
    const walker = await storeCaptain(running.database, edition);
    const gift = await storeDonation(running.database, edition, { to: walker });
    await running.process(await running.record([new PaymentStory({ donation_id: gift }, 4_000).intent('succeeded')]));
    const [account] = await rows<{ email: string }>(
      `SELECT a.email FROM registration r JOIN account a ON a.id = r.account_id WHERE r.id = $1`,
      [walker.registrationId],
    );
    const page = await editor.get(address(walker));
    expect(page.status).toBe(200);
    for (const part of [account?.email ?? '?', `walker=${walker.walkerSlug}`, '€40.00', walker.teamId]) {
      expect(page.text).toContain(part);
    }
    const seen = await viewer.get(address(walker));
    expect(seen.status).toBe(200);
    expect(seen.text).not.toContain(account?.email ?? '?');
    expect(seen.text).not.toContain('<form class="form"');
    expect((await viewer.post(address(walker, '/hide'), { hidden: 'yes', reason: 'x' })).status).toBe(403);
    const listed = await editor.get(`/organise/registrations/${walker.registrationId}?language=en`);
    expect(listed.location).toContain(walker.walkerId);
  });

  it('tells a free place from no other', async () => {
    const [paid, free] = [
      await storeCaptain(running.database, edition, 'Same Name'),
      await storeCaptain(running.database, edition, 'Same Name'),
    ];
    await running.database.rows(`UPDATE registration SET status = 'paid', paid_minor = 1000 WHERE id = $1`, [
      paid.registrationId,
    ]);
    await running.database.rows(`UPDATE registration SET amount_minor = 0 WHERE id = $1`, [free.registrationId]);
    await running.database.rows(`INSERT INTO free_place (walker_id) VALUES ($1)`, [free.walkerId]);
    const plain = async (walker: StoredWalker): Promise<string> =>
      (
        /<section class="card" aria-labelledby="facts">[\s\S]*?<\/section>/.exec(
          (await viewer.get(address(walker))).text,
        )?.[0] ?? ''
      )
        .replaceAll(walker.walkerSlug, '')
        .replaceAll(/\d{1,2}:\d{2}/g, '');
    expect(await plain(free)).toBe(await plain(paid));
    expect((await plain(free)).length).toBeGreaterThan(100);
  });

  it('puts a walker right once, whatever was sent twice, and not over what somebody else wrote meanwhile', async () => {
    const walker = await storeCaptain(running.database, edition);
    const form = await correction(walker);
    const late = { ...(await correction(walker)), firstName: 'Zara' };
    expect((await editor.post(address(walker, '/correct'), { ...form, reason: '' })).status).toBe(422);
    expect((await editor.post(address(walker, '/correct'), form)).location).toContain('done=corrected');
    expect((await editor.post(address(walker, '/correct'), form)).location).toContain('done=corrected');
    expect(await audited(walker.walkerId)).toEqual(['correct-walker']);
    const refused = await editor.post(address(walker, '/correct'), late);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('Zara');
    const [stored] = await rows(
      `SELECT w.first_name, w.last_name, a.email FROM walker w JOIN registration r ON r.id = w.registration_id
         JOIN account a ON a.id = r.account_id WHERE w.id = $1`,
      [walker.walkerId],
    );
    expect(stored).toEqual({ first_name: 'Sara', last_name: 'Peters', email: form['email'] });
    const [line] = await rows(`SELECT before, after FROM audit_line WHERE subject_id = $1`, [walker.walkerId]);
    expect(line).toMatchObject({ before: { lastName: 'Peeters' }, after: { lastName: 'Peters' } });
    expect((await editor.get(address(walker))).text).toContain('Peeters');
  });

  it('gives the registration to another account, and leaves the account of an organiser what it was', async () => {
    const admin = await organiserAtWork(running, 'admin', { email: 'boss@example.org' });
    expect((await admin.get('/organise/people?language=en')).status).toBe(200);
    const walker = await storeCaptain(running.database, edition);
    await running.database.rows(
      `UPDATE registration SET account_id = (SELECT id FROM account WHERE email = 'boss@example.org') WHERE id = $1`,
      [walker.registrationId],
    );
    const form = { ...(await correction(walker)), email: 'stranger@example.org' };
    expect((await editor.post(address(walker, '/correct'), form)).status).toBe(303);
    const boss = await rows(`SELECT 1 FROM account a JOIN organiser_everywhere o ON o.account_id = a.id
                              WHERE a.email = 'boss@example.org'`);
    expect(boss).toHaveLength(1);
  });

  it('leaves no last name in the address of who turns out to be too young, and no way on from the old one', async () => {
    const walker = await storeCaptain(running.database, edition);
    const old = `amina-verstappen-${walker.walkerId.slice(-6)}`;
    await rows(
      `UPDATE walker SET slug = $2, first_name = 'Amina', last_name = 'Verstappen', public_name = 'Amina Verstappen' WHERE id = $1`,
      [walker.walkerId, old],
    );
    const named = async () => ({ ...(await correction(walker)), firstName: 'Amina', lastName: 'Verstappen' });
    const slugOf = async () =>
      (await rows<{ slug: string }>(`SELECT slug FROM walker WHERE id = $1`, [walker.walkerId]))[0]?.slug ?? '';
    expect((await editor.get(`/nl/2023/walkers/${old}`)).status).toBe(200);
    // Who is old enough keeps the address, whatever is put right.
    await editor.post(address(walker, '/correct'), { ...(await named()), lastName: 'Verstapen' });
    expect(await slugOf()).toBe(old);
    const young = { ...(await named()), birthDate: '2012-05-01', guardianName: 'I', guardianEmail: 'i@example.org' };
    expect((await editor.post(address(walker, '/correct'), young)).status).toBe(303);
    const slug = await slugOf();
    expect(slug).toMatch(/^amina(?:-[a-z0-9]{1,5})?$/);
    const stranger = new Visitor(running);
    const pages = [
      `/nl/2023/walkers/${slug}`,
      `/nl/2023/walkers/${slug}/give`,
      `/nl/2023/teams`,
      `/nl/2023/search?q=amina`,
      `/api/v1/editions/2023/walkers/${slug}`,
    ];
    for (const page of pages) {
      const { status, text } = await stranger.get(page);
      expect({ page, status }).toEqual({ page, status: 200 });
      expect({ page, tells: /verstap/i.test(text) }).toEqual({ page, tells: false });
    }
    for (const page of ['', '/give', '/share', '/pledge']) {
      const { status, location, text } = await stranger.get(`/nl/2023/walkers/${old}${page}`);
      expect({ page, status, location }).toEqual({ page, status: 404, location: undefined });
      expect(text).not.toContain(`walkers/${slug}"`);
    }
    // What tells nothing stays, so that what was handed out goes on to work.
    const again = { ...young, seen: seenIn((await editor.get(address(walker))).text, 'correct') };
    await editor.post(address(walker, '/correct'), { ...again, lastName: 'Verstappen-Maes' });
    expect(await slugOf()).toBe(slug);
    const [line] = await rows<{ before: { address: string }; after: { address: string } }>(
      `SELECT before, after FROM audit_line WHERE subject_id = $1 AND after ? 'address'`,
      [walker.walkerId],
    );
    expect([line?.before.address, line?.after.address]).toEqual([old, slug]);
  });

  it('asks the guardian of who turns out to be too young', async () => {
    const walker = await storeCaptain(running.database, edition);
    const young = { ...(await correction(walker)), birthDate: '2012-05-01' };
    expect((await editor.post(address(walker, '/correct'), young)).status).toBe(422);
    const guarded = { ...young, guardianName: 'Idris', guardianEmail: 'idris@example.org' };
    expect((await editor.post(address(walker, '/correct'), guarded)).status).toBe(303);
    // As of everybody who is young, the page tells no last name from now on.
    const [named] = await rows<{ first: string; shown: string }>(
      `SELECT first_name AS first, public_name AS shown FROM walker WHERE id = $1`,
      [walker.walkerId],
    );
    expect(named?.shown).toBe(named?.first);
    const asked = await rows(`SELECT 1 FROM outbox_message WHERE once_key = $1`, [
      `guardian-consent:${walker.walkerId}:0`,
    ]);
    expect(asked).toHaveLength(1);
    const page = await editor.get(address(walker));
    expect(page.text).toContain('request for consent');
    const entry = /name="entry" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const again = { mail: 'guardian-consent', entry };
    expect((await editor.post(address(walker, '/mails'), again)).location).toContain('done=mailed');
    expect((await editor.post(address(walker, '/mails'), again)).location).toContain('done=mailed');
    const mails = await rows(`SELECT 1 FROM outbox_message WHERE payload ->> 'walkerId' = $1 AND kind = 'mail'`, [
      walker.walkerId,
    ]);
    expect(mails).toHaveLength(2);
    await running.database.rows(
      `UPDATE guardian_consent SET decision = 'given', decided_at = now() WHERE walker_id = $1`,
      [walker.walkerId],
    );
    expect((await editor.post(address(walker, '/mails'), { ...again, entry: uuidv7() })).status).toBe(409);
  });

  it('hides a page from everybody but whose it is: it is in no list, takes nothing, and comes back as it was', async () => {
    const walker = await storeCaptain(running.database, edition, 'Wim Verborgen');
    const gift = await storeDonation(running.database, edition, { to: walker, amountMinor: 9_900 });
    await running.process(await running.record([new PaymentStory({ donation_id: gift }, 9_900).intent('succeeded')]));
    const places = [`/en/2023/walkers/${walker.walkerSlug}`, `/en/2023/walkers/${walker.walkerSlug}/give`];
    const teamPlaces = [`/en/2023/teams/${walker.teamSlug}`, `/en/2023/teams/${walker.teamSlug}/give`];
    const named = async (): Promise<boolean> => (await viewer.get('/en/2023/search?q=Verborgen')).text.includes('Wim');
    expect(await named()).toBe(true);
    await editor.post(address(walker, '/hide'), { hidden: 'yes', reason: 'Insults', form: 'hide' });
    await editor.post(address(walker, '/hide'), { hidden: 'yes', reason: 'Insults', form: 'hide' });
    for (const place of places)
      expect({ place, status: (await viewer.get(place)).status }).toEqual({ place, status: 404 });
    expect(await named()).toBe(false);
    expect((await viewer.get('/en/2023')).text).not.toContain('Wim Verborgen');
    for (const place of teamPlaces) expect((await viewer.get(place)).status).toBe(200);
    await editor.post(team(walker, '/hide'), { hidden: 'yes', reason: 'Insults', form: 'hide' });
    for (const place of teamPlaces)
      expect({ place, status: (await viewer.get(place)).status }).toEqual({ place, status: 404 });
    expect((await viewer.get('/en/2023/teams')).text).not.toContain(walker.teamSlug);
    expect((await viewer.get('/en/2023')).text).not.toContain(walker.teamSlug);
    const [total] = await rows<{ raised_minor: string }>(
      `SELECT raised_minor FROM total WHERE scope = 'page' AND scope_id = $1`,
      [walker.walkerPageId],
    );
    expect(Number(total?.raised_minor)).toBe(9_900);
    for (const act of [address(walker, '/hide'), team(walker, '/hide')]) {
      await editor.post(act, { hidden: 'no', reason: 'Sorted out', form: 'hide' });
    }
    for (const place of [...places, ...teamPlaces]) expect((await viewer.get(place)).status).toBe(200);
    expect(await named()).toBe(true);
    expect(await audited(walker.walkerId)).toEqual(['hide-page', 'show-page']);
  });

  it('changes the words of a page, and gives no two teams one name', async () => {
    const [one, other] = [await storeCaptain(running.database, edition), await storeCaptain(running.database, edition)];
    const [{ name } = { name: '' }] = await rows<{ name: string }>(`SELECT name FROM team WHERE id = $1`, [
      other.teamId,
    ]);
    const seen = seenIn((await editor.get(team(one))).text, 'page');
    const words = { name: 'Team Zonsopgang', story: 'Nieuw verhaal', goal: '750', seen, reason: 'Asked', form: 'page' };
    expect((await editor.post(team(one, '/page'), { ...words, name: name.toUpperCase() })).status).toBe(422);
    expect((await editor.post(team(one, '/page'), words)).location).toContain('done=page');
    expect((await editor.post(team(one, '/page'), words)).location).toContain('done=page');
    expect((await editor.post(team(one, '/page'), { ...words, story: 'Een ander' })).status).toBe(409);
    expect((await viewer.get(`/nl/2023/teams/${one.teamSlug}`)).text).toContain('Nieuw verhaal');
    expect(await audited(one.teamId)).toEqual(['edit-page']);
  });

  it('moves a captain only with somebody to lead the others, tells the walker, and does it once', async () => {
    const [lead, member, target] = [
      await storeCaptain(running.database, edition),
      await storeCaptain(running.database, edition),
      await storeCaptain(running.database, edition),
    ];
    const into = { from: member.teamSlug, into: lead.teamSlug, reason: 'Asked by phone', tell: 'yes', form: 'team' };
    expect((await editor.post(address(member, '/team'), into)).location).toContain('done=moved');
    expect((await editor.post(address(member, '/team'), into)).location).toContain('done=moved');
    const [ended] = await rows(`SELECT dissolved_at IS NOT NULL AS ended FROM team WHERE id = $1`, [member.teamId]);
    expect(ended).toEqual({ ended: true });
    const away = { from: lead.teamSlug, into: target.teamSlug, reason: 'Asked by phone', form: 'team' };
    expect((await editor.post(address(lead, '/team'), away)).status).toBe(409);
    expect((await editor.post(address(lead, '/team'), { ...away, from: target.teamSlug })).location).toBeUndefined();
    const led = { ...away, successor: member.walkerId };
    expect((await editor.post(address(lead, '/team'), led)).location).toContain('done=moved');
    const [now] = await rows(`SELECT captain_walker_id FROM team WHERE id = $1`, [lead.teamId]);
    expect(now).toEqual({ captain_walker_id: member.walkerId });
    const told = await rows(`SELECT payload ->> 'mail' AS mail FROM outbox_message WHERE payload ->> 'walkerId' = $1`, [
      member.walkerId,
    ]);
    expect(told).toEqual([{ mail: 'changed-by-organisers' }]);
    expect((await editor.get(address(member))).text).toContain('about a change by us');
    expect(await running.rebuildTotals()).toEqual({ totals: 0, donors: 0, supporters: 0, headcounts: 0, hours: 0 });
  });

  it('keeps a captain in every team, every gift where it was given and every number right through any acts', async () => {
    const walk = await running.app.get(ReadEditions, { strict: false }).bySlug(edition.slug);
    const organise = running.app.get(OrganiseTeams, { strict: false });
    const act = { edition: walk, actor: { kind: 'system', name: 'test' }, reason: 'test' } as const;
    const people = await Promise.all(Array.from({ length: 4 }, () => storeCaptain(running.database, edition)));
    const step = fc.oneof(
      fc.record({ do: fc.constant('move' as const), who: fc.nat(3), into: fc.option(fc.nat(3)), heir: fc.nat(3) }),
      fc.record({ do: fc.constant('captain' as const), who: fc.nat(3), into: fc.nat(3) }),
      fc.record({ do: fc.constant('merge' as const), who: fc.nat(3), into: fc.nat(3) }),
      fc.record({ do: fc.constant('dissolve' as const), who: fc.nat(3) }),
    );
    const refusals = new Set(['TEAM_NOT_FOUND', 'WALKER_NOT_FOUND', 'CAPTAIN_MUST_HAND_OVER']);
    const allowed = (error: unknown): void => {
      if (!(error instanceof DomainError) || !refusals.has(error.code)) throw error;
    };
    const slugNow = async (id: string): Promise<string | null> =>
      (
        await rows<{ slug: string | null }>(
          `SELECT t.slug FROM walker w LEFT JOIN team t ON t.id = w.team_id WHERE w.id = $1`,
          [id],
        )
      )[0]?.slug ?? null;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
        for (const it of steps) {
          const who = people[it.who];
          if (who === undefined) continue;
          const into = it.do === 'dissolve' || it.into === null ? null : (people[it.into] ?? null);
          if (it.do === 'move') {
            const move = {
              walkerId: who.walkerId,
              from: await slugNow(who.walkerId),
              into: into?.teamSlug ?? null,
              successorId: people[it.heir]?.walkerId ?? null,
              tell: false,
            };
            await organise.move(act, move).catch(allowed);
          } else if (it.do === 'captain') {
            await organise.nameCaptain(act, into?.teamSlug ?? '', who.walkerId).catch(allowed);
          } else if (it.do === 'merge') await organise.merge(act, who.teamSlug, into?.teamSlug ?? '').catch(allowed);
          else await organise.dissolve(act, who.teamSlug).catch(allowed);
        }
        const led = await rows<{ fine: boolean }>(
          `SELECT (t.dissolved_at IS NOT NULL) = (NOT EXISTS (SELECT 1 FROM walker w WHERE w.team_id = t.id
                     AND w.released_at IS NULL)) AND (t.dissolved_at IS NOT NULL OR EXISTS (
                     SELECT 1 FROM walker w WHERE w.id = t.captain_walker_id AND w.team_id = t.id)) AS fine FROM team t`,
        );
        expect(led.every(({ fine }) => fine)).toBe(true);
        expect(await running.rebuildTotals()).toEqual({ totals: 0, donors: 0, supporters: 0, headcounts: 0, hours: 0 });
      }),
      { numRuns: 12 },
    );
  }, 60_000);

  describe('let a walker take part otherwise', () => {
    const typeOf = async (walker: StoredWalker) => {
      const [row] = await rows<{ code: string; distance: number | null; heads: number }>(
        `SELECT pt.code, w.distance_km AS distance,
                (SELECT h.walkers FROM headcount h WHERE h.scope = 'participation-type' AND h.scope_id = pt.id) AS heads
           FROM walker w JOIN participation_type pt ON pt.id = w.participation_type_id WHERE w.id = $1`,
        [walker.walkerId],
      );
      return row;
    };
    const form = { from: 'central-20', reason: 'She called', tell: 'yes', form: 'type' };
    const change = (walker: StoredWalker, fields: Readonly<Record<string, string>>) =>
      editor.post(address(walker, '/type'), { ...form, ...fields });
    const headsAgree = async (): Promise<void> => {
      expect((await running.proveLedger()).checks.flatMap(({ differences }) => differences)).toEqual([]);
    };

    it('once, by the rules of the other type, with a line in the log, a mail and the right headcounts', async () => {
      const walker = await storeCaptain(running.database, edition);
      const gift = await storeDonation(running.database, edition, { to: walker });
      await running.process(await running.record([new PaymentStory({ donation_id: gift }, 4_000).intent('succeeded')]));
      expect((await editor.get(address(walker))).text).toContain('id="form-type"');
      expect((await viewer.get(address(walker))).text).not.toContain('id="form-type"');
      const wrong = await change(walker, { newType: 'central-40', newDistance: '20' });
      expect([wrong.status, wrong.text.includes('id="newDistance-fault"')]).toEqual([422, true]);
      expect((await change(walker, { newType: 'nothing-like-it' })).status).toBe(422);
      const before = await typeOf(walker);
      expect((await change(walker, { newType: 'own-route', newDistance: '17' })).location).toContain('done=type');
      expect((await change(walker, { newType: 'own-route', newDistance: '17' })).location).toContain('done=type');
      expect(await typeOf(walker)).toMatchObject({ code: 'own-route', distance: 17, heads: 1 });
      expect((await change(walker, { newType: 'central-40' })).status).toBe(409);
      expect((await change(walker, { from: 'own-route', newType: 'central-40' })).status).toBe(303);
      expect(await typeOf(walker)).toMatchObject({ code: 'central-40', distance: 40, heads: 1 });
      expect(before?.code).toBe('central-20');
      expect(await audited(walker.walkerId)).toEqual(['change-walker-type', 'change-walker-type']);
      const mails = await rows(
        `SELECT 1 FROM outbox_message WHERE payload ->> 'walkerId' = $1 AND payload ->> 'what' = 'type'`,
        [walker.walkerId],
      );
      expect(mails.length).toBe(2);
      const [given] = await rows<{ type: string }>(`SELECT participation_type_id AS type FROM donation WHERE id = $1`, [
        gift,
      ]);
      expect(given?.type).toBe(edition.typeIds['central-20']);
      await headsAgree();
    });

    it('only while there is a place that nobody waits for, and only who has a valid one', async () => {
      const [walker, held] = [
        await storeCaptain(running.database, edition),
        await storeCaptain(running.database, edition),
      ];
      await rows(`UPDATE participation_type SET capacity = 1 WHERE id = $1`, [edition.typeIds['central-40']]);
      await rows(
        `INSERT INTO waiting_list_entry (id, edition_id, participation_type_id, email, name, language, places, token)
         VALUES ($1, $2, $3, 'noor@example.org', 'Noor', 'nl', 1, $4)`,
        [uuidv7(), edition.id, edition.typeIds['central-40'], `token-${uuidv7()}`],
      );
      expect((await change(walker, { newType: 'central-40' })).status).toBe(409);
      await rows(`DELETE FROM waiting_list_entry`);
      await rows(`UPDATE walker SET participation_type_id = $1 WHERE participation_type_id = $2`, [
        edition.typeIds['own-route'],
        edition.typeIds['central-40'],
      ]);
      await rows(`UPDATE headcount SET walkers = 0 WHERE scope_id = $1`, [edition.typeIds['central-40']]);
      await rows(
        `UPDATE headcount SET walkers = (SELECT count(*) FROM walker w WHERE w.participation_type_id = $1
            AND w.confirmed_at IS NOT NULL) WHERE scope_id = $1`,
        [edition.typeIds['own-route']],
      );
      const [first, second] = await Promise.all([
        change(walker, { newType: 'central-40' }),
        change(await storeCaptain(running.database, edition), { newType: 'central-40' }),
      ]);
      expect(new Set([first.status, second.status])).toEqual(new Set([303, 409]));
      await rows(`UPDATE walker SET confirmed_at = NULL WHERE id = $1`, [held.walkerId]);
      expect((await change(held, { newType: 'own-route' })).status).toBe(409);
      await rows(`UPDATE walker SET confirmed_at = now() WHERE id = $1`, [held.walkerId]);
      await rows(`UPDATE participation_type SET capacity = 1500 WHERE id = $1`, [edition.typeIds['central-40']]);
      await headsAgree();
    });

    it('and leaves a fee that counts where it was booked, also when it is given back', async () => {
      const counting = await storeEdition(running.database, { slug: '2022', feesCount: true });
      const admin = await organiserAtWork(running, 'editor', { editionId: counting.id });
      const walker = await storeCaptain(running.database, counting);
      const story = new PaymentStory({ registration_id: walker.registrationId }, 1_000);
      await running.process(await running.record([story.intent('succeeded')]));
      const fields = { ...form, edition: '2022', newType: 'own-route', newDistance: '9' };
      expect((await admin.post(address(walker, '/type'), fields)).status).toBe(303);
      await running.process(await running.record([story.refund(stripeId('re'), 1_000, 'succeeded')]));
      const booked = await rows<{ account: string; amount: string; type: string }>(
        `SELECT account, amount_minor AS amount, participation_type_id AS type FROM ledger_entry
          WHERE registration_id = $1 ORDER BY id`,
        [walker.registrationId],
      );
      expect(booked.length).toBeGreaterThan(1);
      expect(new Set(booked.map(({ type }) => type))).toEqual(new Set([counting.typeIds['central-20']]));
      await headsAgree();
    });

    it('and hides the last name, on the page and in its address, where the other type needs a guardian', async () => {
      const walker = await storeCaptain(running.database, edition);
      await rows(`UPDATE participation_type SET age_of_consent = 10 WHERE id = $1`, [edition.typeIds['central-20']]);
      await rows(`UPDATE participation_type SET age_of_consent = 16 WHERE id = $1`, [edition.typeIds['own-route']]);
      running.app.get(ReadEditions, { strict: false }).forget();
      await rows(
        `UPDATE walker SET birth_on = '2009-04-01', guardian_name = 'I', guardian_email = 'i@example.org', first_name = 'Idris',
           last_name = 'Okonkwo', public_name = 'Idris Okonkwo', slug = 'idris-okonkwo' WHERE id = $1`,
        [walker.walkerId],
      );
      expect((await change(walker, { newType: 'own-route', newDistance: '8' })).status).toBe(303);
      expect(await rows(`SELECT slug, public_name FROM walker WHERE id = $1`, [walker.walkerId])).toEqual([
        { slug: 'idris', public_name: 'Idris' },
      ]);
    });

    it('and asks for a guardian where the other type needs one', async () => {
      const walker = await storeCaptain(running.database, edition);
      await rows(`UPDATE walker SET birth_on = '2009-04-01' WHERE id = $1`, [walker.walkerId]);
      await rows(`UPDATE participation_type SET age_of_consent = 10 WHERE id = $1`, [edition.typeIds['own-route']]);
      await rows(`UPDATE participation_type SET age_of_consent = 16 WHERE id = $1`, [edition.typeIds['central-40']]);
      running.app.get(ReadEditions, { strict: false }).forget();
      expect((await change(walker, { newType: 'own-route', newDistance: '8' })).status).toBe(303);
      const refused = await change(walker, { from: 'own-route', newType: 'central-40' });
      expect([refused.status, refused.text.includes('it is needed at this age')]).toEqual([422, true]);
    });
  });
});
