import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { Edition } from '../../src/domain/edition.js';
import { ReadEditions } from '../../src/editions/index.js';
import { Mailings, SendMailings } from '../../src/mailings/index.js';
import { MAILS } from '../../src/notifications/mails/index.js';
import { storeCaptain, storeDonation, type StoredWalker, storeEdition } from '../factories/edition.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory } from '../factories/stripe-events.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase } from '../support/services.js';
import { until } from '../support/until.js';

const TEXT = { 'subject-nl': 'Dag {naam}', 'body-nl': 'Je staat op {opbrengst}.\n\nNog {tekort} te gaan.' };

describe('Organisers who write to many', () => {
  let services: TestDatabase;
  let web: RunningApp;
  let edition: Edition;
  let editor: Visitor;
  let rich: StoredWalker;
  let poor: StoredWalker;

  beforeAll(async () => {
    services = await testDatabase();
    web = await RunningApp.start({ databaseUrl: services.databaseUrl }, { role: 'web' });
    const stored = await storeEdition(web.database);
    edition = await web.app.get(ReadEditions, { strict: false }).bySlug('2023');
    rich = await storeCaptain(web.database, stored, 'Rijk');
    poor = await storeCaptain(web.database, stored, 'Arm');
    const donationId = await storeDonation(web.database, stored, { to: rich, amountMinor: 20_000 });
    const story = new PaymentStory({ donation_id: donationId }, 20_000);
    await web.process(await web.record([story.intent('succeeded')]));
    editor = await organiserAtWork(web, 'editor', { editionId: edition.id, email: 'anne@example.org' });
  }, 60_000);

  afterAll(async () => {
    await web.close();
    await services.drop();
  });

  async function write(segment: string, fields: Readonly<Record<string, string>> = TEXT): Promise<string> {
    const entry = uuidv7();
    const { status } = await editor.post('/organise/mailings?language=en', {
      edition: '2023',
      segment,
      entry,
      ...fields,
    });
    expect(status).toBe(303);
    return entry;
  }

  const act = (id: string, name: string, fields: Readonly<Record<string, string>> = {}) =>
    editor.post(`/organise/mailings/${id}/${name}?language=en`, { edition: '2023', ...fields });

  const schedule = (id: string, version = '1') => act(id, 'schedule', { version, sure: 'yes' });

  const recipients = (id: string) =>
    web.database.rows<{ id: string; email: string; unwanted: boolean; asked: boolean }>(
      `SELECT r.id, r.email, r.unwanted, o.id IS NOT NULL AS asked FROM mailing_recipient r
         LEFT JOIN outbox_message o ON o.once_key = 'mailing:' || r.id WHERE r.mailing_id = $1 AND NOT r.is_test ORDER BY r.email`,
      [id],
    );

  const begin = (): Promise<number> => web.app.get(SendMailings, { strict: false }).execute(new Date());

  async function emailOf({ walkerId }: StoredWalker): Promise<string> {
    const [row] = await web.database.rows<{ email: string }>(
      `SELECT a.email FROM walker w JOIN registration r ON r.id = w.registration_id JOIN account a ON a.id = r.account_id
        WHERE w.id = $1`,
      [walkerId],
    );
    return row?.email ?? '';
  }

  async function composed(recipientId: string) {
    const [outcome] = (await MAILS.get('mailing')?.prepare(web.database, 'https://walk.example.org', [
      { recipientId },
    ])) ?? [undefined];
    return outcome;
  }

  it('reach whoever is short, each address once, whichever worker begins, with what is true of each', async () => {
    const id = await write('short-walkers');
    const page = await editor.get(`/organise/mailings/${id}?edition=2023&language=en`);
    expect(page.text).toContain('reaches 1 address');
    expect(page.text).toMatch(/Nog €\s100 te gaan\./);
    expect((await schedule(id)).status).toBe(303);
    const begun = await Promise.all([begin(), begin(), begin()]);
    expect(begun.reduce((a, b) => a + b)).toBe(1);
    const found = await recipients(id);
    expect(found.map(({ email, asked }) => ({ email, asked }))).toEqual([{ email: await emailOf(poor), asked: true }]);
    const outcome = await composed(found[0]?.id ?? '');
    if (outcome?.kind !== 'mail') throw new Error('No mail');
    expect(outcome.mail).toMatchObject({ to: await emailOf(poor), subject: 'Dag Sarah' });
    expect(outcome.mail.text).toMatch(/Je staat op €\s0\./);
    const actions = await web.database.rows<{ action: string }>(
      `SELECT action FROM audit_line WHERE subject_kind = 'mailing' AND subject_id = $1 ORDER BY id`,
      [id],
    );
    expect(actions.map(({ action }) => action)).toEqual(['write-mailing', 'schedule-mailing']);
  });

  it('leave alone whoever chose so, by one click of the mail program, unless it is about their own place', async () => {
    const first = await write('captains', { 'subject-fr': 'Bonjour', 'body-fr': 'Merci {équipe}.' });
    await schedule(first);
    await begin();
    const [one, two] = await recipients(first);
    const outcome = await composed(one?.id ?? '');
    if (outcome?.kind !== 'mail') throw new Error('No mail');
    const stop = outcome.mail.unsubscribeUrl?.replace('https://walk.example.org', '') ?? '';
    expect(await new Visitor(web).get(stop)).toMatchObject({ status: 303 });
    expect(await composed(one?.id ?? '')).toMatchObject({ kind: 'mail' });
    expect(await new Visitor(web).post(stop, { 'List-Unsubscribe': 'One-Click' })).toMatchObject({ status: 200 });
    expect(await composed(one?.id ?? '')).toEqual({ kind: 'outdated' });
    expect(await composed(two?.id ?? '')).toMatchObject({ kind: 'mail' });

    const second = await write('captains', { 'subject-nl': 'Nog iets', 'body-nl': 'Dag.' });
    await schedule(second);
    const needed = await write('walkers', { 'subject-nl': 'Startuur', 'body-nl': 'Tot zondag.' });
    await schedule(needed);
    await begin();
    expect((await recipients(second)).map(({ unwanted, asked }) => ({ unwanted, asked }))).toEqual([
      { unwanted: true, asked: false },
      { unwanted: false, asked: true },
    ]);
    const all = await recipients(needed);
    expect(all.map(({ asked }) => asked)).toEqual([true, true]);
    const about = await composed(all[0]?.id ?? '');
    expect(about).toMatchObject({ kind: 'mail', mail: { subject: 'Startuur' } });
    expect(about?.kind === 'mail' && about.mail.unsubscribeUrl).toBe(undefined);

    const choice = stop.replace(/\/stop$/, '');
    expect(await new Visitor(web).post(choice, { wanted: 'yes' })).toMatchObject({ status: 303 });
    expect(await composed(one?.id ?? '')).toMatchObject({ kind: 'mail' });
  });

  it('can stop while mails wait, and see what became of each address', async () => {
    const id = await write('captains', { 'subject-nl': 'Dag', 'body-nl': 'Dag.' });
    await schedule(id);
    await begin();
    const [one, two] = await recipients(id);
    await web.database.rows(`UPDATE outbox_message SET state = 'done', done_at = now() WHERE once_key = $1`, [
      `mailing:${one?.id ?? ''}`,
    ]);
    expect(await act(id, 'stop')).toMatchObject({ status: 303 });
    expect(await composed(two?.id ?? '')).toEqual({ kind: 'outdated' });
    const { text } = await editor.get(`/organise/mailings/${id}?edition=2023&language=en`);
    expect(text.indexOf(one?.email ?? '')).toBeGreaterThan(0);
    const shown = [...text.matchAll(/class="chip dull">([^<]+)</g)].map(([, outcome]) => outcome);
    expect(shown).toEqual(['stopped', 'sent', 'not sent any more']);
    expect((await act(id, 'stop')).status).toBe(303);
    const only = await editor.get(`/organise/mailings/${id}?edition=2023&language=en&outcome=sent`);
    expect(only.text).not.toContain(two?.email ?? '');
  });

  it('are told what cannot be filled in, and lose nothing that they typed', async () => {
    const refused = await editor.post('/organise/mailings?language=en', {
      edition: '2023',
      segment: 'walkers',
      entry: uuidv7(),
      'subject-nl': 'Dag {voornaam}',
      'body-nl': 'Een lange tekst.',
      'body-fr': 'Sans objet.',
    });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Een lange tekst.');
    const again = await editor.post('/organise/mailings?language=en', {
      edition: '2023',
      segment: 'walkers',
      entry: uuidv7(),
      'subject-nl': 'Dag {voornaam}',
      'body-nl': 'Een lange tekst.',
    });
    expect(again.status).toBe(422);
    expect(again.text).toContain('Something stands between braces');
    const unsure = await act(await write('walkers', { 'subject-nl': 'Dag', 'body-nl': 'Dag.' }), 'schedule', {
      version: '1',
      sendAt: '2001-01-01T10:00',
    });
    expect(unsure.status).toBe(422);
    expect(unsure.text).toContain('href="#sure"');
    expect(unsure.text).toContain('href="#sendAt"');
  });

  it('change a draft one after the other, and nothing once it is scheduled', async () => {
    const id = await write('walkers', { 'subject-nl': 'Een', 'body-nl': 'Dag.' });
    const change = (version: string) =>
      act(id, 'text', { version, 'subject-nl': `Na ${version}`, 'body-nl': 'Dag {naam}.' });
    expect((await change('1')).status).toBe(303);
    expect((await change('1')).status).toBe(409);
    expect((await schedule(id, '1')).status).toBe(409);
    const later = await act(id, 'schedule', { version: '2', sure: 'yes', sendAt: '2099-01-01T10:00' });
    expect(later.status).toBe(303);
    expect((await change('2')).status).toBe(409);
    expect(await begin()).toBe(0);
    await act(id, 'stop');
    expect((await change('2')).status).toBe(303);
  });

  it('know who has no page yet, has not paid, agreed to news, or has not answered for a child', async () => {
    const mailings = web.app.get(Mailings, { strict: false });
    const count = async (segment: 'no-page-yet' | 'not-paid' | 'donors-who-agreed' | 'guardians-awaited') =>
      (await mailings.count(edition, { segment, narrowing: { typeCode: null, slot: null } })).people;
    expect(await count('no-page-yet')).toBe(2);
    await web.database.rows(`UPDATE fundraising_page SET story = 'Omdat.' WHERE id = $1`, [poor.walkerPageId]);
    expect(await count('no-page-yet')).toBe(1);

    expect(await count('donors-who-agreed')).toBe(0);
    await web.database.rows(
      `INSERT INTO newsletter_opt_in (email, language) SELECT d.email, 'nl' FROM donor d JOIN donation g ON g.donor_id = d.id`,
    );
    expect(await count('donors-who-agreed')).toBe(1);

    expect(await count('guardians-awaited')).toBe(0);
    await web.database.rows(
      `UPDATE walker SET guardian_name = 'Mieke', guardian_email = 'Mieke@example.org' WHERE id = $1`,
      [poor.walkerId],
    );
    await web.database.rows(`INSERT INTO guardian_consent (walker_id, token, age_of_consent) VALUES ($1, $2, 16)`, [
      poor.walkerId,
      'a'.repeat(24),
    ]);
    expect(await count('guardians-awaited')).toBe(1);

    expect(await count('not-paid')).toBe(0);
    await web.database.rows(
      `UPDATE registration SET state = 'released', confirmed_at = NULL, hold_expires_at = now() - interval '1 hour'
        WHERE id = $1`,
      [poor.registrationId],
    );
    expect(await count('not-paid')).toBe(1);
    await web.database.rows(`UPDATE registration SET state = 'confirmed', confirmed_at = now() WHERE id = $1`, [
      poor.registrationId,
    ]);
  });

  it('send a test to themselves and the mailing to all by the worker alone', async () => {
    const id = await write('captains', { 'subject-nl': 'Dag {naam}', 'body-nl': 'Dag {team}.' });
    await act(id, 'test');
    await schedule(id);
    const worker = await RunningApp.start({ databaseUrl: services.databaseUrl }, { role: 'worker' });
    try {
      const mails = await until('three mails are there', async () => {
        const found = await web.database.rows<{ recipient: string }>(
          `SELECT recipient FROM local_mail WHERE subject = 'Dag Sarah' AND body LIKE '%Dag Team%'`,
        );
        return found.length >= 3 ? found : null;
      });
      expect(mails.map(({ recipient }) => recipient).toSorted()).toEqual(
        ['anne@example.org', await emailOf(rich), await emailOf(poor)].toSorted(),
      );
    } finally {
      await worker.close();
    }
    const { text } = await editor.get(`/organise/mailings/${id}?edition=2023&language=en`);
    expect(text.match(/<span class="chip dull">sent<\/span>/g)).toHaveLength(2);
  }, 60_000);
});
