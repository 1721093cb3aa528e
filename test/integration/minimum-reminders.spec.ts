import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Edition } from '../../src/domain/edition.js';
import { DomainError } from '../../src/domain/errors.js';
import type { AccountId } from '../../src/domain/ids.js';
import { LANGUAGES } from '../../src/domain/language.js';
import { ReadEditions } from '../../src/editions/index.js';
import { RemindShortWalkers, ScheduleReminders } from '../../src/minimum-reminders/index.js';
import { MAILS } from '../../src/notifications/mails/index.js';
import { type StoredEdition, storeDonation, storeEdition } from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory } from '../factories/stripe-events.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

interface Person {
  readonly walkerId: string;
  readonly accountId: AccountId;
}

describe('Kind reminders of the minimum', () => {
  let services: TestDatabase;
  let app: RunningApp;
  let stored: StoredEdition;
  let edition: Edition;
  let reminders: RemindShortWalkers;
  let nele: Person;
  let ravi: Person;
  let mila: Person;

  beforeAll(async () => {
    services = await testDatabase();
    app = await RunningApp.start({ databaseUrl: services.databaseUrl }, { role: 'web' });
    stored = await storeEdition(app.database);
    edition = await app.app.get(ReadEditions, { strict: false }).bySlug('2023');
    reminders = app.app.get(RemindShortWalkers, { strict: false });
    nele = await register('Nele', { team: 'new', teamName: 'Team Zon' });
    ravi = await register('Ravi', { team: 'join', teamSlug: 'team-zon' });
    mila = await register('Mila', { team: 'join', teamSlug: 'team-zon' });
  }, 30_000);

  afterAll(async () => {
    await app.close();
    await services.drop();
  });

  async function register(firstName: string, fields: Readonly<Record<string, string>>): Promise<Person> {
    await new Visitor(app).post('/nl/2023/register', {
      participationType: 'own-route',
      lastName: 'Peeters',
      birthDate: '1988-02-03',
      freePlace: 'yes',
      acceptTerms: 'yes',
      firstName,
      email: `${firstName.toLowerCase()}@example.org`,
      ...fields,
    });
    const [row] = await app.database.rows<{ id: string; account_id: AccountId }>(
      `SELECT w.id, r.account_id FROM walker w JOIN registration r ON r.id = w.registration_id WHERE w.first_name = $1`,
      [firstName],
    );
    if (row === undefined) throw new Error(`${firstName} was not registered`);
    return { walkerId: row.id, accountId: row.account_id };
  }

  async function giveTo({ walkerId }: Person, amountMinor: number): Promise<void> {
    const [row] = await app.database.rows<{ page: string; team: string; type: string }>(
      `SELECT p.id AS page, w.team_id AS team, w.participation_type_id AS type
         FROM walker w JOIN fundraising_page p ON p.walker_id = w.id WHERE w.id = $1`,
      [walkerId],
    );
    if (row === undefined) throw new Error('No walker');
    const gift = await storeDonation(app.database, stored, {
      amountMinor,
      to: {
        registrationId: '',
        walkerId,
        teamId: row.team,
        walkerPageId: row.page,
        teamPageId: '',
        typeId: row.type,
        walkerSlug: '',
        teamSlug: 'team-zon',
      },
    });
    await app.process(await app.record([new PaymentStory({ donation_id: gift }, amountMinor).intent('succeeded')]));
  }

  const remind = (from: Person, to: Person): Promise<string | null> =>
    reminders.byCaptain(edition, from.accountId, 'team-zon', to.walkerId).then(
      () => null,
      (error: unknown) => {
        if (error instanceof DomainError) return error.code;
        throw error;
      },
    );

  const newest = async (): Promise<string> => {
    const [row] = await app.database.rows<{ id: string }>(`SELECT id FROM minimum_reminder ORDER BY id DESC LIMIT 1`);
    return row?.id ?? '';
  };

  const outcomeOf = async (reminderId: string): Promise<string | undefined> => {
    const [outcome] = (await MAILS.get('minimum-reminder')?.prepare(app.database, 'https://walk.example.org', [
      { reminderId },
    ])) ?? [undefined];
    return outcome?.kind;
  };

  it('lets only captains remind, a member who is short, once a week, even pressed twice at once', async () => {
    expect(await remind(ravi, mila)).toBe('NOT_ALLOWED');
    const pressed = await Promise.all([remind(nele, ravi), remind(nele, ravi)]);
    expect(pressed.toSorted()).toEqual(['REMINDED_ALREADY', null]);
    expect(await outcomeOf(await newest())).toBe('mail');
    await app.database.rows(`UPDATE minimum_reminder SET reminded_at = now() - interval '8 days'`);
    expect(await remind(nele, ravi)).toBeNull();
  });

  it('says nothing that is no longer true, and nothing to who wants none', async () => {
    await giveTo(ravi, 10_000);
    expect(await outcomeOf(await newest())).toBe('outdated');
    expect(await remind(nele, ravi)).toBe('REMINDED_ALREADY');
    expect(await remind(nele, mila)).toBeNull();
    const [preference] = await app.database.rows<{ token: string }>(
      `SELECT token FROM mail_preference WHERE account_id = $1`,
      [mila.accountId],
    );
    const visitor = new Visitor(app);
    for (const language of LANGUAGES) {
      const link = `/${language}/2023/mails/${preference?.token ?? ''}`;
      // A mail program that opens every link changes nothing.
      expect((await visitor.get(link)).status).toBe(200);
      expect(await outcomeOf(await newest())).toBe('mail');
    }
    const link = `/nl/2023/mails/${preference?.token ?? ''}`;
    expect((await visitor.post(link, { milestones: 'yes' })).location).toBe(`${link}?saved`);
    expect(await outcomeOf(await newest())).toBe('outdated');
    expect((await visitor.get(`/nl/2023/mails/${'x'.repeat(24)}`)).status).toBe(404);
  });

  it('ends a kind of mail by the one POST of a mail program, from any site, twice as well as once, and no other kind', async () => {
    const [row] = await app.database.rows<{ token: string }>(
      `UPDATE mail_preference SET reminders = true, next_edition = true WHERE account_id = $1 RETURNING token`,
      [mila.accountId],
    );
    const [outcome] = (await MAILS.get('minimum-reminder')?.prepare(app.database, 'https://walk.example.org', [
      { reminderId: await newest() },
    ])) ?? [undefined];
    const address = `/nl/2023/mails/${row?.token ?? ''}/stop/reminders`;
    expect(outcome).toMatchObject({ mail: { unsubscribeUrl: `https://walk.example.org${address}` } });
    const page = await new Visitor(app).get(address);
    expect(page.status).toBe(200);
    expect(page.text).toContain(`action="${address}"`);
    expect(await outcomeOf(await newest())).toBe('mail');
    const bodies = [
      { type: 'application/x-www-form-urlencoded', payload: 'List-Unsubscribe=One-Click' },
      {
        type: 'multipart/form-data; boundary=b',
        payload: '--b\r\ncontent-disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
      },
    ];
    for (const { type, payload } of bodies) {
      const { statusCode, headers } = await app.app.inject({
        method: 'POST',
        url: address,
        headers: { 'content-type': type, origin: 'https://mail.example.net', 'sec-fetch-site': 'cross-site' },
        payload,
      });
      expect([statusCode, headers.location, headers['set-cookie']]).toEqual([200, undefined, undefined]);
      expect(await outcomeOf(await newest())).toBe('outdated');
    }
    const [left] = await app.database.rows(
      `SELECT reminders, milestones, next_edition FROM mail_preference WHERE account_id = $1`,
      [mila.accountId],
    );
    expect(left).toEqual({ reminders: false, milestones: true, next_edition: true });
    // By the page's own button, a person goes back to the page.
    expect((await new Visitor(app).post(address, {})).location).toContain('?saved');
    const wrong = [address.replace('reminders', 'receipts'), address.replace(row?.token ?? '', 'x'.repeat(24))];
    for (const url of wrong) expect((await new Visitor(app).post(url, {})).status).toBe(404);
  });

  it('does a schedule once for each walker who is short, from two workers at the same moment', async () => {
    await app.database.rows(`UPDATE minimum_reminder SET reminded_at = now() - interval '8 days'`);
    const at = new Date(Date.now() + 60_000);
    await app.app.get(ScheduleReminders, { strict: false }).execute(edition, at);
    await app.app.get(ScheduleReminders, { strict: false }).execute(edition, at);
    expect(await reminders.bySchedule(new Date())).toBe(0);
    const later = new Date(at.getTime() + 1_000);
    const [one, two] = await Promise.all([reminders.bySchedule(later), reminders.bySchedule(later)]);
    // Nele and Mila; Ravi has reached the minimum.
    expect(one + two).toBe(2);
    expect(await reminders.bySchedule(later)).toBe(0);
  });

  it('leaves alone whom the surplus of the team covers, where the edition says so', async () => {
    await app.database.rows(`UPDATE edition SET minimum_cover = 'team-surplus'`);
    await app.database.rows(`UPDATE minimum_reminder SET reminded_at = now() - interval '8 days'`);
    await giveTo(ravi, 10_000);
    const at = new Date(Date.now() + 120_000);
    await app.app.get(ScheduleReminders, { strict: false }).execute(edition, at);
    // The EUR 100 that Ravi has beyond the minimum cover one of the two who have nothing yet.
    expect(await reminders.bySchedule(at)).toBe(1);
  });
});
