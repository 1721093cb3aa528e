import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, PROJECT_DIR, runProgram, ServiceProcess, startLocalServices } from '../../local-services/index.js';

/** A durable Postgres, a Redis, a web process and a worker of our own; all thrown away at the end. */
export interface BenchStage {
  readonly appUrl: string;
  readonly databaseUrl: string;
  /** Opens the organisers' pages. */
  readonly organiserKey: string;
  /** The process that serves pages and files. */
  readonly webPid: number;
  /** The process that books. */
  readonly workerPid: number;
  /** A second web process, to which nothing comes but webhooks; the one for pages where there is none. */
  readonly webhooks: { readonly url: string; readonly pid: number };
  /** Where web and worker write their logs. */
  readonly logs: { readonly web: string; readonly worker: string };
  /** What commands on the same stage are started with. */
  readonly env: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

/** Where the built programs are. */
export const DIST = join(PROJECT_DIR, 'dist');
const ORGANISER_KEY = 'the-key-of-the-bench';
const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 15_000;

/**
 * Sets the stage; everything listens on loopback.
 * @param profileDir where web and worker leave a profile of where their time went, once they end
 * @param logLevel how much they write; by default only what is wrong
 * @param ownWebhooks whether webhooks have a process of their own, as deploy/ gives them
 */
export async function setBenchStage({
  profileDir,
  logLevel = 'error',
  ownWebhooks = false,
}: {
  readonly profileDir?: string | undefined;
  readonly logLevel?: string;
  readonly ownWebhooks?: boolean;
} = {}): Promise<BenchStage> {
  const folder = await mkdtemp(join(tmpdir(), 'refugee-walk-bench-'));
  const services = await startLocalServices({ dataDir: folder, postgres: { durable: true } });
  const [webPort, workerPort, webhooksPort] = [await freePort(), await freePort(), await freePort()];
  const [appUrl, webhooksUrl] = [webPort, webhooksPort].map((port) => `http://127.0.0.1:${String(port)}`) as [
    string,
    string,
  ];
  const env = {
    ...process.env,
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
    STRIPE_SECRET_KEY: '',
    STRIPE_WEBHOOK_SECRETS: '',
    SMTP_URL: '',
    PUBLIC_URL: appUrl,
    HOST: '127.0.0.1',
    ORGANISER_KEY,
    STORAGE_DIR: join(folder, 'uploads'),
    CATCH_UP_INTERVAL_MS: '3600000',
    RATE_LIMITS: 'off',
    LOG_LEVEL: logLevel,
  };
  for (const command of ['migrate', 'load-demo-edition']) {
    await runProgram(process.execPath, [join(DIST, 'cli', `${command}.js`)], {
      timeoutMs: READY_WITHIN_MS,
      cwd: PROJECT_DIR,
      env,
    });
  }
  const programs: ServiceProcess[] = [];
  for (const [name, role, port] of [
    ['web', 'web', webPort],
    ['worker', 'worker', workerPort],
    ...(ownWebhooks ? ([['webhooks', 'web', webhooksPort]] as const) : []),
  ] as const) {
    const program = await ServiceProcess.start({
      name,
      file: process.execPath,
      args: [
        ...(profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`]),
        join(DIST, 'main.js'),
      ],
      cwd: PROJECT_DIR,
      env: { ...env, PORT: String(port), APP_ROLE: role },
      logFile: join(folder, `${name}.log`),
      pidFile: join(folder, `${name}.pid`),
      stopSignal: 'SIGTERM',
    });
    programs.push(program);
    await untilItAnswers(program, `http://127.0.0.1:${String(port)}/health/ready`);
  }
  return {
    appUrl,
    databaseUrl: services.databaseUrl,
    organiserKey: ORGANISER_KEY,
    webPid: programs[0]?.pid ?? 0,
    workerPid: programs[1]?.pid ?? 0,
    webhooks: ownWebhooks
      ? { url: webhooksUrl, pid: programs[2]?.pid ?? 0 }
      : { url: appUrl, pid: programs[0]?.pid ?? 0 },
    logs: { web: join(folder, 'web.log'), worker: join(folder, 'worker.log') },
    env,
    async stop() {
      for (const program of programs.reverse()) await program.stop(STOP_WITHIN_MS);
      await services.discard();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilItAnswers(program: ServiceProcess, url: string): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    if (!program.running) throw await program.failure(await program.ended);
    try {
      const response = await fetch(url);
      if (response.ok) return;
    } catch {
      // Nobody listens yet.
    }
    await sleep(50);
  }
  throw await program.failure('was not ready in time');
}
