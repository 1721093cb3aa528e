import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { CheckInCodes, CheckInWalkers, type CheckInOutcome } from '../../src/check-in/index.js';
import type { WalkerId } from '../../src/domain/ids.js';
import { ReadEditions } from '../../src/editions/index.js';
import { storeCaptain, type StoredEdition, type StoredWalker, storeEdition } from '../factories/edition.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

const SCANNER = { actor: { kind: 'system', name: 'test' }, name: 'Noor' } as const;
const HOUR_MS = 3_600_000;

describe('Checking walkers in', () => {
  let database: TestDatabase;
  let running: RunningApp;
  let edition: StoredEdition;
  let editor: Visitor;
  let checkIn: CheckInWalkers;
  let codes: CheckInCodes;

  beforeAll(async () => {
    database = await testDatabase();
    running = await RunningApp.start({ databaseUrl: database.databaseUrl }, { role: 'web' });
    edition = await storeEdition(running.database);
    editor = await organiserAtWork(running, 'editor', { editionId: edition.id });
    checkIn = running.app.get(CheckInWalkers, { strict: false });
    codes = running.app.get(CheckInCodes, { strict: false });
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await database.drop();
  });

  const walk = (): ReturnType<ReadEditions['bySlug']> =>
    running.app.get(ReadEditions, { strict: false }).bySlug('2023');
  const newWalker = (name?: string): Promise<StoredWalker> => storeCaptain(running.database, edition, name);
  const codeOf = (walker: StoredWalker): string => codes.addressOf(edition, walker.walkerId as WalkerId);
  const scan = async (walker: StoredWalker, id = uuidv7(), agoMs = 0) =>
    checkIn.scan(await walk(), { id, of: { code: codeOf(walker) }, agoMs }, SCANNER);
  const standing = async (): Promise<number> =>
    (await running.database.rows(`SELECT 1 FROM check_in WHERE undone_at IS NULL`)).length;

  /** The address of the page for volunteers, without its language. */
  async function link(): Promise<string> {
    const { text } = await editor.get('/organise/check-in?language=en');
    return (/href="[^"]*(\/check-in\/2023\?[^"]*proof=[^"]*)"/.exec(text)?.[1] ?? '').replaceAll('&amp;', '&');
  }

  it('takes a code that we made and no other, however it is bent', async () => {
    const walker = await newWalker();
    const address = codeOf(walker);
    const code = new URL(address).searchParams.get('code') ?? '';
    expect(codes.walkerOf(address)).toBe(walker.walkerId);
    expect(codes.walkerOf(code)).toBe(walker.walkerId);
    fc.assert(
      fc.property(fc.nat(code.length - 2), fc.constantFrom('A', 'Z', 'a', 'z', '0', '9', '-', '_'), (index, sign) => {
        const bent = `${code.slice(0, index)}${sign}${code.slice(index + 1)}`;
        expect(codes.walkerOf(bent)).toBe(bent === code ? walker.walkerId : null);
      }),
    );
    fc.assert(fc.property(fc.string({ maxLength: 600 }), (text) => codes.walkerOf(text) === null));
  });

  it('says clearly why somebody is not let in', async () => {
    const [unpaid, young] = [await newWalker(), await newWalker()];
    await running.database.rows(`UPDATE walker SET confirmed_at = NULL WHERE id = $1`, [unpaid.walkerId]);
    await running.database.rows(
      `UPDATE walker SET guardian_name = 'Idris', guardian_email = 'idris@example.org' WHERE id = $1`,
      [young.walkerId],
    );
    await running.database.rows(`INSERT INTO guardian_consent (walker_id, token, age_of_consent) VALUES ($1, $2, 16)`, [
      young.walkerId,
      'a'.repeat(24),
    ]);
    expect((await scan(unpaid)).outcome).toBe('unpaid');
    const same = uuidv7();
    expect((await scan(young, same)).outcome).toBe('consent-missing');
    await running.database.rows(
      `UPDATE guardian_consent SET decision = 'given', decided_at = now() WHERE walker_id = $1`,
      [young.walkerId],
    );
    expect((await scan(young, same)).outcome).toBe('checked-in');
    const other = await storeEdition(running.database, { slug: '2022' });
    const stranger = await storeCaptain(running.database, other);
    expect((await scan(stranger)).outcome).toBe('wrong-edition');
    const unknown = await checkIn.scan(await walk(), { id: uuidv7(), of: { code: 'nothing' }, agoMs: 0 }, SCANNER);
    expect(unknown).toEqual({ outcome: 'unknown', walker: null, standing: null });
  });

  it('checks everybody in once, whatever phones send, how often and in which order, and whatever is undone', async () => {
    const current = await walk();
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ do: fc.constant('send' as const), scan: fc.nat(7) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('undo' as const), who: fc.nat(2) }) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ who: fc.nat(2), late: fc.boolean() }), { minLength: 8, maxLength: 8 }),
        fc.array(step, { minLength: 1, maxLength: 16 }),
        async (made, steps) => {
          const people = [await newWalker(), await newWalker(), await newWalker()];
          const scans = made.map((it) => ({ ...it, id: uuidv7() }));
          const model = people.map(() => ({ standing: null as string | null, undone: new Set<string>(), ever: false }));
          for (const it of steps) {
            if (it.do === 'undo') {
              const [person, known] = [people[it.who], model[it.who]];
              if (person === undefined || known === undefined) continue;
              await checkIn.undo(current, person.walkerId, 'test', SCANNER.actor);
              if (known.standing === null) continue;
              known.undone.add(known.standing);
              known.standing = null;
              known.ever = true;
              continue;
            }
            const sent = scans[it.scan];
            const [person, known] = [people[sent?.who ?? 0], model[sent?.who ?? 0]];
            if (sent === undefined || person === undefined || known === undefined) continue;
            let expected: CheckInOutcome = 'checked-in';
            if (known.standing !== null) expected = known.standing === sent.id ? 'checked-in' : 'already';
            else if (known.undone.has(sent.id) || (known.ever && sent.late)) expected = 'undone';
            else known.standing = sent.id;
            const given = await scan(person, sent.id, sent.late ? HOUR_MS : 0);
            expect(given.outcome).toBe(expected);
            expect(await scan(person, sent.id, sent.late ? HOUR_MS : 0)).toEqual(given);
          }
          for (const [index, person] of people.entries()) {
            const rows = await running.database.rows<{ scan_id: string }>(
              `SELECT scan_id FROM check_in WHERE walker_id = $1 AND undone_at IS NULL`,
              [person.walkerId],
            );
            expect(rows.map(({ scan_id }) => scan_id)).toEqual([model[index]?.standing].filter((id) => id != null));
          }
        },
      ),
      { numRuns: 30 },
    );
  }, 120_000);

  it('takes one of many who scan the same walker at one moment, and tells the others by whom', async () => {
    const walker = await newWalker();
    const ids = [uuidv7(), uuidv7(), uuidv7()];
    const answers = await Promise.all(
      [...ids, ...ids, ...ids].map(async (id) => ({ id, ...(await scan(walker, id)) })),
    );
    const taken = new Set(answers.filter(({ outcome }) => outcome === 'checked-in').map(({ id }) => id));
    expect(taken.size).toBe(1);
    expect(answers.filter(({ outcome }) => outcome === 'checked-in')).toHaveLength(3);
    expect(answers.filter(({ outcome }) => outcome === 'already')).toHaveLength(6);
    expect(new Set(answers.map((it) => it.standing?.at.getTime())).size).toBe(1);
    expect(answers[0]?.standing?.by).toBe('Noor');
  });

  it('logs the chosen distance where the edition says so, never over what a walker logged, and forgets it when undone', async () => {
    const [one, other] = [await newWalker(), await newWalker()];
    const logged = async (walker: StoredWalker) =>
      running.database.rows(`SELECT walked_metres, source FROM walker_kilometres WHERE walker_id = $1`, [
        walker.walkerId,
      ]);
    await running.database.rows(`UPDATE edition SET check_in_kilometres = true WHERE slug = '2023'`);
    await running.database.rows(
      `INSERT INTO walker_kilometres (walker_id, walked_metres, source) VALUES ($1, 12000, 'own-log')`,
      [other.walkerId],
    );
    const current = { ...(await walk()), checkInKilometres: true };
    for (const walker of [one, other]) {
      await checkIn.scan(current, { id: uuidv7(), of: { code: codeOf(walker) }, agoMs: 0 }, SCANNER);
    }
    expect(await logged(one)).toEqual([{ walked_metres: 20_000, source: 'check-in' }]);
    expect(await logged(other)).toEqual([{ walked_metres: 12_000, source: 'own-log' }]);
    for (const walker of [one, other]) await checkIn.undo(current, walker.walkerId, 'test', SCANNER.actor);
    expect(await logged(one)).toEqual([]);
    expect(await logged(other)).toHaveLength(1);
    await running.database.rows(`UPDATE edition SET check_in_kilometres = false WHERE slug = '2023'`);
  });

  it('lets volunteers with a link check in by name without a script, once however often it is sent, until it is taken back', async () => {
    const walker = await newWalker();
    await running.database.rows(`UPDATE walker SET last_name = 'Volgers' WHERE id = $1`, [walker.walkerId]);
    const volunteer = new Visitor(running);
    const way = await link();
    expect(way).toContain('proof=');
    expect((await volunteer.get(`/check-in/2023?language=en`)).status).toBe(401);
    const anonymous = await volunteer.get(`${way}&q=volgers`);
    expect(anonymous.text).toContain('What is your name?');
    expect(anonymous.text).not.toContain('Volgers');
    const page = await volunteer.get(`${way}&who=Noor&q=volgers`);
    expect(page.text).toContain('Sarah Volgers');
    expect(page.text).not.toContain('@example.org');
    const fields = Object.fromEntries(
      [...page.text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
        ([, name = '', value = '']) => [name, value],
      ),
    );
    const before = await standing();
    for (const _ of [1, 2]) {
      const answer = await volunteer.post('/check-in/2023?language=en', fields);
      expect(answer.status).toBe(200);
      expect(answer.text).toContain('Sarah Volgers is checked in.');
    }
    expect(await standing()).toBe(before + 1);
    const late = { ...fields, scan: uuidv7() };
    expect((await volunteer.post('/check-in/2023?language=en', late)).text).toMatch(/already checked in at .* by Noor/);
    expect((await volunteer.post('/check-in/2023?language=en', { ...late, who: '' })).status).toBe(403);
    const lines = await running.database.rows(`SELECT actor FROM audit_line WHERE subject_id = $1 AND action = $2`, [
      walker.walkerId,
      'check-in-walker',
    ]);
    expect(lines).toEqual([{ actor: 'check-in link: Noor' }]);
    // Listed, counted, filtered, and undone by an organiser with a reason.
    const list = await editor.get(
      '/organise/lists/walkers?language=en&checkedIn=yes&column=publicName&column=checkedInBy',
    );
    expect(list.text).toContain('Noor');
    const exported = await editor.get(
      '/organise/exports/walkers.csv?language=en&checkedIn=yes&column=lastName&column=checkedInAt',
    );
    expect(exported.text).toContain('Volgers');
    expect((await editor.get('/organise?language=en')).text).toContain('data-check-in-count');
    const undo = `/organise/walkers/${walker.walkerId}/check-in/undo?language=en`;
    expect((await editor.post(undo, { reason: 'Wrong Sarah' })).status).toBe(303);
    expect((await editor.post(undo, { reason: 'Wrong Sarah' })).status).toBe(303);
    expect(await standing()).toBe(before);
    expect((await editor.post('/organise/check-in/links/end', { edition: '2023' })).status).toBe(303);
    expect((await volunteer.get(`${way}&who=Noor`)).status).toBe(401);
    expect((await volunteer.post('/check-in/2023?language=en', late)).status).toBe(401);
    expect(await link()).not.toBe(way);
  });

  it('gives a code to who starts together, on the page of the registration and to print', async () => {
    const walker = await newWalker();
    const [row] = await running.database.rows<{ token: string }>(
      `UPDATE registration SET token = $2 WHERE id = $1 RETURNING token`,
      [walker.registrationId, uuidv7().replaceAll('-', '').slice(0, 24)],
    );
    const visitor = new Visitor(running);
    const page = await visitor.get(`/en/2023/registered/${row?.token ?? ''}`);
    expect(page.text).toContain('Your code for the start');
    // A walker who tries their own code is told what it is for.
    const own = await visitor.get(new URL(codeOf(walker)).pathname + new URL(codeOf(walker)).search);
    expect(own.status).toBe(200);
    expect(own.text).not.toContain('Sarah');
    expect((await editor.get('/organise/check-in/labels?language=en')).text).toContain(
      walker.walkerId.slice(-6).toUpperCase(),
    );
  });
});
