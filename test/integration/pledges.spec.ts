import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../../src/audit/index.js';
import type { Edition } from '../../src/domain/edition.js';
import { ReadEditions } from '../../src/editions/index.js';
import { ConfirmKilometres } from '../../src/kilometres/index.js';
import { readGiftFacts } from '../../src/notifications/read-mail-facts.js';
import { DONATION_KEY } from '../../src/platform/stripe/metadata-keys.js';
import {
  ChangePledge,
  FollowUpPledges,
  MakePledge,
  parsePledgeOrder,
  parsePledgeTerms,
  PayPledge,
  type PledgeState,
  ReadPledges,
  SettlePledges,
} from '../../src/pledges/index.js';
import { WalkedKilometres } from '../../src/walkers/index.js';
import { type CheckoutPages, openCheckoutPages } from '../factories/checkout-pages.js';
import { type StoredEdition, storeCaptain, type StoredWalker, storeEdition } from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { until } from '../support/until.js';
import { PaymentStory } from '../factories/stripe-events.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';

const TERMS = { perKm: '0,50', cap: '20', name: 'Marleen Vos', message: 'Stap door!', anonymous: '' };
const ORGANISER: Actor = { kind: 'system', name: 'test' };
const DAY_MS = 86_400_000;

describe('Promises per kilometre', () => {
  let database: TestDatabase;
  let redis: TestServer & { readonly redisUrl: string };
  let pages: CheckoutPages;
  let running: RunningApp;
  let stored: StoredEdition;
  let edition: Edition;
  let walker: StoredWalker;
  let donor: Visitor;

  beforeAll(async () => {
    [database, redis, pages] = await Promise.all([testDatabase(), testRedis(), openCheckoutPages()]);
    running = await RunningApp.start({
      databaseUrl: database.databaseUrl,
      redisUrl: redis.redisUrl,
      apiBase: pages.apiBase,
    });
  }, 60_000);

  // Each test has an edition of its own: rules of editions are remembered for a moment.
  beforeEach(async () => {
    const slug = `e${uuidv7().slice(-8)}`;
    stored = await storeEdition(running.database, { slug });
    await running.database.rows(
      `UPDATE edition SET pledges_per_km = true, walk_on = (now() + interval '3 days')::date WHERE id = $1`,
      [stored.id],
    );
    walker = await storeCaptain(running.database, stored);
    edition = await running.app.get(ReadEditions, { strict: false }).bySlug(slug);
    donor = new Visitor(running);
  });

  afterEach(async () => {
    const differences = (await running.proveLedger()).checks.flatMap((check) => check.differences);
    if (differences.length > 0) throw new Error(`The ledger differs: ${differences.join('; ')}`);
  });

  afterAll(async () => {
    await running.close();
    await Promise.all([database.drop(), redis.drop(), pages.close()]);
  });

  const home = (): string => `/nl/${stored.slug}`;
  const walkerPage = (): string => `${home()}/walkers/${walker.walkerSlug}`;
  /** @returns the token of the mail. */
  const promise = async (email: string, changes: Partial<typeof TERMS> = {}): Promise<string> => {
    const { status, location } = await donor.post(`${walkerPage()}/pledge`, { ...TERMS, email, ...changes });
    expect([status, location]).toEqual([303, `${walkerPage()}/pledge/sent`]);
    const [made] = await running.database.rows<{ token: string }>(
      `SELECT token FROM pledge WHERE edition_id = $1 AND email = $2 ORDER BY id DESC LIMIT 1`,
      [stored.id, email],
    );
    return made?.token ?? '';
  };
  /** Lets the day of the walk come, for the database and for this test's view of the edition. */
  const walk = async (): Promise<void> => {
    const [row] = await running.database.rows<{ walk_on: string }>(
      `UPDATE edition SET walk_on = (now() - interval '1 day')::date WHERE id = $1 RETURNING walk_on::text`,
      [stored.id],
    );
    edition = { ...edition, walkOn: row?.walk_on ?? '' };
  };
  const confirmed = async (metres: number): Promise<void> => {
    await running.app.get(WalkedKilometres, { strict: false }).log(walker.walkerId as never, metres);
    await new ConfirmKilometres(running.database).all(edition, ORGANISER, new Date());
  };
  const settle = () => running.app.get(SettlePledges, { strict: false }).execute(edition.id);
  const followUp = (daysOn: number) =>
    running.app.get(FollowUpPledges, { strict: false }).execute(new Date(Date.now() + daysOn * DAY_MS));
  const pay = (token: string) => running.app.get(PayPledge, { strict: false }).execute(edition, token, new Date());
  const stateOf = async (token: string): Promise<PledgeState> =>
    (await running.app.get(ReadPledges, { strict: false }).byToken(edition, token)).state;
  const mails = async (email: string): Promise<string[]> => {
    const rows = await running.database.rows<{ mail: string }>(
      `SELECT payload ->> 'mail' AS mail FROM outbox_message
        WHERE payload ->> 'pledgeId' IN (SELECT id::text FROM pledge WHERE email = $1) ORDER BY id`,
      [email],
    );
    return rows.map(({ mail }) => mail);
  };
  const giftsOf = (token: string) =>
    running.database.rows<{ id: string; amount_minor: string; message: string | null; page_id: string }>(
      `SELECT d.id, d.amount_minor, d.message, d.page_id FROM donation d
         JOIN pledge_payment y ON y.donation_id = d.id JOIN pledge p ON p.id = y.pledge_id
        WHERE p.token = $1 ORDER BY d.id`,
      [token],
    );
  const raised = async (): Promise<number> => {
    const [row] = await running.database.rows<{ raised_minor: string }>(
      `SELECT raised_minor FROM total WHERE scope = 'page' AND scope_id = $1`,
      [walker.walkerPageId],
    );
    return Number(row?.raised_minor ?? 0);
  };
  const story = (donationId: string, amountMinor: number): PaymentStory =>
    new PaymentStory({ [DONATION_KEY]: donationId }, amountMinor);
  const told = async (...events: ReturnType<PaymentStory['intent']>[]): Promise<void> => {
    await running.process(await running.record(events));
    // The worker was rung for too, and may hold a row that we passed over.
    await until('the events are processed', async () => {
      const waiting = await running.database.rows(
        `SELECT FROM stripe_event WHERE event_id = ANY($1::text[]) AND state = 'received'`,
        [events.map(({ id }) => id)],
      );
      return waiting.length === 0;
    });
  };

  it('goes from the promise over the confirmed kilometres to a paid gift, which alone counts', async () => {
    const token = await promise('lotte@example.org');
    // Anybody can type her address: what she promised is shown once she has opened her link.
    expect((await donor.get(walkerPage())).text).not.toContain('Eén schenker belooft');
    expect((await donor.get(`${home()}/pledges/${token}`)).status).toBe(200);
    await until('it is shown', async () => (await donor.get(walkerPage())).text.includes('Eén schenker belooft'));
    await walk();
    expect(await settle()).toMatchObject({ settled: 0, waiting: 1 });
    await confirmed(18_570);
    expect(await settle()).toEqual({ settled: 1, due: 1, dueMinor: 925, waiting: 0 });
    expect(await stateOf(token)).toBe('settled');
    expect(await raised()).toBe(0);

    const way = await pay(token);
    expect(way).toMatchObject({ kind: 'checkout' });
    const [gift] = await giftsOf(token);
    expect(gift).toMatchObject({ amount_minor: '925', message: 'Stap door!', page_id: walker.walkerPageId });
    const payment = story(gift?.id ?? '', 925);
    await told(payment.session('completed', 'paid'), payment.intent('succeeded'));
    expect(await stateOf(token)).toBe('paid');
    expect(await raised()).toBe(925);
    expect(await pay(token)).toMatchObject({ kind: 'thanks' });
    expect(await mails('lotte@example.org')).toEqual(['pledge-made', 'pledge-due']);
  });

  it('is settled once, however often and by however many at a time', async () => {
    const tokens = await Promise.all(['a', 'b', 'c'].map((name) => promise(`${name}-once@example.org`)));
    await walk();
    await confirmed(20_000);
    const rounds = await Promise.all([settle(), settle(), settle()]);
    await settle();
    expect(rounds.reduce((sum, { settled }) => sum + settled, 0)).toBe(3);
    for (const name of ['a', 'b', 'c']) {
      expect(await mails(`${name}-once@example.org`)).toEqual(['pledge-made', 'pledge-due']);
    }
    expect(await Promise.all(tokens.map(stateOf))).toEqual(['settled', 'settled', 'settled']);
  });

  it('keeps what it came to when the walker logs another distance afterwards', async () => {
    const token = await promise('kept@example.org');
    await walk();
    await confirmed(10_000);
    await settle();
    await confirmed(30_000);
    expect(await settle()).toMatchObject({ settled: 0 });
    expect((await running.app.get(ReadPledges, { strict: false }).byToken(edition, token)).settled).toEqual({
      walked: 100,
      dueMinor: 500,
    });
  });

  it('says in a rehearsal what settling would come to, and writes nothing', async () => {
    const token = await promise('rehearsal@example.org');
    await walk();
    await confirmed(50_000);
    const rehearsed = await running.app.get(SettlePledges, { strict: false }).rehearse(edition.id);
    expect(rehearsed).toEqual({ settled: 1, due: 1, dueMinor: 2_000, waiting: 0 });
    expect(await stateOf(token)).toBe('promised');
    expect(await mails('rehearsal@example.org')).toEqual(['pledge-made']);
    expect(await settle()).toEqual(rehearsed);
  });

  it('asks nothing for a walker who did not walk, nor for less than can be paid', async () => {
    const stayed = await promise('home@example.org');
    await walk();
    await new ConfirmKilometres(running.database).ofWalker(edition, walker.walkerSlug, 0, ORGANISER, new Date());
    expect(await settle()).toEqual({ settled: 1, due: 0, dueMinor: 0, waiting: 0 });
    expect(await stateOf(stayed)).toBe('nothing-due');
    await expect(pay(stayed)).rejects.toMatchObject({ code: 'PLEDGE_NOT_PAYABLE' });
    await followUp(400);
    expect(await mails('home@example.org')).toEqual(['pledge-made', 'pledge-nothing-due']);
    expect((await donor.get(`/en/${stored.slug}/pledges/${stayed}`)).text).toContain('There is nothing to pay');
  });

  it('opens one payment page however often it is clicked, and a new one when that one came to nothing', async () => {
    const token = await promise('clicks@example.org');
    await walk();
    await confirmed(20_000);
    await settle();
    const ways = await Promise.all([pay(token), pay(token), pay(token)]);
    expect(new Set(ways.map((way) => (way.kind === 'checkout' ? way.url : way.kind))).size).toBe(1);
    expect(await pay(token)).toEqual(ways[0]);
    const [first] = await giftsOf(token);
    expect(await giftsOf(token)).toHaveLength(1);

    await told(story(first?.id ?? '', 1_000).session('expired', 'unpaid'));
    // From the page of thanks and from the gift's own: back to the promise, and not to the ordinary form.
    const [tried] = await running.database.rows<{ token: string }>(`SELECT token FROM donation WHERE id = $1`, [
      first?.id ?? '',
    ]);
    for (const page of ['thanks', 'gifts']) {
      const { status, text } = await donor.get(`${home()}/${page}/${tried?.token ?? ''}`);
      expect(status).toBe(200);
      expect(text).toContain(`href="${home()}/pledges/${token}"`);
      expect(text).not.toContain('/give?amount=');
    }
    const again = await pay(token);
    expect(again).not.toEqual(ways[0]);
    const [, second] = await giftsOf(token);
    const facts = await readGiftFacts(running.database, 'https://walk.example', [second?.id ?? '']);
    expect(facts.get(second?.id ?? '')?.urls.giveAgain).toBe(`https://walk.example${home()}/pledges/${token}`);
    const payment = story(second?.id ?? '', 1_000);
    await told(payment.session('completed', 'unpaid'));
    expect(await stateOf(token)).toBe('on-its-way');
    expect(await pay(token)).toMatchObject({ kind: 'thanks' });
    await told(payment.session('async_payment_succeeded', 'paid', 10), payment.intent('succeeded', 10));
    expect(await stateOf(token)).toBe('paid');
    expect(await raised()).toBe(1_000);
  });

  it('is reminded of once, then let go; who has paid or whose money is on its way hears nothing', async () => {
    const [silent, pays, waits] = await Promise.all(
      ['silent', 'pays', 'waits'].map((name) => promise(`${name}@example.org`)),
    );
    await walk();
    await confirmed(20_000);
    await settle();
    for (const [token, status] of [
      [pays, 'paid'],
      [waits, 'unpaid'],
    ] as const) {
      await pay(token ?? '');
      const [gift] = await giftsOf(token ?? '');
      const payment = story(gift?.id ?? '', 1_000);
      await told(payment.session('completed', status), ...(status === 'paid' ? [payment.intent('succeeded')] : []));
    }
    await followUp(6.9);
    expect(await mails('silent@example.org')).toEqual(['pledge-made', 'pledge-due']);
    await Promise.all([followUp(7.1), followUp(7.1)]);
    await followUp(8.5);
    expect(await mails('silent@example.org')).toEqual(['pledge-made', 'pledge-due', 'pledge-reminder']);
    expect(await mails('pays@example.org')).toEqual(['pledge-made', 'pledge-due']);
    expect(await mails('waits@example.org')).toEqual(['pledge-made', 'pledge-due']);
    await followUp(30);
    expect(await stateOf(silent ?? '')).toBe('lapsed');
    expect(await stateOf(pays ?? '')).toBe('paid');
    expect(await stateOf(waits ?? '')).toBe('on-its-way');
    await expect(pay(silent ?? '')).rejects.toMatchObject({ code: 'PLEDGE_NOT_PAYABLE' });
    expect((await donor.get(`${home()}/pledges/${silent ?? ''}`)).text).toContain('Deze belofte is voorbij');
  });

  it('is let go with one mail when nobody confirms the kilometres for some time after giving has closed', async () => {
    const token = await promise('forgotten@example.org');
    await walk();
    // Giving closes nine days from now; three weeks later is the edition's own word.
    await followUp(29.9);
    expect(await stateOf(token)).toBe('promised');
    expect(await mails('forgotten@example.org')).toEqual(['pledge-made']);
    await Promise.all([followUp(30.1), followUp(30.1)]);
    await followUp(31);
    expect(await stateOf(token)).toBe('lapsed');
    expect(await mails('forgotten@example.org')).toEqual(['pledge-made', 'pledge-let-go']);
    for (const [language, words] of [
      ['nl', 'Niemand heeft de kilometers'],
      ['fr', 'Personne n’a confirmé'],
      ['en', 'Nobody confirmed how far'],
    ] as const) {
      expect((await donor.get(`/${language}/${stored.slug}/pledges/${token}`)).text).toContain(words);
    }
    await confirmed(20_000);
    expect(await settle()).toMatchObject({ settled: 0 });
  });

  it('counts money that comes after the promise lapsed, whatever came first', async () => {
    const token = await promise('late@example.org');
    await walk();
    await confirmed(20_000);
    await settle();
    await pay(token);
    await followUp(7.5);
    await followUp(30);
    expect(await stateOf(token)).toBe('lapsed');
    const [gift] = await giftsOf(token);
    const payment = story(gift?.id ?? '', 1_000);
    await told(payment.intent('succeeded'));
    await told(payment.session('completed', 'paid'));
    expect(await stateOf(token)).toBe('paid');
    expect(await raised()).toBe(1_000);
  });

  it('can be changed and withdrawn by its link until the day of the walk, and is then settled no more', async () => {
    const token = await promise('changes@example.org');
    const own = `${home()}/pledges/${token}`;
    expect((await donor.get(`${own}/change`)).text).toContain('value="0,50"');
    const refused = await donor.post(`${own}/change`, { ...TERMS, perKm: '0,01', cap: 'veel', name: '' });
    expect(refused.status).toBe(422);
    for (const words of ['minstens 5 cent', 'lijkt geen bedrag', 'Vul je naam in'])
      expect(refused.text).toContain(words);
    expect((await donor.post(`${own}/change`, { ...TERMS, perKm: '1' })).location).toBe(`${own}?saved`);
    expect((await donor.get(own)).text).toMatch(/€\s1 per kilometer/);

    const withdrawn = await promise('withdraws@example.org');
    expect((await donor.post(`${home()}/pledges/${withdrawn}/withdraw`, {})).status).toBe(303);
    expect((await donor.get(`${home()}/pledges/${withdrawn}`)).text).toContain('Je belofte is ingetrokken');
    await walk();
    await confirmed(20_000);
    expect(await settle()).toMatchObject({ settled: 1, dueMinor: 2_000 });
    expect(await stateOf(withdrawn)).toBe('withdrawn');
    expect(await mails('withdraws@example.org')).toEqual(['pledge-made']);
  });

  it('is one for an address and a walker: a second one sends the link again, once a day', async () => {
    const token = await promise('twice@example.org');
    for (const expected of [2, 2]) {
      expect(await promise('twice@example.org', { perKm: '9' })).toBe(token);
      expect(await mails('twice@example.org')).toHaveLength(expected);
    }
    expect((await donor.get(`${home()}/pledges/${token}`)).text).toMatch(/€\s0,50 per kilometer/);
  });

  it('sends an address that opens nothing twenty mails at most, and takes more once it opens one', async () => {
    const email = 'flooded@example.org';
    await running.database.rows(
      `INSERT INTO pledge (id, edition_id, walker_id, email, name, anonymous, language, per_km_minor, cap_minor, token, state, ended_at, opened_at)
       SELECT gen_random_uuid(), $1, $2, $3, 'Flood', false, 'nl', 50, 2000, 'flood-of-24-characters' || n, 'withdrawn', now(), NULL
         FROM generate_series(10, 29) AS n`,
      [stored.id, walker.walkerId, email],
    );
    await promise(email);
    expect(await mails(email)).toEqual([]);
    await running.database.rows(
      `UPDATE pledge SET opened_at = now() WHERE id = (SELECT id FROM pledge WHERE email = $1 LIMIT 1)`,
      [email],
    );
    await promise(email);
    expect(await mails(email)).toEqual(['pledge-made']);
  });

  it('is not to be had in an edition that takes none, nor from the day of the walk on', async () => {
    const other = await storeEdition(running.database, { slug: `n${uuidv7().slice(-8)}` });
    const elsewhere = await storeCaptain(running.database, other);
    expect((await donor.get(`/nl/${other.slug}/walkers/${elsewhere.walkerSlug}/pledge`)).status).toBe(404);
    const token = await promise('early@example.org');
    await walk();
    const make = running.app.get(MakePledge, { strict: false });
    const change = running.app.get(ChangePledge, { strict: false });
    const order = parsePledgeOrder({ ...TERMS, email: 'late@example.org' }, 'nl');
    const closed = { code: 'PLEDGES_CLOSED' };
    await expect(make.execute(edition, walker.walkerSlug, order, new Date())).rejects.toMatchObject(closed);
    await expect(change.change(edition, token, parsePledgeTerms(TERMS), new Date())).rejects.toMatchObject(closed);
    await expect(change.withdraw(edition, token, new Date())).rejects.toMatchObject(closed);
  });

  it('leaves the donor on the page of the promise, with a word, when the payment page cannot be opened', async () => {
    const token = await promise('refused@example.org');
    await walk();
    await confirmed(20_000);
    await settle();
    const refusing = await openCheckoutPages();
    refusing.refuse();
    const other = await RunningApp.start({
      databaseUrl: database.databaseUrl,
      redisUrl: redis.redisUrl,
      apiBase: refusing.apiBase,
    });
    const answer = await new Visitor(other).post(`${home()}/pledges/${token}/pay`, {});
    await Promise.all([other.close(), refusing.close()]);
    expect(answer.status).toBe(502);
    expect(answer.text).toContain('Er is niets aangerekend');
    expect(answer.text).toMatch(/Geef €\s10/);
    expect(await giftsOf(token)).toEqual([]);
  });
});

