import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PROJECT_DIR } from '../local-services/index.js';

/**
 * `npm run model`: plays many random histories of gifts (given, told, refunded, disputed, moved, split, matched, merged,
 * undone, crashed at the commit) against a small model and the real database, which must agree after every step.
 * `--histories N` (10,000) says how many, `--seed N` which; a difference prints its seed and the shortest history that shows
 * it.
 */
const { values } = parseArgs({
  options: { histories: { type: 'string', default: '10000' }, seed: { type: 'string' } },
});
const histories = Number(values.histories);
const seed = values.seed === undefined ? undefined : Number(values.seed);
if (!Number.isInteger(histories) || histories < 1 || (seed !== undefined && !Number.isInteger(seed))) {
  console.error('--histories takes a number from 1, and --seed a whole number');
  process.exitCode = 2;
} else {
  const child = spawn(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      join(PROJECT_DIR, 'node_modules/jest/bin/jest.js'),
      '--maxWorkers=1',
      'test/model',
    ],
    {
      cwd: PROJECT_DIR,
      stdio: 'inherit',
      env: {
        ...process.env,
        MODEL_HISTORIES: String(histories),
        ...(seed === undefined ? {} : { MODEL_SEED: String(seed) }),
      },
    },
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
