import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { isRoot } from './account.js';
import { LocalServiceError, messageOf } from './errors.js';
import { isExecutable, onPath } from './executables.js';
import { PROJECT_DIR } from './project-folder.js';
import { runProgram } from './run-program.js';

/** A program that speaks Redis, and what it needs in its environment. */
export interface RedisBinary {
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
}

const HINT =
  'Install it (apt-get install redis-server, brew install redis, dnf install valkey), ' +
  'start one with: docker compose up redis, or set REDIS_URL to a Redis of your own.';

/**
 * A Redis server: the one on the PATH, else the one that was fetched before, else, on Debian and Ubuntu, its packages are
 * fetched by apt and unpacked into the project's data folder. Nothing is installed and no rights are needed.
 * @throws {LocalServiceError} with a hint when there is none
 */
export async function findRedisBinary(log: (line: string) => void): Promise<RedisBinary> {
  for (const name of ['redis-server', 'valkey-server']) {
    const file = await onPath(name);
    if (file !== undefined) return { file, env: {} };
  }
  const folder = join(PROJECT_DIR, '.data/programs/redis');
  if (!(await isExecutable(join(folder, 'usr/bin/redis-server')))) {
    if ((await onPath('apt-get')) === undefined || (await onPath('dpkg-deb')) === undefined) {
      throw new LocalServiceError(`There is no Redis on this machine. ${HINT}`);
    }
    log('Fetching Redis (Debian packages, unpacked into .data, nothing is installed)');
    await fetchPackages(folder);
  }
  return unpacked(folder);
}

async function fetchPackages(folder: string): Promise<void> {
  const draft = `${folder}.${String(process.pid)}`;
  await mkdir(join(draft, 'packages'), { recursive: true });
  try {
    await downloadPackages(draft, join(draft, 'packages'));
    for (const file of await readdir(join(draft, 'packages'))) {
      await runProgram('dpkg-deb', ['-x', join(draft, 'packages', file), draft], { timeoutMs: 60_000 });
    }
    await rm(join(draft, 'packages'), { recursive: true });
    await rm(join(draft, 'apt'), { recursive: true, force: true });
    await runProgram(join(draft, 'usr/bin/redis-server'), ['--version'], {
      timeoutMs: 10_000,
      env: { ...process.env, ...(await unpacked(draft)).env },
    });
    // Whoever was quicker has made the same.
    await rename(draft, folder).catch(() => undefined);
  } catch (error) {
    throw new LocalServiceError(`Redis could not be fetched. ${HINT}\n${messageOf(error)}`, {
      cause: error,
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function downloadPackages(draft: string, packages: string): Promise<void> {
  if (await knowsRedis()) {
    try {
      await download([], packages);
      return;
    } catch {
      // The lists are old, and the versions that they name are no longer to be had: see below.
    }
  }
  const apt = isRoot() ? [] : await ownAptFolders(draft);
  await runProgram('apt-get', ['-q', ...apt, 'update'], { timeoutMs: 180_000 });
  await download(apt, packages);
}

/** An ordinary user may not write apt's folders, but may have apt keep its lists in folders of their own. */
async function ownAptFolders(draft: string): Promise<readonly string[]> {
  const lists = join(draft, 'apt/lists');
  const cache = join(draft, 'apt/cache');
  await mkdir(join(lists, 'partial'), { recursive: true });
  await mkdir(join(cache, 'archives/partial'), { recursive: true });
  return ['-o', `Dir::State::Lists=${lists}`, '-o', `Dir::Cache=${cache}`];
}

async function knowsRedis(): Promise<boolean> {
  const said = await runProgram('apt-cache', ['show', '--no-all-versions', 'redis-server'], {
    timeoutMs: 30_000,
  }).catch(() => '');
  return said.includes('Filename:');
}

async function download(apt: readonly string[], packages: string): Promise<void> {
  const names = await missingPackages(apt);
  await runProgram('apt-get', ['-q', ...apt, 'download', ...names], { cwd: packages, timeoutMs: 180_000 });
}

/** What redis-server depends on by apt's own word (the names differ from release to release), less what is installed. */
async function missingPackages(apt: readonly string[]): Promise<string[]> {
  const kinds = ['suggests', 'recommends', 'conflicts', 'breaks', 'replaces', 'enhances'].map((kind) => `--no-${kind}`);
  const said = await runProgram('apt-cache', [...apt, 'depends', '--recurse', ...kinds, 'redis-server'], {
    timeoutMs: 30_000,
  });
  const names = [...new Set(said.split('\n').filter((line) => /^(lib|redis-)[a-z0-9.+-]+$/.test(line)))];
  const missing: string[] = [];
  for (const name of names.slice(0, 100)) {
    const status = await runProgram('dpkg-query', ['-W', '-f=${Status}', name], { timeoutMs: 10_000 }).catch(() => '');
    if (!status.endsWith(' installed')) missing.push(name);
  }
  return missing;
}

/** The server in the folder, with the folders of its libraries. */
async function unpacked(folder: string): Promise<RedisBinary> {
  const libraries: string[] = [];
  for (const root of ['usr/lib', 'lib']) {
    const triplets = await readdir(join(folder, root)).catch(() => []);
    libraries.push(...triplets.filter((name) => name.includes('-linux-')).map((name) => join(folder, root, name)));
  }
  return { file: join(folder, 'usr/bin/redis-server'), env: { LD_LIBRARY_PATH: libraries.join(delimiter) } };
}
