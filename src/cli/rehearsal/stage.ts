import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  freePort,
  type LocalServices,
  PROJECT_DIR,
  ServiceProcess,
  startLocalServices,
} from '../../local-services/index.js';
import type { RehearsalOptions } from './options.js';
import {
  answers,
  asProcess,
  CATCH_UP_INTERVAL_MS,
  checkLedger,
  DIST,
  type LedgerVerdict,
  prepareEdition,
  sandboxSettings,
  scratchSettings,
} from './scratch.js';

/** Where a story is played. */
export interface Stage {
  readonly appUrl: string;
  readonly sandboxUrl: string;
  /** Runs `check-ledger`; `null` where the database is out of reach. */
  readonly checkLedger: (() => Promise<LedgerVerdict>) | null;
  /** What went wrong with a part of the stage that should be running; `null` while all is well. */
  readonly failure: () => Promise<Error | null>;
  /**
   * Makes the app ask Stripe for what was never delivered. Our own worker is started anew, since it asks at its start; a
   * running install asks by its own clock.
   */
  readonly catchUp: () => Promise<void>;
  /** Nothing may stand still for longer than this while it is not yet as it should be; ms. */
  readonly stillMs: number;
  /** Where the parts write their logs; `null` when they are not ours. */
  readonly logs: string | null;
  /** Ends everything that was started for the stage, and throws its data away. */
  readonly stop: () => Promise<void>;
}

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 15_000;
const STILL_MS = CATCH_UP_INTERVAL_MS + 45_000;
/** A running install asks every three minutes, unless it was told otherwise. */
const STILL_ELSEWHERE_MS = 300_000;

/**
 * Prepares the stage that the options ask for.
 * @param settings variables that our own processes get besides the usual ones
 * @throws {LocalServiceError} when a part does not start; whatever was started by then is ended
 */
export function setStage(
  options: RehearsalOptions,
  signal: AbortSignal,
  settings: Readonly<Record<string, string>> = {},
): Promise<Stage> {
  const { target } = options;
  return target === null ? new ScratchStage(options, signal, settings).set() : Promise.resolve(runningInstall(target));
}

/** A running install: nothing is started, and nothing is ended. */
function runningInstall(target: NonNullable<RehearsalOptions['target']>): Stage {
  const { databaseUrl } = target;
  return {
    appUrl: target.url,
    sandboxUrl: target.sandboxUrl,
    checkLedger: databaseUrl === null ? null : () => checkLedger(databaseUrl, target.sandboxUrl),
    failure: () => Promise.resolve(null),
    catchUp: () => Promise.resolve(),
    stillMs: STILL_ELSEWHERE_MS,
    logs: null,
    stop: () => Promise.resolve(),
  };
}

/** A database, a Redis, the stand-in, a web process and a worker of our own, all thrown away afterwards. */
class ScratchStage {
  readonly #programs: ServiceProcess[] = [];
  #folder = '';
  #services: LocalServices | undefined;
  #servicesFailure: Error | null = null;

  constructor(
    private readonly options: RehearsalOptions,
    private readonly signal: AbortSignal,
    private readonly settings: Readonly<Record<string, string>>,
  ) {}

  async set(): Promise<Stage> {
    try {
      return await this.#start();
    } catch (error) {
      await this.#stop();
      throw error;
    }
  }

  async #start(): Promise<Stage> {
    this.#folder = await mkdtemp(join(tmpdir(), 'refugee-walk-rehearsal-'));
    const services = await startLocalServices({ dataDir: this.#folder, postgres: { durable: true } });
    this.#services = services;
    void services.failed.then((error) => {
      this.#servicesFailure = error;
    });
    const [sandboxPort, webPort, workerPort] = [await freePort(), await freePort(), await freePort()];
    const sandboxUrl = `http://127.0.0.1:${String(sandboxPort)}`;
    const appUrl = `http://127.0.0.1:${String(webPort)}`;
    const addresses = { databaseUrl: services.databaseUrl, redisUrl: services.redisUrl, sandboxUrl, appUrl };
    const env = { ...scratchSettings(addresses), ...this.settings };
    await prepareEdition(env, this.options.scale, this.signal);
    const sandboxEnv = sandboxSettings(env, sandboxPort);
    await this.#run('stripe-sandbox/main.js', 'stripe-sandbox', sandboxUrl, '/_sandbox/state', sandboxEnv);
    await this.#run('main.js', 'web', appUrl, '/health/ready', {
      ...asProcess(env, 'web'),
      PORT: String(webPort),
    });
    const startWorker = (): Promise<ServiceProcess> =>
      this.#run('main.js', 'worker', `http://127.0.0.1:${String(workerPort)}`, '/health/ready', {
        ...asProcess(env, 'worker'),
        PORT: String(workerPort),
      });
    let worker = await startWorker();
    return {
      appUrl,
      sandboxUrl,
      checkLedger: () => checkLedger(services.databaseUrl, sandboxUrl),
      failure: () => this.#failure(),
      catchUp: async () => {
        this.#programs.splice(this.#programs.indexOf(worker), 1);
        await worker.stop(STOP_WITHIN_MS);
        worker = await startWorker();
      },
      stillMs: STILL_MS,
      logs: this.#folder,
      stop: () => this.#stop(),
    };
  }

  async #run(
    program: string,
    name: string,
    url: string,
    readyAt: string,
    env: NodeJS.ProcessEnv,
  ): Promise<ServiceProcess> {
    const started = await ServiceProcess.start({
      name,
      file: process.execPath,
      args: ['--enable-source-maps', join(DIST, program)],
      cwd: PROJECT_DIR,
      env,
      logFile: join(this.#folder, `${name}.log`),
      pidFile: join(this.#folder, `${name}.pid`),
      stopSignal: 'SIGTERM',
    });
    this.#programs.push(started);
    const deadline = performance.now() + READY_WITHIN_MS;
    while (!(await answers(`${url}${readyAt}`))) {
      this.signal.throwIfAborted();
      if (!started.running) throw await started.failure(await started.ended);
      if (performance.now() > deadline) {
        throw await started.failure(`was not ready within ${String(READY_WITHIN_MS / 1000)} s`);
      }
      await sleep(50);
    }
    return started;
  }

  async #failure(): Promise<Error | null> {
    const ended = this.#programs.find((program) => !program.running);
    return ended === undefined ? this.#servicesFailure : ended.failure(await ended.ended);
  }

  /** The app first, then what it stands on. */
  async #stop(): Promise<void> {
    for (const program of [...this.#programs].reverse()) await program.stop(STOP_WITHIN_MS);
    if (this.options.keep) await this.#services?.stop();
    else {
      await this.#services?.discard();
      if (this.#folder !== '') await rm(this.#folder, { recursive: true, force: true });
    }
  }
}
