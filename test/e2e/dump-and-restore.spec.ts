import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { loadDemoEdition } from '../../src/cli/load-demo-edition.js';
import { FrontDoor } from '../../src/cli/rehearsal/front-door.js';
import { answers, asProcess, checkLedger, DIST, scratchSettings } from '../../src/cli/rehearsal/scratch.js';
import type { GiftStep, PaymentCourse } from '../../src/cli/rehearsal/steps.js';
import { StripeDesk } from '../../src/cli/rehearsal/stripe-desk.js';
import { minor } from '../../src/domain/money.js';
import {
  findPostgresTools,
  freePort,
  PROJECT_DIR,
  type RunningPostgres,
  ServiceProcess,
  startPostgres,
} from '../../src/local-services/index.js';
import { type RunningSandbox, startStripeSandbox } from '../../src/stripe-sandbox/start-stripe-sandbox.js';
import { BANCONTACT, giftStep } from '../factories/gift-step.js';
import { walkerStep } from '../factories/walker-step.js';
import { headerOf, MailServer } from '../support/mail-server.js';
import { pasted, recipe } from '../support/recipes.js';
import { testRedis } from '../support/services.js';
import { until } from '../support/until.js';

const PATIENCE_MS = 60_000;
const AN_HOUR_MS = 3_600_000;
const OWNER = 'walk:of-the-tables';
const SEPA = { kind: 'sepa', outcome: 'succeeds', settledAtMs: AN_HOUR_MS } as const;

const rowsOf = async <Row>(databaseUrl: string, sql: string): Promise<Row[]> => {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query(sql);
    return rows as Row[];
  } finally {
    await client.end();
  }
};

