import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadEnvFile } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DataFolderInUseError,
  endLeftover,
  freePort,
  isPortFree,
  LocalServiceError,
  type LocalServices,
  PROJECT_DIR,
  runProgram,
  ServiceProcess,
  startLocalServices,
} from '../local-services/index.js';
import { asRole } from '../platform/database/database-roles.js';

/**
 * `npm start`: the whole platform on a machine that has only Node. Brings up what is missing, in order, says what to
 * open, and ends everything it started when it is told to, or when a part of it ends.
 */

const DIST = join(PROJECT_DIR, 'dist');
const PREPARE_WITHIN_MS = 120_000;
const READY_WITHIN_MS = 60_000;
const STOP_APP_WITHIN_MS = 15_000;
const STOP_SANDBOX_WITHIN_MS = 5_000;
const HURRY_WITHIN_MS = 5_000;
const SANDBOX_PORT = 12_111;
/** Ctrl-C can reach us twice, from the keyboard and passed on by npm; only a later one means haste. */
const SAME_SIGNAL_MS = 500;

/** What the environment and `.env` say, with what we choose where they say nothing. */
interface Settings {
  readonly dataDir: string;
  readonly port: number;
  readonly appUrl: string;
  readonly organiserKey: string;
  readonly secretsKey: string;
  /** Whether payments go to the stand-in that we start ourselves. */
  readonly ownSandbox: boolean;
}

/** Everything that runs, in the order in which it was started. */
interface Running {
  services?: LocalServices;
  sandbox?: ServiceProcess;
  app?: ServiceProcess;
}

/** Told to stop before everything had started. */
class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

const WORKER_ROLE = 'refugee_walk_worker';

const running: Running = {};
let askedAt: number | undefined;
let stopNow: () => void;
const askedToStop = new Promise<'asked'>((settle) => {
  stopNow = () => {
    settle('asked');
  };
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, hear);
// A promise alone does not keep Node alive, and everything that we start is meant not to.
const heartbeat = setInterval(() => undefined, 3_600_000);
process.exitCode = await main();
clearInterval(heartbeat);

async function main(): Promise<number> {
  const up = bringUp(performance.now());
  try {
    const how = await Promise.race([askedToStop, up]);
    if (how !== 'asked') throw how;
    say('\nStopping …');
    await stopAll();
    // What was being started at that moment is ended as well.
    await up.catch(() => undefined);
    await stopAll();
    say('Stopped. The data are kept.');
    return 0;
  } catch (error) {
    console.error(`\n${explain(error)}`);
    await stopAll();
    return 1;
  }
}

/** Starts everything, then waits. @returns the error of the part that ended, if one ever does */
async function bringUp(began: number): Promise<Error> {
  const settings = await readSettings();
  say('· Postgres and Redis');
  const services = await startLocalServices({
    dataDir: settings.dataDir,
    databaseUrl: process.env['DATABASE_URL'],
    redisUrl: process.env['REDIS_URL'],
    log: (line) => say(`  ${line}`),
  });
  running.services = services;
  goOn();
  // The folder is ours now: what a killed run has left behind belongs to nobody else.
  await endLeftovers(settings.dataDir);
  if (!(await isPortFree(settings.port))) {
    throw new LocalServiceError(
      `Port ${String(settings.port)} is taken by another program. Stop that one, or choose another port: PORT=3001 npm start`,
    );
  }
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
    PORT: String(settings.port),
    PUBLIC_URL: publicUrl(settings),
    ORGANISER_KEY: settings.organiserKey,
    SECRETS_KEY: settings.secretsKey,
    APP_ROLE: 'all',
  };

  say(settings.ownSandbox ? "· Schema, demo edition and Stripe's stand-in" : '· Schema and demo edition');
  const asWorker = await workerOf(settings, services.databaseUrl);
  const sandboxUrl = await bothOf(
    settings.ownSandbox ? startSandbox(settings, env) : Promise.resolve(undefined),
    runToEnd('cli/prepare-database.js', { ...env, ...asWorker?.toMake }),
  );
  goOn();
  if (sandboxUrl !== undefined) env['STRIPE_API_BASE'] = sandboxUrl;
  say('· Web and worker');
  const app = await startProgram('The app', 'main.js', settings, { ...env, ...asWorker?.toBe });
  running.app = app;
  await untilItAnswers(app, `${settings.appUrl}/health/ready`);
  if (sandboxUrl !== undefined) {
    say('· Teams, walkers and gifts of the demo edition');
    await runToEnd('cli/play-demo-edition.js', env, ['--app', settings.appUrl, '--sandbox', sandboxUrl]);
    goOn();
  }
  say(whatToOpen(settings, env, performance.now() - began));
  return firstToEnd(services);
}

