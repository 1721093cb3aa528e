import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadDemoEdition } from '../../src/cli/load-demo-edition.js';
import { RunningApp } from '../factories/running-app.js';
import { signIn, signInMail } from '../factories/sign-in.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';

const ACCOUNT = '/nl/2023/my/account';

describe('Signing in by mail link', () => {
  let database: TestDatabase;
  let redis: TestServer & { readonly redisUrl: string };
  let running: RunningApp;

  beforeAll(async () => {
    [database, redis] = await Promise.all([testDatabase(), testRedis()]);
    await loadDemoEdition({ databaseUrl: database.databaseUrl });
    running = await RunningApp.start({ databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl });
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await Promise.all([database.drop(), redis.drop()]);
  });

  it('leads somebody who is not signed in to the form, and from the mail on to the page that was asked for', async () => {
    const nele = new Visitor(running);
    const refused = await nele.get(ACCOUNT);
    expect(refused).toMatchObject({
      status: 303,
      location: `/nl/2023/sign-in?to=${encodeURIComponent(ACCOUNT)}`,
    });
    expect((await nele.get(refused.location ?? '')).text).toContain(`value="${ACCOUNT}"`);
    const sent = await nele.post('/nl/2023/sign-in', { email: ' Nele@Example.org ', to: ACCOUNT });
    expect(sent.location).toBe('/nl/2023/sign-in/sent');
    expect((await nele.get('/nl/2023/sign-in/sent')).text).toContain('een mail naar nele@example.org.');
    expect((await nele.get('/nl/2023/sign-in')).text).toContain('value="nele@example.org"');
    const elsewhere = new Visitor(running);
    elsewhere.keep('mailed', Buffer.from('evil@example.org').toString('base64url'));
    expect((await elsewhere.get('/nl/2023/sign-in/sent')).text).toContain('een mail naar het adres dat je invulde.');
    const mail = await signInMail(running, 'nele@example.org');
    expect(await nele.get(mail.path)).toMatchObject({ status: 303, location: ACCOUNT });
    expect(nele.kept('mailed')).toBeNull();
    const page = await nele.get(ACCOUNT);
    expect(page.status).toBe(200);
    expect(page.text).toContain('nele@example.org');
    expect(page.text).toContain('Firefox · Linux');
  });

  it('opens a link once, and only in the browser that asked for it', async () => {
    const [asks, scanner] = [new Visitor(running), new Visitor(running)];
    await asks.post('/nl/2023/sign-in', { email: 'once@example.org' });
    const { path } = await signInMail(running, 'once@example.org');
    const elsewhere = await scanner.get(path);
    expect(elsewhere.status).toBe(200);
    expect(elsewhere.text).toContain('in een andere browser');
    expect((await scanner.get(ACCOUNT)).status).toBe(303);
    expect((await asks.get(path)).location).toBe('/nl/2023/my');
    expect((await asks.get(ACCOUNT)).status).toBe(200);
    expect((await asks.get(path)).status).toBe(410);
  });

  it('lets somebody in who reads the mail on another device and types its code, but gives guessing five tries', async () => {
    const phone = new Visitor(running);
    await phone.post('/fr/2023/sign-in', { email: 'code@example.org' });
    const { code } = await signInMail(running, 'code@example.org');
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
    const refused = await phone.post('/fr/2023/sign-in/code', { code: wrong });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Ce code n’est pas le bon');
    expect(refused.text).toContain('code@example.org');
    const spaced = `${code.slice(0, 3)} ${code.slice(3)}`;
    expect((await phone.post('/fr/2023/sign-in/code', { code: spaced })).location).toBe('/fr/2023/my');

    const guesser = new Visitor(running);
    await guesser.post('/fr/2023/sign-in', { email: 'guessed@example.org' });
    const right = (await signInMail(running, 'guessed@example.org')).code;
    const guess = String((Number(right) + 1) % 1_000_000).padStart(6, '0');
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1) {
      statuses.push((await guesser.post('/fr/2023/sign-in/code', { code: guess })).status);
    }
    expect(statuses).toEqual([422, 422, 422, 422, 422, 410]);
    expect((await guesser.post('/fr/2023/sign-in/code', { code: right })).status).toBe(410);
  });

  it('sends a mail to any address, so that nobody learns who takes part, but not without end', async () => {
    const stranger = new Visitor(running);
    const answers: number[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1) {
      answers.push((await stranger.post('/nl/2023/sign-in', { email: 'flooded@example.org' })).status);
    }
    expect(answers).toEqual([303, 303, 303, 303, 303, 429]);
  });

  it('refuses what is no address beside its field, and keeps what was typed', async () => {
    const { status, text } = await new Visitor(running).post('/en/2023/sign-in', { email: 'nobody' });
    expect(status).toBe(422);
    expect(text).toContain('value="nobody"');
    expect(text).toContain('This does not look like an e-mail address');
  });

  it.each(['https://evil.example/', '//evil.example', '/nl/2023/../../evil', '/\\evil.example', '/fr/2022/my', ''])(
    'goes on to a page of the edition, never to %j',
    async (to) => {
      const visitor = new Visitor(running);
      const email = `to-${String(to.length)}-${Buffer.from(to).toString('hex').slice(0, 20)}@example.org`;
      await visitor.post('/nl/2023/sign-in', { email, to });
      const { path } = await signInMail(running, email);
      const { location } = await visitor.get(path);
      expect(new URL(location ?? '', 'http://here.example').host).toBe('here.example');
      expect(new URL(location ?? '', 'http://here.example').pathname).toBe('/nl/2023/my');
    },
  );

  it('keeps nothing that opens a door: digests only, in the queue, the tables and the log', async () => {
    const visitor = new Visitor(running);
    await visitor.post('/nl/2023/sign-in', { email: 'secret@example.org' });
    const { path, code } = await signInMail(running, 'secret@example.org');
    const token = path.slice(path.lastIndexOf('/') + 1);
    const kept = await running.database.rows<{ kept: string }>(
      `SELECT to_jsonb(l)::text AS kept FROM sign_in_link l UNION ALL SELECT to_jsonb(o)::text FROM outbox_message o
       UNION ALL SELECT to_jsonb(s)::text FROM account_session s`,
    );
    for (const row of kept) {
      expect(row.kept).not.toContain(token);
      expect(row.kept).not.toContain(`"${code}"`);
    }
  });

  it('signs another device out, and all of them at once', async () => {
    const [laptop, phone] = [
      new Visitor(running),
      new Visitor(running, 'Mozilla/5.0 (Linux; Android 15) Chrome/140.0'),
    ];
    await signIn(running, laptop, 'devices@example.org');
    await signIn(running, phone, 'devices@example.org', 1);
    const listed = (await laptop.get(ACCOUNT)).text;
    const other = /name="session" value="([^"]+)"/.exec(listed)?.[1] ?? '';
    await laptop.post(`${ACCOUNT}/end`, { session: other });
    expect((await phone.get(ACCOUNT)).status).toBe(303);
    expect((await laptop.get(ACCOUNT)).status).toBe(200);

    await signIn(running, phone, 'devices@example.org', 2);
    await phone.post(`${ACCOUNT}/sign-out`, { everywhere: 'yes' });
    expect((await phone.get(ACCOUNT)).status).toBe(303);
    expect((await laptop.get(ACCOUNT)).status).toBe(303);
  });

  it('ends nobody else’s session', async () => {
    const [owner, thief] = [new Visitor(running), new Visitor(running)];
    await signIn(running, owner, 'owner@example.org');
    await signIn(running, thief, 'thief@example.org');
    const [row] = await running.database.rows<{ id: string }>(
      `SELECT s.id FROM account_session s JOIN account a ON a.id = s.account_id WHERE a.email = 'owner@example.org'`,
    );
    await thief.post(`${ACCOUNT}/end`, { session: row?.id ?? '' });
    expect((await owner.get(ACCOUNT)).status).toBe(200);
  });
});
