import { execFile } from 'node:child_process';
import { chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { migrate } from '../../src/cli/migrate.js';
import { freePort, type RunningPostgres, startPostgres } from '../../src/local-services/index.js';
import { Database } from '../../src/platform/database/database.js';
import { ReadReplica } from '../../src/platform/database/read-replica.js';
import { readingBehind } from '../../src/platform/database/reading-behind.js';
import {
  storeCaptain,
  storeDonation,
  storeEdition,
  type StoredEdition,
  type StoredWalker,
} from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory } from '../factories/stripe-events.js';
import { until } from '../support/until.js';

const run = promisify(execFile);
const PATIENCE_MS = 60_000;

/** A copy of the running database that follows it, as `pg_basebackup` and `standby.signal` make one. */
async function follow(folder: string, primary: RunningPostgres): Promise<RunningPostgres> {
  const known = JSON.parse(await readFile(join(folder, 'primary', 'postgres.json'), 'utf8')) as {
    readonly clusterDir: string;
    readonly password: string;
    readonly port: number;
  };
  const copy = `${known.clusterDir}-replica`;
  const admin = new Client({ connectionString: primary.databaseUrl });
  await admin.connect();
  await admin.query(`SELECT pg_backup_start('a replica', true)`);
  await run('cp', ['-a', known.clusterDir, copy]);
  const { rows } = await admin.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
  await admin.end();
  const { uid, gid } = await stat(known.clusterDir);
  for (const [name, text] of [
    ['backup_label', rows[0]?.labelfile ?? ''],
    ['standby.signal', ''],
  ] as const) {
    await writeFile(join(copy, name), text);
    await chown(join(copy, name), uid, gid);
  }
  await rm(join(copy, 'postmaster.pid'), { force: true });
  await mkdir(join(folder, 'replica'), { mode: 0o711 });
  await writeFile(
    join(folder, 'replica', 'postgres.json'),
    JSON.stringify({ clusterDir: copy, password: known.password, port: await freePort() }),
  );
  return startPostgres(join(folder, 'replica'), {
    durable: false,
    settings: {
      primary_conninfo: `host=127.0.0.1 port=${String(known.port)} user=postgres password=${known.password}`,
      hot_standby_feedback: 'on',
    },
  });
}

describe('A replica for public pages', () => {
  let folder: string;
  let primary: RunningPostgres;
  let replica: RunningPostgres;
  let running: RunningApp;
  let edition: StoredEdition;
  let captain: StoredWalker;
  let onReplica: Client;

  const open = async (url: string): Promise<Client> => {
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'refugee-walk-test-replica-'));
    primary = await startPostgres(join(folder, 'primary'), { durable: false });
    await migrate(primary.databaseUrl);
    replica = await follow(folder, primary);
    running = await RunningApp.start(
      { databaseUrl: primary.databaseUrl },
      { role: 'web', databaseReadUrl: replica.databaseUrl },
    );
    edition = await storeEdition(running.database);
    captain = await storeCaptain(running.database, edition);
    onReplica = await open(replica.databaseUrl);
  }, 120_000);

  afterAll(async () => {
    await onReplica.end().catch(() => undefined);
    await running.close();
    await Promise.all([replica.stop(), primary.stop()]);
    await Promise.all([replica.discard(), primary.discard()]);
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  const asked = (): ReadReplica => running.app.get(ReadReplica, { strict: false });

  const give = async (): Promise<void> => {
    const id = await storeDonation(running.database, edition, { to: captain, amountMinor: 4_000 });
    await running.process(await running.record([new PaymentStory({ donation_id: id }, 4_000).intent('succeeded')]));
  };

  /** Which of the two servers a statement is answered by. */
  const answeredBy = async (ask: (database: Database) => Promise<{ readonly follows: boolean }[]>): Promise<string> => {
    const [row] = await ask(running.database);
    return row?.follows === true ? 'replica' : 'primary';
  };
  const WHO = 'SELECT pg_is_in_recovery() AS follows';

  /** The revision of the edition's total as a page carries it, for a stranger or for somebody with a cookie. */
  const shownRevision = async (cookie?: string): Promise<number> => {
    const page = await running.app.inject({
      url: `/nl/${edition.slug}`,
      headers: cookie === undefined ? {} : { cookie },
    });
    expect(page.statusCode).toBe(200);
    return Number(/data-revision="(\d+)"/.exec(page.body)?.[1]);
  };

  const liveRevision = async (): Promise<number> => {
    const { body } = await running.app.inject({ url: `/api/v1/editions/${edition.slug}/totals` });
    return (JSON.parse(body) as { readonly revision: number }).revision;
  };

  it('is asked for what may be seconds behind and for nothing else', async () => {
    await give();
    await until('the replica is asked', () => asked().usable, PATIENCE_MS);
    expect(await readingBehind(() => answeredBy((database) => database.rows(WHO)))).toBe('replica');
    expect(await answeredBy((database) => database.rows(WHO))).toBe('primary');
    // What is written sees itself, whoever asked.
    expect(
      await readingBehind(() => answeredBy((database) => database.transaction((transaction) => transaction.rows(WHO)))),
    ).toBe('primary');
    // Files of lists are read there too, once it has all that is written by now.
    expect(await running.database.readingUrl()).toBe(replica.databaseUrl);
  });

  it('that stands still shows strangers what was, others what is, and is left out once it is too far behind', async () => {
    await until('the replica is asked', () => asked().usable, PATIENCE_MS);
    await until(
      'the replica shows the gift',
      async () => (await shownRevision()) === (await liveRevision()),
      PATIENCE_MS,
    );
    const before = await shownRevision();
    await onReplica.query('SELECT pg_wal_replay_pause()');
    await until('it stands still', async () => {
      const { rows } = await onReplica.query<{ state: string }>('SELECT pg_get_wal_replay_pause_state() AS state');
      return rows[0]?.state === 'paused';
    });
    await give();
    const live = await liveRevision();
    expect(live).toBeGreaterThan(before);
    expect(await shownRevision('rw-browser=somebody')).toBe(live);
    // A file is whole: what the replica lacks is read at the primary.
    expect(await running.database.readingUrl()).toBeNull();
    // Until it is left out nobody is shown anything newer than live, so that the page can only be brought up.
    await until(
      'strangers see it from the primary',
      async () => {
        const shown = await shownRevision();
        expect([before, live]).toContain(shown);
        return shown === live;
      },
      PATIENCE_MS,
    );
    expect(asked().usable).toBe(false);
    const { body } = await running.app.inject({ url: '/metrics' });
    expect(body).toContain('database_replica_usable 0');
    expect(Number(/^database_replica_behind_seconds (\S+)$/m.exec(body)?.[1])).toBeGreaterThan(5);
    await onReplica.query('SELECT pg_wal_replay_resume()');
    await until('the replica is asked again', () => asked().usable, PATIENCE_MS);
    expect(await until('strangers see it from the replica', async () => (await shownRevision()) === live)).toBe(true);
  }, 180_000);

  it('that goes away is not missed', async () => {
    await until('the replica is asked', () => asked().usable, PATIENCE_MS);
    await onReplica.end();
    await replica.stop();
    const live = await liveRevision();
    await until('a page is made without it', async () => {
      expect(await shownRevision()).toBe(live);
      return !asked().usable;
    });
  }, 120_000);
});
