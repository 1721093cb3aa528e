import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  freePort,
  PROJECT_DIR,
  type RunningPostgres,
  type RunningRedis,
  ServiceProcess,
  startPostgres,
  startRedis,
} from '../../local-services/index.js';
import {
  answers,
  asProcess,
  checkLedger,
  DIST,
  prepareEdition,
  sandboxSettings,
  scratchSettings,
} from '../rehearsal/scratch.js';
import type { Stage } from '../rehearsal/stage.js';
import type { FaultOptions } from './options.js';
import { Supervised } from './supervised.js';

const READY_WITHIN_MS = 90_000;
const LOOK_EVERY_MS = 50;
/** Much is never delivered here, and people wait for it. */
const CATCH_UP_INTERVAL_MS = 5_000;
const STILL_MS = 120_000;
const WORKERS = 2;
const CLOCK = pathToFileURL(join(DIST, 'cli/faults/shift-clock.js')).href;

/** A program of the platform, and by how much its clock is off from its next start on. */
export interface Part extends Supervised {
  clockShiftMs: number;
}

class ClockedPart extends Supervised implements Part {
  clockShiftMs = 0;
}

/** A whole install of which every part can be made to fail: one web process, two workers, and what they stand on. */
export class FaultyStage implements Stage {
  readonly stillMs = STILL_MS;
  readonly parts: Part[] = [];
  #postgres!: RunningPostgres;
  #redis!: RunningRedis;
  #sandbox: ServiceProcess | undefined;

  private constructor(
    readonly logs: string,
    readonly appUrl: string,
    readonly sandboxUrl: string,
    private readonly options: Pick<FaultOptions, 'scale' | 'keep'>,
  ) {}

  /** @throws {LocalServiceError} when a part does not start; whatever was started by then is ended */
  static async set(options: Pick<FaultOptions, 'scale' | 'keep'>, signal: AbortSignal): Promise<FaultyStage> {
    const folder = await mkdtemp(join(tmpdir(), 'refugee-walk-faults-'));
    const urlOf = (port: number): string => `http://127.0.0.1:${String(port)}`;
    const ports = { web: await freePort(), sandbox: await freePort() };
    const stage = new FaultyStage(folder, urlOf(ports.web), urlOf(ports.sandbox), options);
    try {
      await stage.#start(ports, signal);
      return stage;
    } catch (error) {
      await stage.stop();
      throw error;
    }
  }

  get databaseUrl(): string {
    return this.#postgres.databaseUrl;
  }

  get redisUrl(): string {
    return this.#redis.redisUrl;
  }

  async #start(ports: { readonly web: number; readonly sandbox: number }, signal: AbortSignal): Promise<void> {
    this.#postgres = await startPostgres(this.logs, { durable: true });
    this.#redis = await startRedis(this.logs);
    const { databaseUrl, redisUrl, sandboxUrl, appUrl } = this;
    const env = {
      ...scratchSettings({ databaseUrl, redisUrl, sandboxUrl, appUrl }),
      CATCH_UP_INTERVAL_MS: String(CATCH_UP_INTERVAL_MS),
      STORAGE_DIR: join(this.logs, 'uploads'),
    };
    await prepareEdition(env, this.options.scale, signal);
    this.#sandbox = await this.#run(
      'stripe-sandbox',
      'stripe-sandbox/main.js',
      [],
      sandboxSettings(env, ports.sandbox),
    );
    await this.#untilAnswers(`${sandboxUrl}/_sandbox/state`, signal);
    await this.#begin('web', { ...asProcess(env, 'web'), PORT: String(ports.web) });
    for (let worker = 1; worker <= WORKERS; worker += 1) {
      await this.#begin(`worker-${String(worker)}`, {
        ...asProcess(env, 'worker'),
        PORT: String(await freePort()),
      });
    }
    await this.untilReady(signal);
  }

  async #begin(name: string, env: NodeJS.ProcessEnv): Promise<void> {
    const part: Part = new ClockedPart(name, () =>
      this.#run(name, 'main.js', ['--import', `${CLOCK}?ms=${String(part.clockShiftMs)}`], {
        ...env,
        // Postgres is told who each connection belongs to.
        PGAPPNAME: name,
      }),
    );
    this.parts.push(part);
    await part.begin();
  }

  #run(name: string, program: string, before: readonly string[], env: NodeJS.ProcessEnv): Promise<ServiceProcess> {
    return ServiceProcess.start({
      name,
      file: process.execPath,
      args: ['--enable-source-maps', ...before, join(DIST, program)],
      cwd: PROJECT_DIR,
      env,
      logFile: join(this.logs, `${name}.log`),
      pidFile: join(this.logs, `${name}.pid`),
      stopSignal: 'SIGTERM',
    });
  }

  /** Waits until the front door is open again. @throws when it stays shut */
  async untilReady(signal: AbortSignal): Promise<void> {
    await this.#untilAnswers(`${this.appUrl}/health/ready`, signal);
  }

  async #untilAnswers(url: string, signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + READY_WITHIN_MS;
    while (!(await answers(url))) {
      signal.throwIfAborted();
      if (performance.now() > deadline) throw new Error(`${url} does not answer`);
      await sleep(LOOK_EVERY_MS);
    }
  }

  /** Ends Postgres as an administrator does, and starts it again on the same data and port. */
  async restartPostgres(): Promise<void> {
    await this.#postgres.stop();
    this.#postgres = await startPostgres(this.logs, { durable: true });
  }

  /** Redis dies without a word and comes back empty. */
  async restartRedis(): Promise<void> {
    await this.#redis.process.kill();
    this.#redis = await startRedis(this.logs);
  }

  checkLedger = (): ReturnType<typeof checkLedger> => checkLedger(this.databaseUrl, this.sandboxUrl);

  /** Parts end all the while: that is no failure of the stage. Only what nobody starts again is. */
  failure = async (): Promise<Error | null> => {
    const ended = [this.#sandbox].find((program) => program?.running === false);
    return ended === undefined ? null : ended.failure(await ended.ended);
  };

  /**
   * Workers ask Stripe at their start for what they never heard; and Stripe tries again what was refused while our clock was
   * off, which by its own growing pauses would take it hours.
   */
  catchUp = async (): Promise<void> => {
    const begun = this.parts.map(({ starts }) => starts);
    for (const part of this.parts) {
      part.clockShiftMs = 0;
      part.signal('SIGTERM');
    }
    const soon = AbortSignal.timeout(READY_WITHIN_MS);
    while (this.parts.some(({ starts }, index) => starts === begun[index])) {
      soon.throwIfAborted();
      await sleep(LOOK_EVERY_MS);
    }
    await this.untilReady(soon);
    await fetch(`${this.sandboxUrl}/_sandbox/deliveries/flush`, { method: 'POST' });
  };

  stop = async (): Promise<void> => {
    await Promise.all(this.parts.map((part) => part.stop()));
    await this.#sandbox?.stop(READY_WITHIN_MS);
    // Assigned one after the other: the first may stand while the others never came to be.
    await (this.#redis as RunningRedis | undefined)?.stop();
    await (this.#postgres as RunningPostgres | undefined)?.stop();
    if (this.options.keep) return;
    await (this.#postgres as RunningPostgres | undefined)?.discard();
    await rm(this.logs, { recursive: true, force: true });
  };
}
