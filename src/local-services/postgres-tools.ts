import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isRoot } from './account.js';
import { errorCode, LocalServiceError, messageOf } from './errors.js';
import { isExecutable, onPath, pathFolders } from './executables.js';
import { runProgram } from './run-program.js';

/** What must lie together: a server, and tools of its very version. */
const PROGRAMS = ['postgres', 'initdb', 'psql', 'createdb', 'pg_dump', 'pg_restore'] as const;
/** What the platform runs on, by docs/operations.md. */
const OLDEST_VERSION = 15;

const HINT =
  'Install Postgres 15 or newer with its tools (apt-get install postgresql, dnf install postgresql-server, ' +
  'brew install postgresql), or name the folder with its bin/ in POSTGRES_TOOLS_DIR.';

/** Where systems put them outside the PATH: folders whose entries, one for each version, have a `bin/`. */
const PLACES: readonly (readonly [folder: string, entry: RegExp])[] = [
  ['/usr/lib/postgresql', /^\d+$/],
  ['/usr', /^pgsql-\d+$/],
  ['/opt/homebrew/opt', /^postgresql@\d+$/],
  ['/usr/local/opt', /^postgresql@\d+$/],
  ['/Applications/Postgres.app/Contents/Versions', /^\d+$/],
];

/**
 * A Postgres that has both a server and `pg_dump`, for rehearsing a backup; the packaged one has no tools, and tools of an
 * older version refuse its server. The folder that `POSTGRES_TOOLS_DIR` names, else what is on the PATH, else the newest of
 * where systems put it; else, for root on Debian and Ubuntu, the one that apt installs, without a database of its own.
 * @returns the folder with its `bin/`
 * @throws {LocalServiceError} that says what to install
 */
export async function findPostgresTools(): Promise<string> {
  const named = process.env['POSTGRES_TOOLS_DIR'] ?? '';
  if (named !== '') {
    if (await isUsable(named)) return named;
    throw new LocalServiceError(`${named} (POSTGRES_TOOLS_DIR) has no bin/ with ${PROGRAMS.join(', ')}. ${HINT}`);
  }
  const there = await firstUsable();
  if (there !== undefined) return there;
  if (!isRoot() || (await onPath('apt-get')) === undefined) {
    throw new LocalServiceError(`There is no Postgres with pg_dump on this machine. ${HINT}`);
  }
  await install();
  const installed = await firstUsable();
  if (installed === undefined) throw new LocalServiceError(`apt installed no Postgres that is new enough. ${HINT}`);
  return installed;
}

async function firstUsable(): Promise<string | undefined> {
  const candidates = pathFolders().filter((folder) => folder.endsWith('/bin'));
  const folders = candidates.map((folder) => dirname(folder));
  for (const [folder, entry] of PLACES) folders.push(...(await newestFirst(folder, entry)));
  for (const folder of folders) if (await isUsable(folder)) return folder;
  return undefined;
}

async function newestFirst(folder: string, entry: RegExp): Promise<string[]> {
  const versionOf = (name: string): number => Number(/\d+$/.exec(name)?.[0]);
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => entry.test(name))
    .toSorted((one, other) => versionOf(other) - versionOf(one))
    .map((name) => join(folder, name));
}

async function isUsable(folder: string): Promise<boolean> {
  for (const program of PROGRAMS) if (!(await isExecutable(join(folder, 'bin', program)))) return false;
  const said = await runProgram(join(folder, 'bin/postgres'), ['--version'], { timeoutMs: 10_000 }).catch(() => '');
  return Number(/ (\d+)/.exec(said)?.[1] ?? 0) >= OLDEST_VERSION;
}

/** Installs Debian's package, and nothing that it merely recommends. */
async function install(): Promise<void> {
  await startNoServer();
  const apt = (...args: string[]): Promise<string> =>
    runProgram('apt-get', ['-q', '-o', 'Dpkg::Options::=--force-confold', ...args], {
      timeoutMs: 240_000,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  const once = (): Promise<string> => apt('install', '--yes', '--no-install-recommends', 'postgresql');
  try {
    // The lists are missing on a fresh machine, or name versions that are no longer to be had.
    await once().catch(async () => {
      await apt('update');
      await once();
    });
  } catch (error) {
    throw new LocalServiceError(`Postgres could not be installed. ${HINT}\n${messageOf(error)}`, { cause: error });
  }
}

/** Debian's package makes a database and serves it on the usual port; nobody has asked for that, unless it is set up already. */
async function startNoServer(): Promise<void> {
  const folder = '/etc/postgresql-common';
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'createcluster.conf'), 'create_main_cluster = false\n', { flag: 'wx' }).catch(
    (error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw error;
    },
  );
}
