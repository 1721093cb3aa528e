import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { pino } from 'pino';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type Minor, minor } from '../../src/domain/money.js';
import type { PaymentStatus } from '../../src/domain/payment-position.js';
import { NotificationsModule, queueGiftMails, SendMails, type SettledGift } from '../../src/notifications/index.js';
import { DeliverOutbox, RetryFailedMessages, writeOutbox } from '../../src/outbox/index.js';
import { type Config, CONFIG, readConfig } from '../../src/platform/config/config.js';
import { dataSourceOptions } from '../../src/platform/database/data-source-options.js';
import { Database } from '../../src/platform/database/database.js';
import { LocalMailbox, readLocalMail, readLocalMails } from '../../src/platform/mail/local-mailbox.js';
import { type Mail, MailTransport } from '../../src/platform/mail/mail-transport.js';
import { SmtpMailTransport } from '../../src/platform/mail/smtp-mail-transport.js';
import { LOGGER } from '../../src/platform/logging/logger.js';
import { Metrics, METRICS } from '../../src/platform/metrics/metrics.js';
import { headerOf, MailServer, unquoted } from '../support/mail-server.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

let services: TestDatabase;
let source: DataSource;
let database: Database;
let editionId: string;
let typeId: string;
let log: string[];
let metrics: Metrics;

beforeAll(async () => {
  services = await testDatabase();
  source = await new DataSource(dataSourceOptions(services.databaseUrl, 4)).initialize();
  database = new Database(source);
  editionId = uuidv7();
  typeId = uuidv7();
  await database.rows(
    `INSERT INTO edition (id, slug, title, place, currency, goal_minor, minimum_per_walker_minor, fees_count, walk_on,
       registration_opens_at, registration_closes_at, giving_opens_at, giving_closes_at, place_hold_minutes,
       suggested_amounts, milestones_minor)
     VALUES ($1, '2023', $2, $3, 'EUR', 35000000, 10000, false, '2023-10-08', now() - interval '9 days',
       now() + interval '9 days', now() - interval '9 days', now() + interval '9 days', 30, '[]', '{}')`,
    [
      editionId,
      JSON.stringify({ nl: 'Refugee Walk 2023', fr: 'Refugee Walk 2023', en: 'Refugee Walk 2023' }),
      JSON.stringify({ nl: 'Zomerfabriek, Antwerpen', fr: 'Zomerfabriek, Anvers', en: 'Zomerfabriek, Antwerp' }),
    ],
  );
  await database.rows(
    `INSERT INTO participation_type (id, edition_id, code, participation_group, title, fee_minor, age_of_consent,
       minimum_minor, starts_at, position)
     VALUES ($1, $2, 'central-20', 'central', $3, 1000, 16, 10000, '2023-10-08T11:00:00Z', 1)`,
    [typeId, editionId, JSON.stringify({ nl: '20 km centraal', fr: '20 km central', en: '20 km central' })],
  );
});

afterAll(async () => {
  await source.destroy();
  await services.drop();
});

beforeEach(async () => {
  log = [];
  metrics = new Metrics();
  await database.rows(`TRUNCATE outbox_message, local_mail, attention_item`);
});

interface Gift {
  readonly id: string;
  readonly token: string;
  readonly email: string;
}

async function storeGift({
  status = 'paid',
  language = 'nl',
  name = 'Sarah Peeters',
  refundedMinor = 0,
}: {
  status?: PaymentStatus;
  language?: string;
  name?: string;
  refundedMinor?: number;
} = {}): Promise<Gift> {
  const gift = { id: uuidv7(), token: `token-${uuidv7()}`, email: `donor-${uuidv7()}@example.org` };
  const paidMinor = ['paid', 'partially-refunded', 'refunded'].includes(status) ? 4_000 : 0;
  await database.rows(
    `WITH donor AS (INSERT INTO donor (id, email, name, language) VALUES ($1, $2, $3, $4) RETURNING id)
     INSERT INTO donation (id, edition_id, donor_id, target, amount_minor, currency, name, anonymous, language, token,
       status, paid_minor, refunded_minor, paid_at)
     SELECT $5, $6, donor.id, 'edition', 4000, 'EUR', $3, false, $4, $7, $8, $9, $10, '2023-10-08T09:00:00Z' FROM donor`,
    [uuidv7(), gift.email, name, language, gift.id, editionId, gift.token, status, paidMinor, refundedMinor],
  );
  return gift;
}

