import { join } from 'node:path';
import { asRole } from '../../platform/database/database-roles.js';
import { PROJECT_DIR, ProgramFailedError, runProgram } from '../../local-services/index.js';

/** Where the built programs lie. */
export const DIST = join(PROJECT_DIR, 'dist');

const PREPARE_WITHIN_MS = 120_000;
const CHECK_WITHIN_MS = 600_000;
const A_DAY_MS = 86_400_000;
/**
 * How often our app asks for events whose deliveries were lost: seldom enough that nearly all come by webhook, often
 * enough that nobody's registration hangs on one.
 */
export const CATCH_UP_INTERVAL_MS = 45_000;
/** The stand-in delivers at once; what has not come after this long was dropped. */
const CATCH_UP_AFTER_MS = 2_000;

/** What `check-ledger` found. */
export interface LedgerVerdict {
  readonly ok: boolean;
  readonly said: string;
}

/** Where the parts of a scratch install find each other. */
export interface ScratchAddresses {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly sandboxUrl: string;
  readonly appUrl: string;
}

/** The variables that the processes of a scratch install get, besides those of their own. */
export function scratchSettings({ databaseUrl, redisUrl, sandboxUrl, appUrl }: ScratchAddresses): NodeJS.ProcessEnv {
  return {
    ...process.env,
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    STRIPE_API_BASE: sandboxUrl,
    // Whatever key the machine knows, it is not for this.
    STRIPE_SECRET_KEY: '',
    STRIPE_WEBHOOK_SECRETS: '',
    SMTP_URL: '',
    DATABASE_WEB_PASSWORD: ROLES.web.password,
    DATABASE_WORKER_PASSWORD: ROLES.worker.password,
    // A whole edition comes from one address here.
    RATE_LIMITS: 'off',
    PUBLIC_URL: appUrl,
    HOST: '127.0.0.1',
    CATCH_UP_INTERVAL_MS: String(CATCH_UP_INTERVAL_MS),
    CATCH_UP_AFTER_MS: String(CATCH_UP_AFTER_MS),
    LOG_LEVEL: 'warn',
  };
}

/** The roles of a scratch install; its database goes with it. */
const ROLES = {
  web: { name: 'refugee_walk_web', password: 'web-of-a-scratch-install' },
  worker: { name: 'refugee_walk_worker', password: 'worker-of-a-scratch-install' },
} as const;

/** The variables of a process that runs with no more rights in Postgres than it needs, as in production. */
export function asProcess(env: NodeJS.ProcessEnv, role: 'web' | 'worker'): NodeJS.ProcessEnv {
  return { ...env, DATABASE_URL: asRole(env['DATABASE_URL'] ?? '', ROLES[role]), APP_ROLE: role };
}

/** The variables of the stand-in beside it. */
export function sandboxSettings(env: NodeJS.ProcessEnv, port: number): NodeJS.ProcessEnv {
  return {
    ...env,
    PORT: String(port),
    WEBHOOK_URL: `${env['PUBLIC_URL'] ?? ''}/webhooks/stripe`,
    // The story says when a bank answers.
    SEPA_SETTLE_MS: String(A_DAY_MS),
    REFUND_SETTLE_MS: '1000',
  };
}

/** Makes the tables and the edition with its rules, and nobody in it; there are places enough for the story. */
export async function prepareEdition(env: NodeJS.ProcessEnv, scale: number, signal: AbortSignal): Promise<void> {
  await prepare('migrate', [], env);
  signal.throwIfAborted();
  await prepare('load-demo-edition', ['--rules-only', '--scale', String(Math.max(1, scale))], env);
  signal.throwIfAborted();
}

async function prepare(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  await runProgram(process.execPath, [join(DIST, 'cli', `${command}.js`), ...args], {
    timeoutMs: PREPARE_WITHIN_MS,
    cwd: PROJECT_DIR,
    env,
  });
}

/** Runs `check-ledger` as a program of its own. */
export async function checkLedger(databaseUrl: string, sandboxUrl: string): Promise<LedgerVerdict> {
  try {
    const said = await runProgram(
      process.execPath,
      [join(DIST, 'cli/check-ledger.js'), '--json', '--settled-seconds', '0'],
      {
        timeoutMs: CHECK_WITHIN_MS,
        cwd: PROJECT_DIR,
        env: {
          ...process.env,
          DATABASE_URL: databaseUrl,
          STRIPE_API_BASE: sandboxUrl,
          STRIPE_SECRET_KEY: '',
          STRIPE_WEBHOOK_SECRETS: '',
        },
      },
    );
    return { ok: true, said };
  } catch (error) {
    if (error instanceof ProgramFailedError) return { ok: false, said: error.message };
    throw error;
  }
}

/** Whether a service answers well at this address. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    // Nobody listens yet.
    return false;
  }
}
