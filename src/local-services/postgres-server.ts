import { createHash, randomBytes } from 'node:crypto';
import { chmod, chown, lstat, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { z } from 'zod';
import { canUseFolder, postgresAccount } from './account.js';
import { errorCode, LocalServiceError, messageOf } from './errors.js';
import { freePort } from './free-port.js';
import { findPostgresBinaries, sharedFolder, type PostgresBinaries } from './postgres-binaries.js';
import { endLeftover, startTime } from './process-identity.js';
import { runProgram, type Account } from './run-program.js';
import { ServiceProcess } from './service-process.js';

const START_WITHIN_MS = 60_000;
const INITDB_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 20_000;
const SUPERUSER = 'postgres';
/** The database that {@link RunningPostgres.databaseUrl} names. */
const DATABASE = 'refugee_walk';

/** How our own Postgres is to run. */
export interface PostgresOptions {
  /** Whether a commit survives a power cut; scratch data need not. */
  readonly durable: boolean;
  /** Settings of postgresql.conf by name. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Another Postgres than the packaged one: the folder with its `bin/`. */
  readonly programs?: PostgresBinaries;
}

/** A Postgres that we started. */
export interface RunningPostgres {
  readonly databaseUrl: string;
  readonly process: ServiceProcess;
  /** Ends it by its fast shutdown; open transactions are rolled back. */
  stop(): Promise<void>;
  /** Throws its data away for good; only after {@link stop}. */
  discard(): Promise<void>;
}

/** What must be known again at the next start. */
const Installation = z.object({ clusterDir: z.string(), password: z.string(), port: z.int() });
type Installation = z.infer<typeof Installation>;

/**
 * Starts the packaged Postgres, or the one that is named, on a folder of data, which it makes at the first time. It listens on 127.0.0.1 alone, on a
 * port that it keeps while that is free, and asks for a password that only the owner of the folder can read.
 * @throws {LocalServiceError} with the end of its log when it does not start
 */
export async function startPostgres(dataDir: string, options: PostgresOptions): Promise<RunningPostgres> {
  const folder = resolve(dataDir);
  await mkdir(folder, { recursive: true, mode: 0o711 });
  const installationFile = join(folder, 'postgres.json');
  const known = await knownInstallation(installationFile);
  const account = await postgresAccount(known?.clusterDir);
  const binaries = options.programs ?? (await findPostgresBinaries(account));
  const pidFile = join(folder, 'postgres.pid');
  await endLeftover(pidFile, [
    ['SIGINT', STOP_WITHIN_MS],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ]);

  const installation: Installation = {
    clusterDir: known?.clusterDir ?? (await placeCluster(folder, account)),
    password: known?.password ?? randomBytes(18).toString('base64url'),
    port: await freePort(known?.port),
  };
  const { clusterDir, port, password } = installation;
  await refuseForeignCluster(clusterDir, account);
  // Written before the cluster is made: a cluster whose password nobody knows would be lost.
  await writeFile(installationFile, JSON.stringify(installation, null, 2), { mode: 0o600 });
  if (!(await exists(join(clusterDir, 'PG_VERSION')))) await makeCluster(binaries, clusterDir, password, account);
  await forgetStalePostmaster(clusterDir);

  const server = await ServiceProcess.start({
    name: 'Postgres',
    file: join(binaries, 'bin/postgres'),
    args: ['-D', clusterDir, ...settingArguments(port, options)],
    cwd: '/',
    env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', TZ: 'UTC' },
    logFile: join(folder, 'postgres.log'),
    pidFile,
    account,
    stopSignal: 'SIGINT',
  });
  const urlOf = (database: string): string =>
    `postgres://${SUPERUSER}:${password}@127.0.0.1:${String(port)}/${database}`;
  const stop = (): Promise<void> => server.stop(STOP_WITHIN_MS);
  try {
    await untilDatabaseExists(server, urlOf);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    databaseUrl: urlOf(DATABASE),
    process: server,
    stop,
    discard: async () => {
      await rm(clusterDir, { recursive: true, force: true });
      await rm(installationFile, { force: true });
    },
  };
}

async function knownInstallation(file: string): Promise<Installation | undefined> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new LocalServiceError(`${file} cannot be read: was the data folder made by another user?`, { cause: error });
  });
  if (text === undefined) return undefined;
  const parsed = Installation.safeParse(JSON.parse(text));
  if (!parsed.success)
    throw new LocalServiceError(`${file} does not tell where the database is; remove its folder to begin anew.`);
  return parsed.data;
}