/** The recipes of docs/operations.md, by the very commands that stand there, from a server that is lost to a new one. */
describe('A backup that pg_dump makes while people give', () => {
  let programs: string;
  let folder: string;
  let redis: Awaited<ReturnType<typeof testRedis>>;
  let sandbox: RunningSandbox;
  let door: FrontDoor;
  let desk: StripeDesk;
  let port: number;
  let settings: (databaseUrl: string) => NodeJS.ProcessEnv;
  const mails = new MailServer();
  const servers: RunningPostgres[] = [];
  let platform: ServiceProcess | undefined;

  /** A server as a volunteer sets it up: nothing on it but the owner, who is no superuser. @returns its address */
  const newServer = async (): Promise<string> => {
    const server = await startPostgres(join(folder, `server-${String(servers.length)}`), { durable: false, programs });
    servers.push(server);
    const [name, password] = OWNER.split(':');
    await rowsOf(
      server.databaseUrl,
      `CREATE ROLE ${name ?? ''} LOGIN CREATEDB CREATEROLE PASSWORD '${password ?? ''}'`,
    );
    return `postgres://${OWNER}@127.0.0.1:${new URL(server.databaseUrl).port}`;
  };

  /** One process for everything, as a small install has it, by the role that docs/operations.md gives it. */
  const startPlatform = async (env: NodeJS.ProcessEnv): Promise<void> => {
    const name = `all-${String(servers.length)}`;
    platform = await ServiceProcess.start({
      name,
      file: process.execPath,
      args: [join(DIST, 'main.js')],
      cwd: PROJECT_DIR,
      env: { ...asProcess(env, 'worker'), APP_ROLE: 'all', PORT: String(port) },
      logFile: join(folder, `${name}.log`),
      pidFile: join(folder, `${name}.pid`),
      stopSignal: 'SIGTERM',
    });
    await until('it is ready', () => answers(`http://127.0.0.1:${String(port)}/health/ready`), PATIENCE_MS);
  };

  beforeAll(async () => {
    programs = await findPostgresTools();
    [redis, folder] = await Promise.all([testRedis(), mkdtemp(join(tmpdir(), 'refugee-walk-test-dump-'))]);
    await mkdir(join(folder, 'backup'));
    port = await freePort();
    const appUrl = `http://127.0.0.1:${String(port)}`;
    sandbox = await startStripeSandbox({
      port: 0,
      webhookUrls: [`${appUrl}/webhooks/stripe`],
      sepaSettleMs: AN_HOUR_MS,
      refundSettleMs: 100,
    });
    const smtpUrl = await mails.open();
    settings = (databaseUrl) => ({
      ...scratchSettings({ databaseUrl, redisUrl: redis.redisUrl, sandboxUrl: sandbox.url, appUrl }),
      PATH: `${programs}/bin:${process.env['PATH'] ?? ''}`,
      STORAGE_DIR: join(folder, 'uploads'),
      SMTP_URL: smtpUrl,
      SWEEP_INTERVAL_MS: '500',
    });
    door = new FrontDoor(appUrl, '2023', 4);
    desk = new StripeDesk(sandbox.url, 4);
  }, 540_000);

  afterAll(async () => {
    await Promise.all([door.close(), desk.close()]);
    await platform?.stop(15_000);
    await sandbox.close();
    await mails.close();
    for (const server of servers) {
      await server.stop();
      await server.discard();
    }
    await redis.drop();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  const give = async (gift: GiftStep, course: PaymentCourse = BANCONTACT): Promise<string> =>
    desk.checkOut(await door.give(gift, { kind: 'edition' }, 'api'), course);
  const counted = (gifts: number, raisedMinor: number) =>
    until(
      `${String(gifts)} gifts of ${String(raisedMinor)} cents are counted`,
      async () => {
        const totals = await door.editionTotals();
        return totals.gifts === gifts && totals.raisedMinor === raisedMinor && totals;
      },
      PATIENCE_MS,
    );

  it('brings everything back on a new server, and Stripe the rest, to the cent and with no mail twice', async () => {
    const first = `${await newServer()}/walk`;
    await rowsOf(first.replace(/walk$/, 'postgres'), 'CREATE DATABASE walk');
    const env = settings(first);
    // As with every release: the second time nothing is to be done.
    expect(await pasted('npm run migrate', env)).toContain('Migrated: ');
    expect(await pasted('npm run migrate', env)).toContain('The schema is up to date.');
    await loadDemoEdition({ databaseUrl: first });
    await startPlatform(env);

    // Before the backup: a walker, gifts that came, one that went back, one on its way, one that is not paid yet, and mails that wait.
    mails.refuse = (to) =>
      to.startsWith('held') ? Object.assign(new Error('try later'), { responseCode: 451 }) : null;
    await door.register(walkerStep({ firstName: 'Nele', email: 'nele@example.org' }), null);
    const sessions = [];
    for (let index = 0; index < 12; index += 1)
      sessions.push(await give(giftStep(`early${String(index)}`, 1_000 + index)));
    await desk.refund(sessions[0] ?? '', { key: 'back', amountMinor: minor(1_000), outcome: 'succeeds' });
    for (const donor of ['held0', 'held1']) await give(giftStep(donor, 2_000));
    const onItsWay = await give(giftStep('sepa', 3_000), SEPA);
    const paidLater = await door.give(giftStep('later', 5_000), { kind: 'edition' }, 'form');
    // 1,001 to 1,011 cents and the two whose mails wait.
    const before = await counted(13, 11_066 + 4_000);
    await until('the others have their mails', () => new Set(mails.received.map(({ to }) => to)).size >= 13);
    await rowsOf(
      first,
      `INSERT INTO outbox_message (kind, once_key, payload, available_at)
       VALUES ('mail', 'planned', '{"mail": "gift-received"}', now() + interval '1 day')`,
    );

    const over = new AbortController();
    const late: string[] = [];
    const goingOn = (async () => {
      while (!over.signal.aborted) {
        const donor = `late${String(late.length)}`;
        await give(giftStep(donor, 7_000));
        late.push(donor);
      }
    })();
    await until('they are at it', () => late.length >= 2);
    const backUp = await recipe('## Back up', { '/backup/': `${folder}/backup/` });
    await pasted(backUp, env);
    const atItsEnd = late.length + 1;
    await until('they went on', () => late.length >= atItsEnd + 3);
    over.abort();
    await goingOn;
    // After it: mails leave, a debit arrives, somebody pays at last, another gift goes back.
    mails.refuse = () => null;
    await desk.settle(onItsWay, 'succeeds');
    await desk.checkOut(paidLater, BANCONTACT);
    await desk.refund(sessions[1] ?? '', { key: 'back', amountMinor: minor(1_001), outcome: 'succeeds' });
    const final = await counted(
      before.gifts - 1 + 2 + late.length,
      before.raisedMinor - 1_001 + 3_000 + 5_000 + 7_000 * late.length,
    );
    const givers = [
      ...Array.from({ length: 12 }, (_, index) => `early${String(index)}`),
      'held0',
      'held1',
      'sepa',
      'later',
      ...late,
    ];
    const mailsTo = (donor: string): string[] =>
      mails.received
        .filter(({ to }) => to === `${donor}@example.org`)
        .map((mail) => headerOf(mail, 'Message-ID') ?? '');
    await until('everybody is thanked', () => givers.every((donor) => mailsTo(donor).length > 0), PATIENCE_MS);
    await until('who got money back knows', () => mailsTo('early1').length === 2);
    const firstMails = new Map(givers.map((donor) => [donor, mailsTo(donor).length]));

    // The machine is gone.
    await platform?.kill();
    await servers[0]?.process.kill();
    const server = await newServer();
    const second = `${server}/walk_restored`;
    const [dump] = await readdir(join(folder, 'backup'));
    expect(dump).toMatch(/^walk-\d{4}-\d\d-\d\dT\d{4}\.dump$/);
    const restore = await recipe('## Restore', {
      'postgres://walk:PASSWORD@HOST:5432': server,
      '/backup/walk-2023-10-08T1400.dump': join(folder, 'backup', dump ?? ''),
    });
    const said = await pasted(restore, { ...settings(''), DATABASE_URL: undefined });
    expect(said).toContain('The schema is up to date.');
    expect(said).toMatch(/Mails put away: .*\d gift-received/);
    expect(said).toContain('The ledger is right.');

    // What is there is of one moment while the backup ran.
    const [moment] = await rowsOf<{ total: number; gifts: number; late: number; planned: number; due: number }>(
      second,
      `SELECT (SELECT raised_minor::int FROM total WHERE scope = 'edition') AS total,
              (SELECT sum(raised_minor)::int FROM donation) AS gifts,
              (SELECT count(*)::int FROM donation WHERE amount_minor = 7000 AND raised_minor > 0) AS late,
              (SELECT count(*)::int FROM outbox_message WHERE once_key = 'planned' AND state = 'waiting') AS planned,
              (SELECT count(*)::int FROM outbox_message
                WHERE kind = 'mail' AND state IN ('waiting', 'claimed') AND once_key <> 'planned') AS due`,
    );
    expect(moment).toEqual({
      total: before.raisedMinor + 7_000 * (moment?.late ?? 0),
      gifts: moment?.total,
      late: expect.any(Number),
      planned: 1,
      due: 0,
    });
    expect(moment?.late).toBeLessThanOrEqual(atItsEnd);
    expect(
      await rowsOf(
        second,
        `SELECT has_table_privilege('refugee_walk_web', 'ledger_entry', 'INSERT') AS writes,
                has_table_privilege('refugee_walk_web', 'ledger_entry', 'UPDATE') AS changes,
                has_table_privilege('refugee_walk_worker', 'stripe_event', 'UPDATE') AS marks`,
      ),
    ).toEqual([{ writes: true, changes: false, marks: true }]);
    const known = await rowsOf<{ email: string }>(
      second,
      `SELECT d.email FROM donation JOIN donor d ON d.id = donor_id`,
    );
    const isKnown = new Set(known.map(({ email }) => email.split('@')[0] ?? ''));
    const unknown = late.filter((donor) => !isKnown.has(donor));
    expect(unknown.length).toBeGreaterThanOrEqual(3);

    // It starts with the new address; the catch-up does the rest.
    await startPlatform({ ...settings(second), CATCH_UP_INTERVAL_MS: '1000', CATCH_UP_AFTER_MS: '0' });
    const suspense = async (): Promise<unknown> => {
      const [row] = await rowsOf(
        second,
        `SELECT (SELECT coalesce(sum(amount_minor), 0)::int FROM ledger_entry WHERE account = 'suspense') AS suspense,
                (SELECT count(*)::int FROM attention_item WHERE kind = 'payment-unclaimed' AND resolved_at IS NULL) AS items`,
      );
      return row;
    };
    const back = await counted(final.gifts - unknown.length, final.raisedMinor - 7_000 * unknown.length);
    await until('Stripe has told everything', async () => {
      const [row] = await rowsOf<{ waiting: number }>(
        second,
        `SELECT count(*)::int AS waiting FROM attention_item WHERE kind = 'payment-unclaimed'`,
      );
      return row?.waiting === unknown.length;
    });
    expect(await suspense()).toEqual({ suspense: 7_000 * unknown.length, items: unknown.length });
    // Open pages, which saw the figures of before the loss, take these for newer.
    expect(back.revision).toBeGreaterThan(final.revision);
    expect(await checkLedger(second, sandbox.url)).toMatchObject({ ok: true });
    // On an install that runs it would put away mails that nobody got.
    await expect(pasted('npm run after-restore', settings(second))).rejects.toThrow('refugee_walk_worker');

    await give(giftStep('new', 9_000));
    await counted(back.gifts + 1, back.raisedMinor + 9_000);
    await until('who gives now is thanked', () => mailsTo('new').length === 1);
    await until('nothing waits but what is planned', async () => {
      const rows = await rowsOf(
        second,
        `SELECT 1 FROM outbox_message WHERE kind = 'mail' AND state IN ('waiting', 'claimed') AND once_key <> 'planned'`,
      );
      return rows.length === 0;
    });
    // Nothing that had left before the backup left again, nor what waited then; what came after it is told anew, as the guide says.
    const again = givers.filter((donor) => mailsTo(donor).length > (firstMails.get(donor) ?? 0));
    const toldSince = [...late.filter((donor) => isKnown.has(donor)), 'early1', 'later', 'sepa'];
    expect(again.filter((donor) => !toldSince.includes(donor))).toEqual([]);
    expect(again).toEqual(expect.arrayContaining(['early1', 'later', 'sepa']));
    // Each is a mail of its own to a mail program, which would hide the second of two with one number.
    const ids = mails.received.map((mail) => headerOf(mail, 'Message-ID'));
    expect(new Set(ids).size).toBe(ids.length);
  }, 300_000);
});