async function storeRegistration(free: boolean): Promise<{ id: string; email: string; token: string; slug: string }> {
  const stored = { id: uuidv7(), email: `walker-${uuidv7()}@example.org`, token: uuidv7(), slug: `amina-${uuidv7()}` };
  const walkerId = uuidv7();
  await database.transaction(async (transaction) => {
    const accountId = uuidv7();
    await transaction.rows(`INSERT INTO account (id, email, language) VALUES ($1, $2, 'nl')`, [
      accountId,
      stored.email,
    ]);
    await transaction.rows(
      `INSERT INTO registration (id, edition_id, account_id, language, token, amount_minor, currency, state,
         hold_expires_at, confirmed_at, status, paid_minor)
       VALUES ($1, $2, $3, 'nl', $4, $5, 'EUR', 'confirmed', now(), now(), $6, $5)`,
      [stored.id, editionId, accountId, stored.token, free ? 0 : 1_000, free ? 'started' : 'paid'],
    );
    await transaction.rows(
      `INSERT INTO walker (id, edition_id, registration_id, participation_type_id, slug, first_name, last_name,
         public_name, birth_on, distance_km, confirmed_at)
       VALUES ($1, $2, $3, $4, $5, 'Amina', 'Yusuf', 'Amina Yusuf', '1990-01-01', 20, now())`,
      [walkerId, editionId, stored.id, typeId, stored.slug],
    );
    if (free) await transaction.rows(`INSERT INTO free_place (walker_id) VALUES ($1)`, [walkerId]);
  });
  return stored;
}

function settledGift(id: string, from: PaymentStatus, to: PaymentStatus, refundedMinor: Minor = minor(0)): SettledGift {
  return {
    payable: { kind: 'donation', id, status: from, posted: { refundedMinor: minor(0) } },
    position: { status: to, refundedMinor },
  };
}

const queue = (...settled: SettledGift[]): Promise<number> =>
  database.transaction((transaction) => queueGiftMails(transaction, settled));

const logger = pino({ level: 'trace' }, { write: (line: string) => void log.push(line) });

function configWith(environment: Record<string, string> = {}): Config {
  return readConfig({
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: 'redis://127.0.0.1:1',
    PUBLIC_URL: 'https://walk.example.org:8443',
    ...environment,
  });
}

function outboxOver(transport: MailTransport): DeliverOutbox {
  return new DeliverOutbox(database, [new SendMails(database, transport, configWith(), logger, metrics)], logger);
}

const localOutbox = (): DeliverOutbox => outboxOver(new LocalMailbox(database));

async function outboxStates(): Promise<string[]> {
  const rows = await database.rows<{ state: string }>(`SELECT state FROM outbox_message ORDER BY id`);
  return rows.map(({ state }) => state);
}

const makeEverythingDue = (): Promise<unknown> =>
  database.rows(`UPDATE outbox_message SET available_at = now() WHERE state IN ('waiting', 'claimed')`);

async function counted(outcome: string): Promise<number> {
  const { values } = await metrics.mails.get();
  return values.find(({ labels }) => labels.outcome === outcome)?.value ?? 0;
}

async function mailsTo(email: string): Promise<{ message_id: string; subject: string; html: string; body: string }[]> {
  return database.rows(`SELECT message_id, subject, html, body FROM local_mail WHERE recipient = $1 ORDER BY id`, [
    email,
  ]);
}

const openItems = (): Promise<{ kind: string; reference: string; detail: unknown }[]> =>
  database.rows(`SELECT kind, reference, detail FROM attention_item WHERE resolved_at IS NULL ORDER BY id`);

describe('Queueing mails about gifts', () => {
  it('writes each mail at most once ever', async () => {
    const { id } = await storeGift();
    expect(await queue(settledGift(id, 'started', 'pending'))).toBe(1);
    expect(await queue(settledGift(id, 'pending', 'paid'))).toBe(1);
    expect(await queue(settledGift(id, 'started', 'pending'), settledGift(id, 'started', 'paid'))).toBe(0);
    expect(await queue(settledGift(id, 'paid', 'partially-refunded', minor(500)))).toBe(1);
    expect(await queue(settledGift(id, 'paid', 'partially-refunded', minor(500)))).toBe(0);
    expect(await queue(settledGift(id, 'paid', 'refunded', minor(4_000)))).toBe(1);
    const rows = await database.rows<{ once_key: string }>(`SELECT once_key FROM outbox_message ORDER BY id`);
    expect(rows.map((row) => row.once_key)).toEqual([
      `gift-on-its-way:${id}`,
      `gift-received:${id}`,
      `gift-refunded:${id}:500`,
      `gift-refunded:${id}:4000`,
    ]);
  });

  it('goes away with the transaction that booked the money', async () => {
    const { id } = await storeGift();
    const broken = database.transaction(async (transaction) => {
      await queueGiftMails(transaction, [settledGift(id, 'started', 'paid')]);
      throw new Error('the money could not be booked');
    });
    await expect(broken).rejects.toThrow('the money could not be booked');
    expect(await outboxStates()).toEqual([]);
  });
});