/** Waits for both, the one that fails too: what the other has started by then can be stopped. @returns what the first gives */
async function bothOf<Result>(first: Promise<Result>, second: Promise<unknown>): Promise<Result> {
  await Promise.allSettled([first, second]);
  await second;
  return first;
}

async function readSettings(): Promise<Settings> {
  const file = join(PROJECT_DIR, '.env');
  if (existsSync(file)) loadEnvFile(file);
  const dataDir = resolve(PROJECT_DIR, variable('DATA_DIR') ?? '.data');
  await mkdir(dataDir, { recursive: true, mode: 0o711 });
  const port = Number(variable('PORT') ?? 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new LocalServiceError(`PORT must be a whole number from 1 to 65535, not "${String(variable('PORT'))}".`);
  }
  return {
    dataDir,
    port,
    appUrl: `http://127.0.0.1:${String(port)}`,
    organiserKey: variable('ORGANISER_KEY') ?? (await keptKey(join(dataDir, 'organiser-key'))),
    secretsKey: variable('SECRETS_KEY') ?? (await keptKey(join(dataDir, 'secrets-key'))),
    ownSandbox: variable('STRIPE_SECRET_KEY') === undefined && variable('STRIPE_API_BASE') === undefined,
  };
}

/**
 * The app runs in a Postgres of ours with no more rights than it needs: those of a worker, as it is both. In a Postgres that
 * was given, whoever gave it says who we are.
 */
async function workerOf(settings: Settings, databaseUrl: string) {
  if (variable('DATABASE_URL') !== undefined) return null;
  const password = await keptKey(join(settings.dataDir, 'worker-database-password'));
  return {
    toMake: { DATABASE_WORKER_ROLE: WORKER_ROLE, DATABASE_WORKER_PASSWORD: password },
    toBe: { DATABASE_URL: asRole(databaseUrl, { name: WORKER_ROLE, password }) },
  };
}

async function endLeftovers(dataDir: string): Promise<void> {
  for (const program of ['main', 'stripe-sandbox']) {
    await endLeftover(join(dataDir, `${program}.pid`), [
      ['SIGTERM', STOP_APP_WITHIN_MS],
      ['SIGKILL', STOP_SANDBOX_WITHIN_MS],
    ]);
  }
}

/** A variable of the environment; an empty one counts as not set. */
function variable(name: string): string | undefined {
  const value = process.env[name];
  return value === '' ? undefined : value;
}

/** A key of this installation: made once, readable by nobody else. */
async function keptKey(file: string): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept.trim() !== '') return kept.trim();
  const key = randomBytes(24).toString('base64url');
  await writeFile(file, `${key}\n`, { mode: 0o600 });
  return key;
}

function publicUrl(settings: Settings): string {
  return (variable('PUBLIC_URL') ?? `http://localhost:${String(settings.port)}`).replace(/\/+$/, '');
}

async function startSandbox(settings: Settings, env: NodeJS.ProcessEnv): Promise<string> {
  const port = await freePort(SANDBOX_PORT);
  const url = `http://127.0.0.1:${String(port)}`;
  const sandbox = await startProgram("Stripe's stand-in", 'stripe-sandbox/main.js', settings, {
    ...env,
    HOST: '127.0.0.1',
    PORT: String(port),
    WEBHOOK_SECRET: variable('STRIPE_WEBHOOK_SECRETS')?.split(',')[0]?.trim(),
    WEBHOOK_URL: `${settings.appUrl}/webhooks/stripe`,
    DATA_DIR: join(settings.dataDir, 'stripe-sandbox'),
  });
  running.sandbox = sandbox;
  await untilItAnswers(sandbox, `${url}/_sandbox/state`);
  return url;
}

