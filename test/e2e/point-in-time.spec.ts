import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { migrate } from '../../src/cli/migrate.js';
import { freePort, type RunningPostgres, startPostgres } from '../../src/local-services/index.js';
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

/** The recipe of docs/operations.md: a copy of the data folder, the log since then, and a moment to go back to. */
describe('A day that has to be taken back to a moment', () => {
  let folder: string;
  let archive: string;
  let fromCluster: string;
  let postgres: RunningPostgres;
  let running: RunningApp;
  let edition: StoredEdition;
  let captain: StoredWalker;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'refugee-walk-test-point-in-time-'));
    // As on a machine that archives its log: each piece is copied away once, and none is overwritten.
    // Postgres' commands run in its data folder, and its account may enter no other of ours than those beside that.
    const name = `archive-${randomBytes(6).toString('hex')}`;
    fromCluster = `../${name}`;
    postgres = await startPostgres(join(folder, 'first'), {
      durable: true,
      settings: {
        archive_mode: 'on',
        archive_command: `test ! -f ${fromCluster}/%f && cp %p ${fromCluster}/%f`,
      },
    });
    const cluster = await clusterOf('first');
    archive = join(dirname(cluster), name);
    await mkdir(archive, { mode: 0o700 });
    await giveTo(cluster, archive);
    await migrate(postgres.databaseUrl);
    running = await RunningApp.start({ databaseUrl: postgres.databaseUrl }, { role: 'web' });
    edition = await storeEdition(running.database);
    captain = await storeCaptain(running.database, edition);
  }, 120_000);

  afterAll(async () => {
    await running.close();
    await postgres.stop();
    await postgres.discard();
    await rm(folder, { recursive: true, force: true });
    await rm(archive, { recursive: true, force: true });
  }, 60_000);

  const clusterOf = async (name: string): Promise<string> =>
    (JSON.parse(await readFile(join(folder, name, 'postgres.json'), 'utf8')) as { clusterDir: string }).clusterDir;

  /** What Postgres' own account must write to belongs to whom its data belong. */
  const giveTo = async (owner: string, path: string): Promise<void> => {
    const { uid, gid } = await stat(owner);
    await chown(path, uid, gid);
  };

  const give = async (count: number): Promise<void> => {
    for (let gift = 0; gift < count; gift += 1) {
      const id = await storeDonation(running.database, edition, { to: captain, amountMinor: 4_000 });
      await running.process(await running.record([new PaymentStory({ donation_id: id }, 4_000).intent('succeeded')]));
    }
  };

  const figures = async (): Promise<unknown> => {
    const [row] = await running.database.rows(
      `SELECT (SELECT count(*)::int FROM donation) AS gifts, (SELECT sum(paid_minor)::int FROM donation) AS paid,
              (SELECT count(*)::int FROM stripe_event) AS events`,
    );
    return row;
  };

  it('comes back whole, to the moment and to the cent, and goes on from there', async () => {
    const admin = new Client({ connectionString: postgres.databaseUrl });
    await admin.connect();
    await give(5);
    await admin.query(`SELECT pg_backup_start('before the walk', true)`);
    const cluster = await clusterOf('first');
    const restored = `${cluster}-restored`;
    await run('cp', ['-a', cluster, restored]);
    const stopped = await admin.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
    await writeFile(join(restored, 'backup_label'), stopped.rows[0]?.labelfile ?? '');
    await giveTo(cluster, join(restored, 'backup_label'));
    // Gifts after the copy are in the log alone.
    await give(7);
    const before = await figures();
    expect(before).toEqual({ gifts: 12, paid: 48_000, events: 12 });
    await admin.query(`SELECT pg_create_restore_point('before_the_mistake')`);

    // Somebody has the wrong window open.
    await admin.query('DROP SCHEMA public CASCADE');
    const last = await admin.query<{ file: string }>(`SELECT pg_walfile_name(pg_switch_wal()) AS file`);
    await admin.end();
    await running.close();
    await postgres.stop();
    await until('the log is archived', () =>
      stat(join(archive, last.rows[0]?.file ?? '')).then(
        () => true,
        () => false,
      ),
    );

    await rm(join(restored, 'postmaster.pid'), { force: true });
    await writeFile(join(restored, 'recovery.signal'), '');
    await giveTo(cluster, join(restored, 'recovery.signal'));
    const known = JSON.parse(await readFile(join(folder, 'first', 'postgres.json'), 'utf8')) as { password: string };
    await mkdir(join(folder, 'second'), { mode: 0o711 });
    await writeFile(
      join(folder, 'second', 'postgres.json'),
      JSON.stringify({ clusterDir: restored, password: known.password, port: await freePort() }),
    );
    await postgres.discard();
    postgres = await startPostgres(join(folder, 'second'), {
      durable: true,
      settings: {
        restore_command: `cp ${fromCluster}/%f %p`,
        recovery_target_name: 'before_the_mistake',
        recovery_target_action: 'promote',
      },
    });
    const again = new Client({ connectionString: postgres.databaseUrl });
    await again.connect();
    await until('it has come back', async () => {
      const { rows } = await again.query<{ still: boolean }>('SELECT pg_is_in_recovery() AS still');
      return rows[0]?.still === false;
    });
    await again.end();
    await migrate(postgres.databaseUrl);
    running = await RunningApp.start({ databaseUrl: postgres.databaseUrl }, { role: 'web' });
    expect(await figures()).toEqual(before);
    expect(await running.proveLedger()).toMatchObject({ ok: true });
    expect(await running.rebuildTotals()).toEqual({ totals: 0, donors: 0, supporters: 0, headcounts: 0, hours: 0 });
    await give(1);
    expect(await figures()).toEqual({ gifts: 13, paid: 52_000, events: 13 });
  }, 180_000);
});
