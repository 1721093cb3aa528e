import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { link, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Socket } from 'node:net';
import type { Account } from './run-program.js';
import { LocalServiceError, indented } from './errors.js';
import { recordProcess } from './process-identity.js';

const LOG_TAIL_BYTES = 6_000;
const LOG_LINES_SHOWN = 20;

/** How to start a service, and where its words go. */
export interface ServiceCommand {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly logFile: string;
  /** Tells a later run which process this is, should it be left behind. */
  readonly pidFile: string;
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly account?: Account | undefined;
  /** What ends it well: `SIGINT` is Postgres' fast shutdown. */
  readonly stopSignal: NodeJS.Signals;
}

/**
 * Where a run of the tests keeps the logs of all programs, it gives them a second name, which stays when a test throws its folder
 * away; they are read at the end. Those of Postgres and Redis are their own.
 */
async function keepLog({ name, logFile }: ServiceCommand, pid: number): Promise<void> {
  const folder = process.env['KEPT_LOGS_DIR'] ?? '';
  if (folder === '' || name === 'Postgres' || name === 'Redis') return;
  await link(logFile, join(folder, `${name}-${String(pid)}-${String(Date.now())}.log`));
}

/**
 * A program that runs beside us until it is stopped. It has a process group of its own, so that Ctrl-C reaches us alone
 * and everything ends in the right order; and a warden, so that it ends as well when we are killed.
 */
export class ServiceProcess {
  readonly pid: number;
  /** How it ended, in words. */
  readonly ended: Promise<string>;
  readonly #command: ServiceCommand;
  readonly #child: ChildProcess;
  readonly #warden: ChildProcess;

  private constructor(command: ServiceCommand, child: ChildProcess, pid: number, ended: Promise<string>) {
    this.#command = command;
    this.#child = child;
    this.pid = pid;
    this.ended = ended;
    this.#warden = setWarden(pid, command.stopSignal);
    // A service that nobody stops must not keep us alive: the warden sees to it.
    child.unref();
    void ended.then(() => this.#warden.kill('SIGKILL'));
  }

  /** @throws {LocalServiceError} when the program cannot be started at all */
  static async start(command: ServiceCommand): Promise<ServiceProcess> {
    // The words of the last run are kept, and kept apart from ours.
    await rename(command.logFile, `${command.logFile}.1`).catch(() => undefined);
    const log = openSync(command.logFile, 'a', 0o600);
    try {
      const child = spawn(command.file, command.args, {
        stdio: ['ignore', log, log],
        detached: true,
        cwd: command.cwd,
        ...command.account,
        ...(command.env === undefined ? {} : { env: command.env }),
      });
      const ended = new Promise<string>((resolve) => {
        child.once('exit', (code, signal) => {
          // At once, before anybody can start it anew and record that.
          rmSync(command.pidFile, { force: true });
          resolve(signal === null ? `ended with code ${String(code)}` : `was ended by ${signal}`);
        });
      });
      const pid = await new Promise<number>((resolve, reject) => {
        child.once('error', (error) => {
          reject(new LocalServiceError(`${command.name} cannot be started: ${error.message}`));
        });
        child.once('spawn', () => {
          resolve(child.pid ?? 0);
        });
      });
      await recordProcess(command.pidFile, pid);
      await keepLog(command, pid);
      // It may have ended while we wrote that down.
      if (child.exitCode !== null || child.signalCode !== null) rmSync(command.pidFile, { force: true });
      return new ServiceProcess(command, child, pid, ended);
    } finally {
      closeSync(log);
    }
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What it wrote last, for an error that must explain itself. */
  lastWords(): Promise<string> {
    return tailOf(this.#command.logFile);
  }

  /**
   * Ends it: as it wishes to be ended at first, by force when that takes longer than `withinMs`. Does nothing when it has
   * ended already.
   */
  async stop(withinMs: number): Promise<void> {
    const hurry = setTimeout(() => this.#child.kill('SIGKILL'), withinMs);
    await this.#end(this.#command.stopSignal);
    clearTimeout(hurry);
  }

  /** Ends it at once and by force, and waits until it is gone. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (!this.running) return;
    // Whoever waits for its end stays to see it: nothing else may keep this process alive.
    this.#child.ref();
    this.#child.kill(signal);
    await this.ended;
  }

  /** The error to throw when it ended, or does not get ready. */
  async failure(how: string): Promise<LocalServiceError> {
    const words = await this.lastWords();
    return new LocalServiceError(
      `${this.#command.name} ${how}.${words === '' ? '' : ` Its last words:\n${indented(words)}`}`,
    );
  }
}

/** The last lines of a log file; empty when there is none. */
export async function tailOf(logFile: string): Promise<string> {
  const file = await open(logFile, 'r').catch(() => undefined);
  if (file === undefined) return '';
  try {
    const { size } = await file.stat();
    const length = Math.min(size, LOG_TAIL_BYTES);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8').trimEnd().split('\n').slice(-LOG_LINES_SHOWN).join('\n');
  } finally {
    await file.close();
  }
}

/**
 * A shell that waits for the other end of a pipe to close, which the operating system does whenever we end, however that
 * comes about; then it passes the signal on.
 */
function setWarden(pid: number, signal: NodeJS.Signals): ChildProcess {
  const script = `trap '' HUP INT TERM; read -r _; kill -${signal.replace('SIG', '')} ${String(pid)}`;
  const warden = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, cwd: '/' });
  warden.unref();
  if (warden.stdin instanceof Socket) warden.stdin.unref();
  warden.once('error', () => {
    // Without a shell there is no warden; the next start still finds what was left behind.
  });
  return warden;
}