describe('Mails into the local mailbox', () => {
  it('tell the donor, in the language of the gift, and link to their own view of it', async () => {
    const gift = await storeGift({ language: 'fr', name: 'Zoë <b>Ndiaye</b>' });
    await queue(settledGift(gift.id, 'started', 'paid'));
    await localOutbox().execute();
    const [mail] = await mailsTo(gift.email);
    expect(mail?.subject).toContain('Votre don de 40');
    expect(mail?.html).toContain('Merci, Zoë &lt;b>Ndiaye');
    expect(mail?.body).toContain(`https://walk.example.org:8443/fr/2023/gifts/${gift.token}`);
    expect(mail?.message_id).toMatch(/^<outbox-\d+@walk\.example\.org>$/);
    expect(await outboxStates()).toEqual(['done']);
    expect(await counted('delivered')).toBe(1);
  });

  it('arrive once when a crash comes between delivering and marking', async () => {
    const gift = await storeGift();
    await queue(settledGift(gift.id, 'started', 'paid'));
    await localOutbox().execute();
    await database.rows(`UPDATE outbox_message SET state = 'claimed', available_at = now(), done_at = NULL`);
    await localOutbox().execute();
    expect(await mailsTo(gift.email)).toHaveLength(1);
    expect(await outboxStates()).toEqual(['done']);
  });

  it('are all sent when there are more than one batch holds', async () => {
    const gifts: Gift[] = [];
    for (let count = 0; count < 230; count += 1) gifts.push(await storeGift());
    expect(await queue(...gifts.map(({ id }) => settledGift(id, 'started', 'paid')))).toBe(230);
    await localOutbox().execute();
    const [row] = await database.rows<{ mails: number; donors: number }>(
      `SELECT count(*)::int AS mails, count(DISTINCT recipient)::int AS donors FROM local_mail`,
    );
    expect(row).toEqual({ mails: 230, donors: 230 });
  });

  it('are not sent about what is gone, overtaken or unreadable, and hold nobody else up', async () => {
    const gift = await storeGift({ status: 'paid' });
    await queue(
      settledGift(uuidv7(), 'started', 'paid'),
      settledGift(gift.id, 'started', 'pending'),
      settledGift(gift.id, 'pending', 'paid'),
    );
    await writeOutbox(database, [
      { kind: 'mail', onceKey: null, payload: { mail: 'from-a-newer-release' }, afterMs: 0 },
    ]);
    await localOutbox().execute();
    expect((await mailsTo(gift.email)).map(({ subject }) => subject.slice(0, 7))).toEqual(['Je gift']);
    expect(await outboxStates()).toEqual(['done', 'outdated', 'done', 'waiting']);
    expect([await counted('unknown'), await counted('outdated'), await counted('failed')]).toEqual([1, 1, 1]);
    expect(log.some((line) => line.includes('A mail about nothing we know'))).toBe(true);
  });

  it('tell of a free place in the very words of any other', async () => {
    const paid = await storeRegistration(false);
    const free = await storeRegistration(true);
    await writeOutbox(
      database,
      [paid, free].map(({ id }) => ({
        kind: 'mail',
        onceKey: `registration-confirmed:${id}`,
        payload: { mail: 'registration-confirmed', registrationId: id },
        afterMs: 0,
      })),
    );
    await localOutbox().execute();
    const [mails, freeMails] = [await mailsTo(paid.email), await mailsTo(free.email)];
    const words = (mail: { subject: string; html: string; body: string } | undefined, own: typeof paid): string =>
      `${mail?.subject ?? ''} ${mail?.html ?? ''} ${mail?.body ?? ''}`
        .replaceAll(own.token, 'T')
        .replaceAll(own.slug, 'S');
    expect(words(mails[0], paid)).toContain('Je bent erbij, Amina!');
    expect(words(mails[0], paid)).toContain('zondag 8 oktober 2023 om 13:00, Zomerfabriek, Antwerpen');
    expect(words(freeMails[0], free)).toBe(words(mails[0], paid));
  });

  it('are kept up to a bound, the latest of them', async () => {
    const mailbox = new LocalMailbox(database, 3);
    for (const count of [1, 2, 3, 4, 5]) {
      await mailbox.send([
        {
          messageId: `<kept-${String(count)}@walk>`,
          to: 'a@example.org',
          subject: `Mail ${String(count)}`,
          html: '<p>html</p>',
          text: 'text',
          language: 'nl',
        },
      ]);
    }
    const kept = await readLocalMails(database, { limit: 10 });
    expect(kept.map(({ subject }) => subject)).toEqual(['Mail 5', 'Mail 4', 'Mail 3']);
  });

  it('are read a page at a time, newest first, and one by one', async () => {
    const send = (count: number): Mail => ({
      messageId: `<${String(count)}@walk>`,
      to: 'a@example.org',
      subject: `Mail ${String(count)}`,
      html: '<p>html</p>',
      text: 'text',
      language: 'nl',
    });
    await new LocalMailbox(database).send([send(1), send(2), send(3)]);
    const first = await readLocalMails(database, { limit: 2 });
    expect(first.map(({ subject }) => subject)).toEqual(['Mail 3', 'Mail 2']);
    const before = first[1]?.id ?? '';
    const second = await readLocalMails(database, { limit: 2, before });
    expect(second.map(({ subject }) => subject)).toEqual(['Mail 1']);
    expect(await readLocalMail(database, before)).toMatchObject({
      subject: 'Mail 2',
      html: '<p>html</p>',
      text: 'text',
    });
    for (const odd of ['', 'x', '-1', '1 OR 1=1', '9'.repeat(30), '999999999']) {
      expect(await readLocalMail(database, odd)).toBeNull();
    }
    expect(await readLocalMails(database, { limit: 2, before: 'x' })).toEqual([]);
  });
});

