import { spawn } from 'node:child_process';
import { ProgramFailedError } from './errors.js';

/** A user of the operating system under whom a program runs. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Output beyond this is forgotten from its beginning; the end is what tells of an error. */
const KEPT_CHARACTERS = 200_000;
const SHOWN_CHARACTERS = 3_000;

/**
 * Runs a program to its end.
 * @returns what it wrote to its standard output
 * @throws {ProgramFailedError} when it cannot be started, ends with another code than 0, or takes too long
 */
export function runProgram(
  file: string,
  args: readonly string[],
  options: {
    readonly timeoutMs: number;
    readonly account?: Account | undefined;
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
  },
): Promise<string> {
  const { account, timeoutMs, cwd, env } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...account,
      ...(cwd === undefined ? {} : { cwd }),
      ...(env === undefined ? {} : { env }),
    });
    let output = '';
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-KEPT_CHARACTERS);
      said = (said + text).slice(-SHOWN_CHARACTERS);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-SHOWN_CHARACTERS);
    });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(new ProgramFailedError(file, 'cannot be started', error.message));
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(output);
      else if (late) reject(new ProgramFailedError(file, `took longer than ${String(timeoutMs)} ms`, said));
      else
        reject(
          new ProgramFailedError(
            file,
            signal === null ? `ended with code ${String(code)}` : `was ended by ${signal}`,
            said,
          ),
        );
    });
  });
}