async function runToEnd(program: string, env: NodeJS.ProcessEnv, args: readonly string[] = []): Promise<void> {
  await runProgram(process.execPath, [join(DIST, program), ...args], {
    env,
    cwd: PROJECT_DIR,
    timeoutMs: PREPARE_WITHIN_MS,
  });
}

async function startProgram(
  name: string,
  program: string,
  settings: Settings,
  env: NodeJS.ProcessEnv,
): Promise<ServiceProcess> {
  const logs = join(settings.dataDir, 'logs');
  await mkdir(logs, { recursive: true });
  const short = (program.split('/')[0] ?? program).replace('.js', '');
  return ServiceProcess.start({
    name,
    file: process.execPath,
    args: ['--enable-source-maps', join(DIST, program)],
    cwd: PROJECT_DIR,
    env,
    logFile: join(logs, `${short}.log`),
    pidFile: join(settings.dataDir, `${short}.pid`),
    stopSignal: 'SIGTERM',
  });
}

async function untilItAnswers(program: ServiceProcess, url: string): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  let last = 'it did not answer';
  while (performance.now() < deadline) {
    if (!program.running) throw await program.failure(await program.ended);
    goOn();
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
      const text = await response.text();
      if (response.ok) return;
      last = `it answered ${String(response.status)} ${text.slice(0, 300)}`;
    } catch {
      // Nobody listens yet.
    }
    await sleep(50);
  }
  throw await program.failure(`was not ready within ${String(READY_WITHIN_MS / 1000)} s: ${last}`);
}

function whatToOpen(settings: Settings, env: NodeJS.ProcessEnv, tookMs: number): string {
  const local = `http://localhost:${String(settings.port)}`;
  const key = variable('STRIPE_SECRET_KEY');
  const payments =
    key === undefined
      ? `Stripe's stand-in at ${String(env['STRIPE_API_BASE'])}; no real money moves`
      : key.includes('_live_')
        ? 'Stripe, live: real money moves'
        : 'Stripe, test mode: no real money moves';
  const lines = [
    ['Public page', `${local}/`],
    ['Organiser page', `${local}/organise?key=${settings.organiserKey}`],
    // The mailbox is there only where no mail server is set and no real money moves.
    ...(variable('SMTP_URL') === undefined && variable('STRIPE_SECRET_KEY') === undefined
      ? [['Mailbox', `${local}/dev/mail`]]
      : []),
    ['Payments', payments],
    ['Data and logs', settings.dataDir],
  ];
  return [
    '',
    `The Refugee Walk is open, after ${(tookMs / 1000).toFixed(1)} s.`,
    '',
    ...lines.map(([what = '', where = '']) => `  ${what.padEnd(16)}${where}`),
    '',
    'Ctrl-C stops everything; the data are kept.',
  ].join('\n');
}

/** Waits until a part ends that should have gone on. */
async function firstToEnd(services: LocalServices): Promise<Error> {
  const programs = [running.app, running.sandbox].filter((program) => program !== undefined);
  return Promise.race([services.failed, ...programs.map(async (program) => program.failure(await program.ended))]);
}

/** The app first, then what it stands on. Whatever was not started is passed over. */
async function stopAll(): Promise<void> {
  await running.app?.stop(STOP_APP_WITHIN_MS);
  await running.sandbox?.stop(STOP_SANDBOX_WITHIN_MS);
  await running.services?.stop();
}

function goOn(): void {
  if (askedAt !== undefined) throw new InterruptedError();
}

function hear(): void {
  const now = performance.now();
  if (askedAt === undefined) {
    askedAt = now;
    stopNow();
  } else if (now - askedAt > SAME_SIGNAL_MS) {
    say('Hurrying …');
    void running.app?.kill();
    void running.sandbox?.kill();
    // What does not end by then is left to its warden.
    setTimeout(() => process.exit(130), HURRY_WITHIN_MS).unref();
  }
}

function explain(error: unknown): string {
  if (error instanceof DataFolderInUseError) return `The platform runs already. ${error.message}`;
  if (error instanceof LocalServiceError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function say(line: string): void {
  console.log(line);
}
