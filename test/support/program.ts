import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_DIR } from '../../src/local-services/index.js';
import { until } from './until.js';

/** A program of the project while it runs, as `npm run` starts it: the built file, in a process of its own. */
export class RunningProgram {
  readonly #child: ChildProcess;
  /** All that it said so far, on both of its outputs. */
  output = '';

  /** @param name of the file in `dist/cli/` that is started, with these arguments and little of our own environment */
  constructor(name: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(process.execPath, [join(PROJECT_DIR, `dist/cli/${name}.js`), ...args], {
      env: {
        PATH: process.env['PATH'],
        TMPDIR: tmpdir(),
        KEPT_LOGS_DIR: process.env['KEPT_LOGS_DIR'] ?? '',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Waits until it has said `words`. @throws {Error} with all that it said, when it ends before */
  async said(words: string, patienceMs = 60_000): Promise<void> {
    await until(`"${words}" is said`, () => this.output.includes(words) || !this.running, patienceMs);
    if (!this.output.includes(words)) throw new Error(`It ended before it said "${words}":\n${this.output}`);
  }

  /** @returns its exit code, once it and all that it said have come to an end */
  async ended(): Promise<number | null> {
    if (this.running) await once(this.#child, 'close');
    return this.#child.exitCode;
  }

  /** Sends a signal if it still runs. @returns its exit code */
  stop(signal: 'SIGINT' | 'SIGTERM' = 'SIGTERM'): Promise<number | null> {
    if (this.running) this.#child.kill(signal);
    return this.ended();
  }
}

/** Whether a process of this number lives. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
