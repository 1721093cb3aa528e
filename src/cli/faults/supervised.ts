import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceProcess } from '../../local-services/index.js';

const AGAIN_AFTER_MS = 100;
const STOP_WITHIN_MS = 15_000;

/** A program that is started again whenever it ends, as systemd or an orchestrator would. */
export class Supervised {
  #process: ServiceProcess | undefined;
  #stopping = false;
  #life: Promise<void> | undefined;
  #starts = 0;

  constructor(
    readonly name: string,
    private readonly start: () => Promise<ServiceProcess>,
  ) {}

  /** How often it was started. */
  get starts(): number {
    return this.#starts;
  }

  /** The process that runs now; `undefined` between two lives. */
  get pid(): number | undefined {
    return this.#process?.running === true ? this.#process.pid : undefined;
  }

  /** Starts it, and keeps it running until {@link stop}. */
  async begin(): Promise<void> {
    await this.#startOnce();
    this.#life = this.#keepRunning();
  }

  /** Sends a signal to whatever runs now; nothing where it is between two lives. */
  signal(signal: NodeJS.Signals): void {
    const { pid } = this;
    if (pid !== undefined) process.kill(pid, signal);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    // One that was halted cannot end by itself.
    this.signal('SIGCONT');
    await this.#process?.stop(STOP_WITHIN_MS);
    await this.#life;
  }

  async #startOnce(): Promise<void> {
    this.#process = await this.start();
    this.#starts += 1;
  }

  async #keepRunning(): Promise<void> {
    while (!this.#stopping) {
      await this.#process?.ended;
      if (this.#stopping) return;
      await sleep(AGAIN_AFTER_MS);
      await this.#startOnce();
    }
    await this.#process?.stop(STOP_WITHIN_MS);
  }
}