describe('Mails by SMTP', () => {
  let server: MailServer;
  let transport: SmtpMailTransport;

  beforeEach(async () => {
    server = new MailServer();
    transport = new SmtpMailTransport({ url: await server.open(), from: 'Refugee Walk <walk@example.org>' });
  });

  afterEach(async () => {
    transport.onApplicationShutdown();
    await server.close();
  });

  it('carry both forms, the sender, the language and the marks of an automatic mail', async () => {
    const gift = await storeGift();
    await queue(settledGift(gift.id, 'started', 'paid'));
    await outboxOver(transport).execute();
    const [mail] = server.received;
    expect(mail).toMatchObject({ from: 'walk@example.org', to: gift.email });
    expect(headerOf(mail, 'From')).toBe('Refugee Walk <walk@example.org>');
    expect(headerOf(mail, 'To')).toBe(gift.email);
    expect(headerOf(mail, 'Content-Language')).toBe('nl');
    expect(headerOf(mail, 'Auto-Submitted')).toBe('auto-generated');
    expect(headerOf(mail, 'Content-Type')).toContain('multipart/alternative');
    const body = unquoted(mail?.raw ?? '');
    expect(body).toContain('Dankjewel, Sarah Peeters!');
    expect(body).toContain(`/nl/2023/gifts/${gift.token}`);
    expect(await outboxStates()).toEqual(['done']);
  });

  it('go out again under the same Message-ID after a refusal, which harms no other mail and names nobody in the log', async () => {
    const [unlucky, lucky] = [await storeGift(), await storeGift()];
    server.refuse = (address) =>
      address === unlucky.email
        ? Object.assign(new Error(`Greylisted <${address}>, come back later`), { responseCode: 451 })
        : null;
    await queue(settledGift(unlucky.id, 'started', 'paid'), settledGift(lucky.id, 'started', 'paid'));
    await outboxOver(transport).execute();
    expect(server.received.map(({ to }) => to)).toEqual([lucky.email]);
    expect((await outboxStates()).sort()).toEqual(['done', 'waiting']);
    const [{ id } = { id: '' }] = await database.rows<{ id: string }>(
      `SELECT id FROM outbox_message WHERE state = 'waiting'`,
    );

    server.refuse = () => null;
    await makeEverythingDue();
    await outboxOver(transport).execute();
    const again = server.received.find(({ to }) => to === unlucky.email);
    expect(headerOf(again, 'Message-ID')).toBe(`<outbox-${id}@walk.example.org>`);
    expect(await outboxStates()).toEqual(['done', 'done']);
    expect([await counted('delivered'), await counted('failed')]).toEqual([2, 1]);
    expect(log.join('')).toContain('451');
    expect(log.join('')).not.toContain('@example.org');
  });

  it('that are refused for good are not tried again, and wait for a person until they are tried by hand', async () => {
    const gift = await storeGift();
    server.refuse = (address) => Object.assign(new Error(`No such user <${address}>`), { responseCode: 550 });
    await queue(settledGift(gift.id, 'started', 'paid'));
    await outboxOver(transport).execute();
    expect(await outboxStates()).toEqual(['failed']);
    const [item] = await openItems();
    expect(item).toEqual({
      kind: 'mail-failed',
      reference: expect.stringMatching(/^\d+$/),
      detail: { mail: 'gift-received', donationId: gift.id, reason: expect.stringContaining('RCPT TO 550') },
    });

    const retry = new RetryFailedMessages(database);
    expect(await retry.execute('mail', ['999999999'])).toEqual({ retried: [], left: 1 });
    expect(await retry.execute('mail', null)).toEqual({ retried: [item?.reference], left: 0 });
    expect(await openItems()).toEqual([]);
    await outboxOver(transport).execute();
    expect(await outboxStates()).toEqual(['failed']);
    expect(await openItems()).toHaveLength(1);

    server.refuse = () => null;
    await retry.execute('mail', [item?.reference ?? '']);
    await outboxOver(transport).execute();
    expect(server.received.map(({ to }) => to)).toEqual([gift.email]);
    expect([await outboxStates(), await openItems()]).toEqual([['done'], []]);
  });

  it('are tried again while the server refuses whom they come from: that is no fault of theirs', async () => {
    const gift = await storeGift();
    server.refuseSender = Object.assign(new Error('Relaying denied'), { responseCode: 550 });
    await queue(settledGift(gift.id, 'started', 'paid'));
    await outboxOver(transport).execute();
    expect([await outboxStates(), await openItems()]).toEqual([['waiting'], []]);
  });

  it('wait for a person after their last try', async () => {
    const gift = await storeGift();
    server.refuse = () => Object.assign(new Error('Later'), { responseCode: 451 });
    await queue(settledGift(gift.id, 'started', 'paid'));
    await database.rows(`UPDATE outbox_message SET attempts = 11`);
    await outboxOver(transport).execute();
    expect(await outboxStates()).toEqual(['failed']);
    expect(await openItems()).toHaveLength(1);
  });

  it('with a link to sign in trouble nobody, whatever address was typed', () => {
    const mails = new SendMails(database, transport, configWith(), logger, metrics);
    const payload = { mail: 'sign-in-link', signInLinkId: uuidv7() };
    expect(mails.aboutGivenUp({ id: '1', payload, reason: 'RCPT TO 550' })).toBeNull();
  });

  it('carry the same Message-ID when the server takes a mail and the line breaks before it says so', async () => {
    const gift = await storeGift();
    await queue(settledGift(gift.id, 'started', 'paid'));
    server.hangUp = true;
    await outboxOver(transport).execute();
    await makeEverythingDue();
    await outboxOver(transport).execute();
    expect(await outboxStates()).toEqual(['done']);
    expect(server.received.length).toBeGreaterThan(1);
    expect(new Set(server.received.map((mail) => headerOf(mail, 'Message-ID'))).size).toBe(1);
  });
});

describe('The way out', () => {
  it.each([
    ['the local mailbox while no mail server is set', {}, LocalMailbox],
    ['SMTP once one is set', { SMTP_URL: 'smtp://127.0.0.1:1' }, SmtpMailTransport],
  ] as const)('is %s', async (_way, environment, expected) => {
    @Global()
    @Module({
      providers: [
        { provide: CONFIG, useValue: configWith(environment) },
        { provide: Database, useValue: database },
        { provide: LOGGER, useValue: logger },
        { provide: METRICS, useValue: metrics },
      ],
      exports: [CONFIG, Database, LOGGER, METRICS],
    })
    class Surroundings {}
    const module = await Test.createTestingModule({ imports: [Surroundings, NotificationsModule] }).compile();
    expect(module.get(SendMails).kind).toBe('mail');
    expect(module.get(MailTransport)).toBeInstanceOf(expected);
    await module.close();
  });
});
