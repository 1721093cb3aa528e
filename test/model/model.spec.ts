import { afterAll, beforeAll, describe, it } from '@jest/globals';
import fc from 'fast-check';
import { RunningApp } from '../factories/running-app.js';
import { testDatabase, type TestDatabase } from '../support/services.js';
import { COMMANDS, endHistory } from './commands.js';
import { GiftModel } from './gift-model.js';
import { RealWalk } from './real-walk.js';

/** `npm run model` asks for more, and may name the seed. */
const HISTORIES = Number(process.env['MODEL_HISTORIES'] ?? '100');
const SEED = process.env['MODEL_SEED'];
const MOST_COMMANDS = 14;
/** A history takes some 100 ms; this bounds one that hangs, not a slow machine. */
const PATIENCE_MS = 60_000 + HISTORIES * 2_000;

describe('A small model of gifts, ledger and totals', () => {
  let database: TestDatabase;
  let running: RunningApp;
  let real: RealWalk;

  beforeAll(async () => {
    database = await testDatabase();
    running = await RunningApp.start({ databaseUrl: database.databaseUrl }, { role: 'web' });
    real = await RealWalk.open(running);
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await database.drop();
  });

  it(
    'is what the real database does, whatever is given, told, moved, split, matched, undone and crashed',
    async () => {
      const begun = performance.now();
      let histories = 0;
      await fc.assert(
        fc.asyncProperty(fc.commands(COMMANDS, { maxCommands: MOST_COMMANDS, size: 'max' }), async (commands) => {
          histories += 1;
          const model = new GiftModel();
          await real.forget();
          await fc.asyncModelRun(() => ({ model, real }), commands);
          await endHistory(model, real);
        }),
        { numRuns: HISTORIES, ...(SEED === undefined ? {} : { seed: Number(SEED) }) },
      );
      if (process.env['MODEL_HISTORIES'] === undefined) return;
      const seconds = (performance.now() - begun) / 1_000;
      process.stderr.write(
        `${String(histories)} histories without a difference in ${seconds.toFixed(0)} s, ${((seconds * 1_000) / histories).toFixed(0)} ms each\n`,
      );
    },
    PATIENCE_MS,
  );
});
