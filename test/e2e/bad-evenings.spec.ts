import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadDemoEdition } from '../../src/cli/load-demo-edition.js';
import { FrontDoor } from '../../src/cli/rehearsal/front-door.js';
import { StripeDesk } from '../../src/cli/rehearsal/stripe-desk.js';
import { minor } from '../../src/domain/money.js';
import { freePort, PROJECT_DIR } from '../../src/local-services/index.js';
import { readConfig } from '../../src/platform/config/config.js';
import { type RunningSandbox, startStripeSandbox } from '../../src/stripe-sandbox/start-stripe-sandbox.js';
import { BANCONTACT, giftStep } from '../factories/gift-step.js';
import { RunningApp } from '../factories/running-app.js';
import { signed, stripeEvent, stripeId, WEBHOOK_SECRET } from '../factories/stripe-events.js';
import { MailServer } from '../support/mail-server.js';
import { RunningProgram } from '../support/program.js';
import { clientOf } from '../support/sandbox-stage.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';
import { until } from '../support/until.js';

const PATIENCE_MS = 30_000;

/** The words of an evening of docs/operations.md, which a test here follows. */
async function evening(heading: string): Promise<string> {
  const guide = await readFile(join(PROJECT_DIR, 'docs/operations.md'), 'utf8');
  const words = guide.split(`\n### ${heading}\n`)[1]?.split(/\n##/)[0];
  if (words === undefined) throw new Error(`The guide knows no evening "${heading}"`);
  return words.replaceAll(/\s+/g, ' ');
}

describe('On a bad evening, what the guide says', () => {
  let database: TestDatabase;
  let redis: TestServer & { readonly redisUrl: string };
  let sandbox: RunningSandbox;
  let web: RunningApp;
  let worker: RunningApp | undefined;
  let door: FrontDoor;
  let desk: StripeDesk;
  let address: string;
  let gifts = 0;
  const mails = new MailServer();

  /** One for all evenings; the first of them begins without. */
  const theWorker = async (): Promise<void> => {
    worker ??= await start('worker');
  };
  let start: (role: 'web' | 'worker', changes?: Parameters<typeof RunningApp.start>[1]) => Promise<RunningApp>;

  beforeAll(async () => {
    [database, redis] = await Promise.all([testDatabase(), testRedis()]);
    await loadDemoEdition({ databaseUrl: database.databaseUrl });
    const smtpUrl = await mails.open();
    const port = await freePort();
    address = `http://127.0.0.1:${String(port)}`;
    sandbox = await startStripeSandbox({
      port: 0,
      webhookUrls: [`${address}/webhooks/stripe`],
      webhookSecret: WEBHOOK_SECRET,
      refundSettleMs: 50,
    });
    start = (role, changes = {}) =>
      RunningApp.start(
        { databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl, apiBase: sandbox.url },
        { role, mail: { smtpUrl, from: 'Refugee Walk <walk@example.org>' }, ...changes },
      );
    web = await start('web');
    await web.app.listen(port, '127.0.0.1');
    door = new FrontDoor(address, '2023', 2);
    desk = new StripeDesk(sandbox.url, 2);
  }, 120_000);

  afterAll(async () => {
    await Promise.all([door.close(), desk.close()]);
    await worker?.close();
    await web.close();
    await sandbox.close();
    await mails.close();
    await Promise.all([database.drop(), redis.drop()]);
  }, 60_000);

  const begin = (amountMinor: number): Promise<string> => {
    gifts += 1;
    const donor = `donor${String(gifts)}`;
    return door.give(giftStep(donor, amountMinor), { kind: 'edition' }, 'api');
  };
  const give = async (amountMinor: number): Promise<string> => desk.checkOut(await begin(amountMinor), BANCONTACT);
  const raised = async (): Promise<number> => (await door.editionTotals()).raisedMinor;
  const counted = (raisedMinor: number) =>
    until(`${String(raisedMinor)} cents are counted`, async () => (await raised()) === raisedMinor, PATIENCE_MS);
  const first = async <Row>(sql: string): Promise<Row | undefined> => (await web.database.rows<Row>(sql))[0];

  /** Runs a command as it stands in those words; `npm run` starts the very program. */
  const run = async (
    words: string,
    command: string,
    ...more: string[]
  ): Promise<{ code: number | null; said: string }> => {
    expect(words).toContain(`\`npm run ${command}`);
    const [name = '', ...args] = command.split(' ').filter((part) => part !== '--');
    const program = new RunningProgram(name, [...args, ...more], {
      DATABASE_URL: database.databaseUrl,
      REDIS_URL: redis.redisUrl,
      STRIPE_API_BASE: sandbox.url,
      LOG_LEVEL: 'error',
    });
    return { code: await program.ended(), said: program.output };
  };

  it('brings a worker back to all that waits, though Redis was emptied meanwhile', async () => {
    expect(await evening('Events wait and nothing is counted')).toContain('Start one');
    await give(1_000);
    await give(2_000);
    await until('Stripe’s messages are there', async () => {
      const row = await first<{ paid: number }>(
        `SELECT count(*)::int AS paid FROM stripe_event WHERE type = 'payment_intent.succeeded' AND state = 'received'`,
      );
      return row?.paid === 2;
    });
    expect(await raised()).toBe(0);
    await redis.stop();
    await redis.start();
    await theWorker();
    await counted(3_000);
  }, 120_000);

  it('lets webhooks in again with the right secret, and with both while one is replaced', async () => {
    expect(await evening('Webhooks answer 400')).toContain('separated by a comma');
    const withSecrets = (secrets: string) => {
      const { stripe } = readConfig({
        DATABASE_URL: database.databaseUrl,
        REDIS_URL: redis.redisUrl,
        STRIPE_WEBHOOK_SECRETS: secrets,
      });
      return start('web', { stripe });
    };
    const body = JSON.stringify(stripeEvent('payout.paid', { id: stripeId('po'), amount: 100 }));
    const wrong = await withSecrets('whsec_of_another_endpoint');
    expect(await wrong.deliver(body)).toBe(400);
    await wrong.close();
    const right = await withSecrets(`whsec_the_old_one,${WEBHOOK_SECRET}`);
    expect(await right.deliver(body)).toBe(200);
    expect(await right.deliver(body, signed(body, 'whsec_the_old_one'))).toBe(200);
    await right.close();
  }, 60_000);

  it('finds a parked event, and counts it once its cause is repaired and it is replayed', async () => {
    await theWorker();
    const words = await evening('An event is parked');
    const before = await raised();
    await web.database.rows(
      `ALTER TABLE stripe_fact ADD CONSTRAINT of_a_bad_release CHECK (amount_minor <> 4321) NOT VALID`,
    );
    await give(4_321);
    const [, sql = ''] = /`(SELECT [^`]+)`/.exec(words) ?? [];
    const parked = await until(
      'it is parked',
      () => first<{ event_id: string; type: string; error: string }>(sql),
      PATIENCE_MS,
    );
    expect(parked.error).toContain('of_a_bad_release');
    expect(await run(words, 'replay-events -- --parked')).toMatchObject({ code: 1 });
    await web.database.rows(`ALTER TABLE stripe_fact DROP CONSTRAINT of_a_bad_release`);
    expect(await run(words, 'replay-events -- --parked')).toMatchObject({
      code: 0,
      said: expect.stringContaining('; 0 parked again.'),
    });
    await counted(before + 4_321);
    const thanks = (): number => mails.received.filter(({ to }) => to === `donor${String(gifts)}@example.org`).length;
    await until('the donor is thanked', () => thanks() > 0, PATIENCE_MS);
    expect(await run(words, 'replay-events --', parked.event_id)).toMatchObject({ code: 0 });
    expect([await raised(), thanks()]).toEqual([before + 4_321, 1]);
  }, 180_000);

  it('names a total that differs, makes it anew, and then agrees with Stripe', async () => {
    await theWorker();
    const words = await evening('The ledger differs');
    const before = (await raised()) + 3_000;
    await give(3_000);
    await counted(before);
    await web.database.rows(`UPDATE total SET paid_minor = paid_minor + 100 WHERE scope = 'edition'`);
    const found = await run(words, 'check-ledger', '--settled-seconds', '0');
    expect(found).toMatchObject({ code: 1, said: expect.stringContaining('DIFFERS Every running total') });
    expect(await run(words, 'rebuild-totals')).toMatchObject({ code: 0, said: expect.stringContaining('1 totals') });
    expect(await run(words, 'check-ledger', '--settled-seconds', '0')).toMatchObject({
      code: 0,
      said: expect.stringContaining('The ledger is right.'),
    });
    expect(await raised()).toBe(before);
  }, 120_000);

  it('clears what was paid twice by a refund at Stripe, and puts it away with a note', async () => {
    await theWorker();
    const words = await evening('Something needs a person');
    await give(5_000);
    const before = await until(
      'it is counted',
      async () => {
        const row = await first<{ id: string }>(
          `SELECT id FROM donation WHERE amount_minor = 5000 AND status = 'paid'`,
        );
        return row && { id: row.id, raised: await raised() };
      },
      PATIENCE_MS,
    );
    const metadata = { donation_id: before.id };
    const { url } = await clientOf(sandbox.url).checkout.sessions.create({
      mode: 'payment',
      line_items: [
        { quantity: 1, price_data: { currency: 'eur', unit_amount: 5_000, product_data: { name: 'Gift' } } },
      ],
      metadata,
      payment_intent_data: { metadata },
      success_url: `${address}/nl/2023`,
    });
    const twice = await desk.checkOut(url ?? '', BANCONTACT);
    const item = await until(
      'it is before a person',
      () => first<{ id: string }>(`SELECT id FROM attention_item WHERE kind = 'payment-paid-twice'`),
      PATIENCE_MS,
    );
    const suspense = async (): Promise<number> =>
      (
        await first<{ sum: number }>(
          `SELECT coalesce(sum(amount_minor), 0)::int AS sum FROM ledger_entry WHERE account = 'suspense'`,
        )
      )?.sum ?? 0;
    expect(await suspense()).toBe(5_000);
    await desk.refund(twice, { key: 'twice', amountMinor: minor(5_000), outcome: 'succeeds' });
    await until('suspense is clear', async () => (await suspense()) === 0, PATIENCE_MS);
    expect(await raised()).toBe(before.raised);
    expect((await run(words, 'attention -- --list')).said).toContain('payment-paid-twice');
    expect(await run(words, 'attention -- --resolve', item.id, '--note', 'Gave one back')).toMatchObject({ code: 0 });
    expect((await run(words, 'attention -- --list')).said).toContain('Nothing needs a person.');
  }, 180_000);

  it('sends the mails that were given up, once, when the mail server is back', async () => {
    await theWorker();
    const words = await evening('Mails do not leave');
    mails.refuse = () => Object.assign(new Error('try later'), { responseCode: 451 });
    await give(6_000);
    const to = `donor${String(gifts)}@example.org`;
    await until(
      'the mail was refused',
      () => first(`SELECT 1 FROM outbox_message WHERE kind = 'mail' AND state = 'waiting' AND attempts > 0`),
      PATIENCE_MS,
    );
    // The hour in which it is tried eleven times more.
    await web.database.rows(
      `UPDATE outbox_message SET attempts = 11, available_at = now() WHERE kind = 'mail' AND state IN ('waiting', 'claimed')`,
    );
    await until(
      'it is given up',
      () => first(`SELECT 1 FROM outbox_message WHERE kind = 'mail' AND state = 'failed'`),
      PATIENCE_MS,
    );
    mails.refuse = () => null;
    expect(await run(words, 'retry-mails -- --failed')).toMatchObject({
      code: 0,
      said: expect.stringContaining('; 0 still failed.'),
    });
    await until('it has arrived', () => mails.received.some((mail) => mail.to === to), PATIENCE_MS);
    await until(
      'nothing waits',
      async () =>
        (await first(`SELECT 1 FROM outbox_message WHERE kind = 'mail' AND state IN ('waiting', 'claimed')`)) ===
        undefined,
    );
    expect(mails.received.filter((mail) => mail.to === to)).toHaveLength(1);
  }, 120_000);
});
