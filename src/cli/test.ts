import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { readKeptLogs } from './kept-logs/read-kept-logs.js';
import { endLeftover, PROJECT_DIR } from '../local-services/index.js';

/**
 * `npm test`: every check of the project in order, the quick ones first. A step that fails does not stop the later ones,
 * so that one run tells everything. `npm test -- <pattern>` runs the tests of matching files alone.
 */

/** What `.ci/run` reads its closing line from. */
const JEST_RESULT = join(PROJECT_DIR, '.tmp/jest-result.json');
/** Where the logs of programs are kept during a run. */
const KEPT_LOGS = 'kept-logs';
const STEP_WITHIN_MS = 2_700_000;
/** Ctrl-C can reach us twice, from the keyboard and passed on by npm. */
const SAME_SIGNAL_MS = 500;
const KEPT_CHARACTERS = 100_000;

interface Step {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whether its output is shown as it comes; else only when it fails. */
  readonly shown?: boolean;
}

interface Outcome {
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
}

const modules = join(PROJECT_DIR, 'node_modules');
const CHECKS: readonly Step[] = [
  { name: 'Format', args: [join(modules, 'prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'] },
  { name: 'Lint', args: [join(modules, 'oxlint/bin/oxlint'), '--type-aware', '--deny-warnings'] },
  { name: 'Types', args: [join(modules, 'typescript/bin/tsc'), '-p', 'tsconfig.json'] },
  { name: 'Types (pages)', args: [join(modules, 'typescript/bin/tsc'), '-p', 'src/web/shared/assets/tsconfig.json'] },
  {
    name: 'Architecture',
    args: [
      join(modules, 'dependency-cruiser/bin/dependency-cruise.mjs'),
      '--config=.dependency-cruiser.mjs',
      '--output-type=err-long',
      'src',
      'test',
    ],
  },
];

let current: ChildProcess | undefined;
let interruptedAt: number | undefined;
async function main(patterns: readonly string[]): Promise<number> {
  // Services, browsers and tests put their scratch files in here, so that one removal leaves nothing behind.
  const scratch = await mkdtemp(join(tmpdir(), 'refugee-walk-test-run-'));
  await chmod(scratch, 0o711);
  await mkdir(join(scratch, KEPT_LOGS));
  const outcomes: Outcome[] = [];
  try {
    for (const step of patterns.length > 0 ? [tests(scratch, patterns)] : [...CHECKS, tests(scratch, [])]) {
      if (interruptedAt === undefined) outcomes.push(await take(step));
    }
    if (interruptedAt === undefined) outcomes.push(await logs(scratch));
  } finally {
    await endEverything(scratch);
  }
  if (interruptedAt !== undefined) {
    console.log('\nInterrupted. Nothing is left running.');
    return 130;
  }
  console.log(`\n${outcomes.map(({ name, ok, seconds }) => line(ok, name, seconds)).join('\n')}`);
  return outcomes.every(({ ok }) => ok) ? 0 : 1;
}

function tests(scratch: string, patterns: readonly string[]): Step {
  return {
    name: 'Tests',
    args: [
      // Jest runs ES modules by Node's own API for that, which Node still calls experimental.
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      join(modules, 'jest/bin/jest.js'),
      '--json',
      `--outputFile=${JEST_RESULT}`,
      ...patterns,
    ],
    env: { TMPDIR: scratch, NODE_ENV: 'test', KEPT_LOGS_DIR: join(scratch, KEPT_LOGS) },
    shown: true,
  };
}

/** Reads what every program wrote that the tests started: no log may name anybody or open anything. */
async function logs(scratch: string): Promise<Outcome> {
  const began = performance.now();
  const { files, lines, found } = await readKeptLogs(join(scratch, KEPT_LOGS));
  const name = `Logs (${String(files)} files, ${String(lines)} lines)`;
  const outcome = { name, ok: found.length === 0, seconds: (performance.now() - began) / 1000 };
  console.log(line(outcome.ok, outcome.name, outcome.seconds));
  if (!outcome.ok) console.log(`\n${found.join('\n')}\n`);
  return outcome;
}

async function take(step: Step): Promise<Outcome> {
  const began = performance.now();
  if (step.shown === true) {
    console.log(`\n${step.name}`);
    await mkdir(join(PROJECT_DIR, '.tmp'), { recursive: true });
    await rm(JEST_RESULT, { force: true });
  }
  const { code, said } = await run(step);
  const outcome = { name: step.name, ok: code === 0, seconds: (performance.now() - began) / 1000 };
  if (step.shown !== true) console.log(line(outcome.ok, outcome.name, outcome.seconds));
  if (!outcome.ok && said !== '') console.log(`\n${said.trimEnd()}\n`);
  return outcome;
}

/** Runs the step in a process group of its own, so that an interruption ends its children as well. */
function run(step: Step): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, step.args, {
    cwd: PROJECT_DIR,
    env: { ...process.env, ...step.env },
    stdio: step.shown === true ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  current = child;
  let said = '';
  for (const output of [child.stdout, child.stderr]) {
    output?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-KEPT_CHARACTERS);
    });
  }
  const timer = setTimeout(() => {
    said += `\n${step.name} took longer than ${String(STEP_WITHIN_MS / 1000)} s.`;
    endGroup(child, 'SIGKILL');
  }, STEP_WITHIN_MS);
  return new Promise((resolve) => {
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ code: 1, said: error.message });
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 1, said });
    });
  });
}

function interrupt(): void {
  const now = performance.now();
  if (interruptedAt !== undefined && now - interruptedAt < SAME_SIGNAL_MS) return;
  // The second time is for a step that does not listen.
  if (current !== undefined) endGroup(current, interruptedAt === undefined ? 'SIGTERM' : 'SIGKILL');
  interruptedAt ??= now;
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(-child.pid, signal);
}

const Placed = z.object({ clusterDir: z.string() });

/** Ends what an interrupted run of tests has left, and removes its data, those put elsewhere included. */
async function endEverything(scratch: string): Promise<void> {
  const files = await recordsIn(scratch, 3);
  for (const file of files.filter((name) => name.endsWith('.pid'))) {
    await endLeftover(file, [
      ['SIGINT', 5_000],
      ['SIGKILL', 5_000],
    ]);
  }
  for (const file of files.filter((name) => name.endsWith('postgres.json'))) {
    const { clusterDir } = Placed.parse(JSON.parse(await readFile(file, 'utf8')));
    await rm(clusterDir, { recursive: true, force: true });
  }
  await rm(scratch, { recursive: true, force: true });
}

/** The files in which services note what and where they are; the insides of a database are left alone. */
async function recordsIn(folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries.filter((entry) => entry.isFile()).map((entry) => join(folder, entry.name));
  for (const entry of entries) {
    if (!entry.isDirectory() || entry.name === 'postgres' || depth === 0) continue;
    found.push(...(await recordsIn(join(folder, entry.name), depth - 1)));
  }
  return found;
}

function line(ok: boolean, name: string, seconds: number): string {
  return `${ok ? '✓' : '✗'} ${name.padEnd(14)}${seconds.toFixed(1).padStart(6)} s`;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
process.exitCode = await main(process.argv.slice(2));