describe('Confirming kilometres', () => {
  let database: TestDatabase;
  let running: RunningApp;

  beforeAll(async () => {
    database = await testDatabase();
    running = await RunningApp.start({ databaseUrl: database.databaseUrl });
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await database.drop();
  });

  it('takes logs as they are or as an organiser knows better, leaves a line of each, and none before the walk', async () => {
    const stored = await storeEdition(running.database);
    const [first, second] = [
      await storeCaptain(running.database, stored),
      await storeCaptain(running.database, stored),
    ];
    const edition = await running.app.get(ReadEditions, { strict: false }).bySlug(stored.slug);
    const confirm = new ConfirmKilometres(running.database);
    const kilometres = running.app.get(WalkedKilometres, { strict: false });
    const [one, two] = [first.walkerId as never, second.walkerId as never];
    const now = new Date();
    await expect(confirm.all(edition, ORGANISER, new Date('2023-10-07T20:00:00Z'))).rejects.toMatchObject({
      code: 'WALK_NOT_BEGUN',
    });
    await expect(confirm.ofWalker(edition, first.walkerSlug, null, ORGANISER, now)).rejects.toMatchObject({
      code: 'KILOMETRES_NOT_LOGGED',
    });
    await kilometres.log(one, 18_500);
    await kilometres.log(two, 20_000, 'check-in');
    expect(await confirm.all(edition, ORGANISER, now)).toEqual({ walkers: 2, metres: 38_500 });
    expect(await confirm.all(edition, ORGANISER, now)).toEqual({ walkers: 0, metres: 0 });
    await confirm.ofWalker(edition, second.walkerSlug, 12_000, ORGANISER, now);
    expect(await kilometres.of(two)).toEqual({ walkedMetres: 20_000, confirmedMetres: 12_000 });
    await kilometres.log(one, 19_000);
    expect(await kilometres.of(one)).toEqual({ walkedMetres: 19_000, confirmedMetres: null });
    const lines = await running.database.rows<{ subject_kind: string }>(
      `SELECT subject_kind FROM audit_line WHERE action = 'confirm-kilometres' ORDER BY id`,
    );
    expect(lines.map((line) => line.subject_kind)).toEqual(['edition', 'walker']);
    await expect(confirm.ofWalker(edition, 'nobody', 0, ORGANISER, now)).rejects.toMatchObject({
      code: 'WALKER_NOT_FOUND',
    });
  });
});
