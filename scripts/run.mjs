/**
 * The one door to the project's commands: `node scripts/run.mjs <command> [arguments]` makes ready what is missing, then
 * runs `dist/cli/<command>.js` and ends as that ended.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, PreparationError, projectDir, requireNode } from './project.mjs';

/** Programs of our packages that are commands of the project as well, run one after another. */
const TOOLS = {
  build: [],
  typecheck: [
    ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'],
    // What runs in browsers has a browser's types.
    ['node_modules/typescript/bin/tsc', '-p', 'src/web/shared/assets/tsconfig.json'],
  ],
  lint: [['node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings']],
  format: [['node_modules/prettier/bin/prettier.cjs', '--write', '.']],
  'format:check': [['node_modules/prettier/bin/prettier.cjs', '--check', '.']],
  architecture: [
    ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.mjs', 'src', 'test'],
  ],
};

/** Commands that work on an install, and read its settings from `.env` like it does; tests and plays bring their own. */
const OPERATING = new Set([
  'migrate',
  'check-ledger',
  'rebuild-totals',
  'replay-events',
  'settle-pledges',
  'confirm-kilometres',
  'vouchers',
  'schedule-reminders',
  'tell-next-edition',
  'attention',
  'retry-mails',
  'after-restore',
]);

const [command, ...args] = process.argv.slice(2);

try {
  if (command === undefined) throw new PreparationError('Usage: node scripts/run.mjs <command> [arguments]');
  await requireNode();
  await ensureInstalled(say);
  const tool = TOOLS[command];
  if (tool === undefined || command === 'build') await ensureBuilt(say);
  if (OPERATING.has(command)) readEnvFile();
  for (const program of tool ?? [[ownProgram()]]) {
    process.exitCode = await runProgram([...program, ...args]);
    if (process.exitCode !== 0) break;
  }
} catch (error) {
  if (!(error instanceof PreparationError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function say(line) {
  console.error(`· ${line}`);
}

/** What the environment says already holds; the file only adds to it. */
function readEnvFile() {
  const file = join(projectDir, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
}

function ownProgram() {
  const program = join(projectDir, 'dist', 'cli', `${command}.js`);
  if (!/^[a-z-]+$/.test(command) || !existsSync(program))
    throw new PreparationError(`There is no command "${command}".`);
  return program;
}

/** Runs the program in our place: same input and output, signals passed on, its end is ours. */
async function runProgram(program) {
  const child = spawn(process.execPath, ['--enable-source-maps', ...program], { cwd: projectDir, stdio: 'inherit' });
  const passOn = (signal) => {
    // From the keyboard a signal reaches the whole group, the child included; told twice, it would hurry.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, passOn);
  if (process.env.npm_lifecycle_event !== undefined) endWithParent(child);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

/** A signal to npm ends npm and its shell without a word to us; that our parent is another then is all we learn of it. */
function endWithParent(child) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 250);
  watch.unref();
}
