import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

type Environment = Readonly<Record<string, string>>;

/** A process of the rehearsal ended when it should have gone on, or with another code than 0. */
export class ProcessEndedError extends Error {
  constructor(name: string, how: string, lastLines: readonly string[]) {
    super(`${name} ended ${how}. Its last words:\n${lastLines.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'ProcessEndedError';
  }
}

const KEPT_LINES = 30;
const STOP_WITHIN_MS = 15_000;

/**
 * A process that the rehearsal started and will end. It runs in a process group of its own, so that Ctrl-C reaches the
 * rehearsal alone, which then ends everything in the right order.
 */
export class OwnProcess {
  readonly #child: ChildProcess;
  readonly #lastLines: string[] = [];
  readonly #log: WriteStream;
  readonly #ended: Promise<string>;
  #stopping = false;

  constructor(
    readonly name: string,
    command: { readonly file: string; readonly args: readonly string[]; readonly env: Environment },
    logFile: string,
  ) {
    this.#log = createWriteStream(logFile, { flags: 'a' });
    this.#child = spawn(command.file, command.args, {
      env: { ...process.env, ...command.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    for (const output of [this.#child.stdout, this.#child.stderr]) {
      output?.setEncoding('utf8').on('data', (text: string) => {
        this.#keep(text);
      });
    }
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        resolve(`because it could not be started (${error.message})`);
      });
      this.#child.once('close', (code, signal) => {
        resolve(signal === null ? `with code ${String(code)}` : `by ${signal}`);
      });
    });
    void this.#ended.then(() => this.#log.end());
  }

  get running(): boolean {
    return this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What went wrong with a process that ended although nobody stopped it; `null` while all is well. */
  async failure(): Promise<ProcessEndedError | null> {
    if (this.running || this.#stopping) return null;
    return new ProcessEndedError(this.name, await this.#ended, this.#lastLines);
  }

  /**
   * Waits until `isReady` says so.
   * @throws {ProcessEndedError} when the process ends first, or is not ready in time
   */
  async untilReady(isReady: () => Promise<boolean>, withinMs: number): Promise<void> {
    const deadline = performance.now() + withinMs;
    while (!(await isReady())) {
      const failure = await this.failure();
      if (failure !== null) throw failure;
      if (performance.now() > deadline) {
        throw new ProcessEndedError(this.name, `not, but was not ready within ${String(withinMs)} ms`, this.#lastLines);
      }
      await sleep(50);
    }
  }

  /** Ends the process: politely first, by force when it does not listen. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (!this.running) return;
    this.#child.kill('SIGTERM');
    const ended = await Promise.race([this.#ended.then(() => true), sleep(STOP_WITHIN_MS, false, { ref: false })]);
    if (ended) return;
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** For the last moment of our own life, when nothing can be waited for. */
  kill(): void {
    if (this.running) this.#child.kill('SIGKILL');
  }

  #keep(text: string): void {
    this.#log.write(text);
    this.#lastLines.push(...text.split('\n').filter((line) => line.trim() !== ''));
    this.#lastLines.splice(0, Math.max(0, this.#lastLines.length - KEPT_LINES));
  }
}

/**
 * Runs a program to its end.
 * @returns what it wrote to its standard output, and its code
 */
export async function runToEnd(
  args: readonly string[],
  env: Environment,
  signal: AbortSignal,
): Promise<{ readonly code: number; readonly output: string; readonly errors: string }> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    signal,
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? 1, output, errors };
}

/** A port of this machine on which nothing listens at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new TypeError('A TCP server has a port');
  return address.port;
}
