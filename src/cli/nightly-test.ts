import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PROJECT_DIR } from '../local-services/index.js';

/**
 * Runs tests of the suite at another size, which their environment says; what they print is passed on, and the process
 * ends as they do.
 */
export function runAtNightlySize(tests: string, size: Readonly<Record<string, string>>): void {
  const child = spawn(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      join(PROJECT_DIR, 'node_modules/jest/bin/jest.js'),
      '--maxWorkers=1',
      tests,
    ],
    { cwd: PROJECT_DIR, stdio: 'inherit', env: { ...process.env, ...size } },
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