/** Where a new cluster goes: in the data folder, or where the account can reach it when it cannot reach that. */
async function placeCluster(folder: string, account: Account | undefined): Promise<string> {
  const within = join(folder, 'postgres');
  if (account === undefined) return within;
  // The folder is ours; others may pass through it, not read it.
  await chmod(folder, ((await stat(folder)).mode & 0o777) | 0o011);
  if (await giveFolder(within, account)) return within;
  await rm(within, { recursive: true, force: true });
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const elsewhere = join(await sharedFolder(account), `data-${name}`);
  if (await giveFolder(elsewhere, account)) return elsewhere;
  throw new LocalServiceError(`Postgres cannot use ${elsewhere}. Set DATABASE_URL, or run this as an ordinary user.`);
}

async function giveFolder(folder: string, account: Account): Promise<boolean> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chown(folder, account.uid, account.gid);
  return canUseFolder(account, folder);
}

/** Postgres insists that its data belong to the one who runs it; said here in words that help. */
async function refuseForeignCluster(clusterDir: string, account: Account | undefined): Promise<void> {
  const made = await stat(clusterDir).catch(() => undefined);
  if (made === undefined || account !== undefined || made.uid === process.getuid?.()) return;
  throw new LocalServiceError(
    `${clusterDir} was made by another user (number ${String(made.uid)}). Start as that user or as root, or set DATABASE_URL.`,
  );
}

async function makeCluster(
  binaries: PostgresBinaries,
  clusterDir: string,
  password: string,
  account: Account | undefined,
): Promise<void> {
  // Made beside its place and moved when it is whole: an initdb that is killed leaves what looks like a cluster.
  const draft = `${clusterDir}.new`;
  const passwordFile = `${clusterDir}.password`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  try {
    if (account !== undefined) {
      await chown(draft, account.uid, account.gid);
      await chown(passwordFile, account.uid, account.gid);
    }
    await runProgram(
      join(binaries, 'bin/initdb'),
      [
        `--pgdata=${draft}`,
        `--username=${SUPERUSER}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        // Without these the cluster takes whatever the shell's language is, down to SQL_ASCII.
        '--encoding=UTF8',
        '--locale=C.UTF-8',
        '--data-checksums',
        '--no-sync',
      ],
      { account, cwd: '/', timeoutMs: INITDB_WITHIN_MS, env: { PATH: process.env['PATH'], TZ: 'UTC' } },
    );
    await rename(draft, clusterDir);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(draft, { recursive: true, force: true });
  }
}

/**
 * Removes the lock file of a postmaster that died without a word, when its number belongs to another program by now;
 * Postgres itself would take that program for the postmaster and refuse to start.
 */
async function forgetStalePostmaster(clusterDir: string): Promise<void> {
  const lockFile = join(clusterDir, 'postmaster.pid');
  const text = await readFile(lockFile, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const pid = Number(text.split('\n')[0]);
  if (
    Number.isInteger(pid) &&
    pid > 0 &&
    (await startTime(pid)) !== undefined &&
    (await servesCluster(pid, clusterDir))
  ) {
    throw new LocalServiceError(
      `Postgres already runs on ${clusterDir} as process ${String(pid)}, and was not started from here. Stop it first.`,
    );
  }
  await rm(lockFile, { force: true });
}

async function servesCluster(pid: number, clusterDir: string): Promise<boolean> {
  const commandLine =
    process.platform === 'linux'
      ? await readFile(`/proc/${String(pid)}/cmdline`, 'utf8').catch(() => '')
      : await runProgram('ps', ['-o', 'command=', '-p', String(pid)], { timeoutMs: 5_000 }).catch(() => '');
  return commandLine.includes(clusterDir);
}

function settingArguments(port: number, { durable, settings = {} }: PostgresOptions): string[] {
  const all: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    // No socket file: its path may be 107 bytes long at most, and a data folder may be deeper than that.
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    max_connections: '200',
    shared_buffers: '256MB',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    ...settings,
  };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Waits until the server answers, and makes our database when it is not there. */
async function untilDatabaseExists(server: ServiceProcess, urlOf: (database: string) => string): Promise<void> {
  const deadline = performance.now() + START_WITHIN_MS;
  for (;;) {
    if (!server.running) throw await server.failure(await server.ended);
    if (performance.now() > deadline) {
      throw await server.failure(`was not ready within ${String(START_WITHIN_MS / 1000)} s`);
    }
    const client = new Client({ connectionString: urlOf('postgres'), connectionTimeoutMillis: 5_000 });
    // An error after the connection broke is told by the query as well.
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
      if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
      return;
    } catch (error) {
      if (!isStartingUp(error)) throw await server.failure(`refuses us (${messageOf(error)})`);
    } finally {
      await client.end().catch(() => undefined);
    }
    await sleep(25);
  }
}

/** Nobody listens yet, the connection was cut, or the server says that it is starting up (57P03). */
function isStartingUp(error: unknown): boolean {
  if (['ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P03'].includes(errorCode(error) ?? '')) return true;
  return /timeout|terminated/i.test(messageOf(error));
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
