/**
 * Brings the project to the point where its programs can run: the packages of the lock file, and a build that is as new
 * as the sources. Uses nothing but Node, because it runs before anything is installed.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { alone } from './lock.mjs';

/** The root of the project. */
export const projectDir = fileURLToPath(new URL('../', import.meta.url)).replace(/\/$/, '');

const at = (...parts) => join(projectDir, ...parts);
const locks = at('.tmp', 'locks');
const installStamp = at('node_modules', '.installed-from.json');
const buildStamp = at('dist', '.built-from.json');

/** A step that prepares the project did not succeed; what it printed says why. */
export class PreparationError extends Error {}

/** @throws {PreparationError} on a Node that is too old for the project's packages */
export async function requireNode(version = process.versions.node) {
  const { engines } = JSON.parse(await readFile(at('package.json'), 'utf8'));
  const needed = engines.node
    .match(/(\d+)\.(\d+)/)
    .slice(1, 3)
    .map(Number);
  const [major, minor] = version.split('.').map(Number);
  if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
    throw new PreparationError(`This needs Node ${needed.join('.')} or newer; this is Node ${version}.`);
  }
}

/** Installs the packages when they are missing or were installed from another lock file. */
export async function ensureInstalled(log) {
  const wanted = await hashOf([at('package-lock.json')]);
  if ((await readStamp(installStamp)) === wanted) return;
  await alone(locks, 'install', async () => {
    if ((await readStamp(installStamp)) === wanted) return;
    if (!(await isInstalled())) {
      log('Installing the packages (npm ci); this takes a minute the first time');
      try {
        await npm('ci');
      } catch (error) {
        // A registry that lacks a package for another system leaves it out of the lock file, which npm ci then refuses.
        if (!/EUSAGE/.test(error.message)) throw error;
        log('The lock file is not complete for every system; installing what it names (npm install)');
        await npm('install', '--no-save');
      }
    }
    await writeFile(installStamp, JSON.stringify(wanted));
  });
}

/** Builds `dist` when it is missing or older than the sources. */
export async function ensureBuilt(log = () => undefined) {
  if ((await readStamp(buildStamp)) === (await sourcesHash())) return;
  await alone(locks, 'build', async () => {
    const wanted = await sourcesHash();
    if ((await readStamp(buildStamp)) === wanted) return;
    log('Building');
    await rm(buildStamp, { force: true });
    await run(process.execPath, [at('node_modules/@nestjs/cli/bin/nest.js'), 'build'], 'The build');
    await removeWhatHasNoSource(at('dist'), at('src'));
    await writeFile(buildStamp, JSON.stringify(wanted));
  });
}

/** What npm notes beside the packages agrees with the lock file: somebody has installed them by hand. */
async function isInstalled() {
  const noted = await readFile(at('node_modules/.package-lock.json'), 'utf8').catch(() => undefined);
  if (noted === undefined) return false;
  const here = JSON.parse(noted).packages;
  const wanted = JSON.parse(await readFile(at('package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional, devOptional, peer }]) =>
      path === '' || optional || devOptional || (peer && here[path] === undefined) || here[path]?.version === version,
  );
}

async function sourcesHash() {
  const files = (await filesUnder(at('src'))).filter((file) => !/\.spec\.tsx?$/.test(file));
  const settings = ['.swcrc', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json'].map((file) => at(file));
  const hash = createHash('sha256');
  for (const file of [...settings, ...files.sort()]) {
    const { size, mtimeMs } = await stat(file);
    hash.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

async function filesUnder(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** A file whose source is gone must not go on working in secret. */
async function removeWhatHasNoSource(built, sources) {
  for (const file of await filesUnder(built)) {
    const source = join(sources, file.slice(built.length)).replace(/\.map$/, '');
    const candidates = source.endsWith('.js')
      ? [source, source.replace(/\.js$/, '.ts'), source.replace(/\.js$/, '.tsx')]
      : [source];
    if (!candidates.some((candidate) => existsSync(candidate))) await rm(file);
  }
}

async function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(await readFile(file));
  return hash.digest('hex');
}

async function readStamp(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    // No stamp, or half a stamp: it has to be done again.
    return undefined;
  }
}

/** Install scripts are not needed: what the packages leave to them is done when it is used. */
function npm(...command) {
  const args = [
    ...command,
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const program = process.env.npm_execpath;
  const [file, before] = program?.endsWith('.js') ? [process.execPath, [program]] : ['npm', []];
  return run(file, [...before, ...args], `npm ${command[0]}`);
}

/** Runs a program quietly; what it said is shown when it fails. */
async function run(file, args, name) {
  const child = spawn(file, args, { cwd: projectDir, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (text) => {
      said = (said + text).slice(-20_000);
    });
  }
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      said += error.message;
      resolve(1);
    });
    child.once('close', (ended) => resolve(ended ?? 1));
  });
  if (code !== 0) throw new PreparationError(`${name} failed (${code}):\n${said.trimEnd()}`);
}
