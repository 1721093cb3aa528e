import { afterAll, beforeAll, describe, it } from '@jest/globals';
import fc from 'fast-check';
import { RunningApp } from '../factories/running-app.js';
import { testDatabase, type TestDatabase } from '../support/services.js';
import { type Command, COMMANDS, endHistory, SIGNED_HISTORY } from './commands.js';
import { GiftModel } from './gift-model.js';
import { RealWalk } from './real-walk.js';
import { StripeAside } from '../factories/stripe-aside.js';

/** `npm run model` asks for more, and may name the seed. */
const HISTORIES = Number(process.env['MODEL_HISTORIES'] ?? '100');
const SEED = process.env['MODEL_SEED'];
const MOST_COMMANDS = 14;
/** A history takes some 100 ms; this bounds one that hangs, not a slow machine. */
const PATIENCE_MS = 60_000 + HISTORIES * 2_000;

/** Each step of these goes through Stripe, and everything is compared after it. */
const SIGNED_HISTORIES = Math.ceil(HISTORIES / 8);

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
    'is what the real database does, whatever is given, told, moved, split, matched, merged, undone and crashed',
    async () => {
      const begun = performance.now();
      await fc.assert(
        agrees(real, fc.commands(COMMANDS, { maxCommands: MOST_COMMANDS, size: 'max' })),
        runs(HISTORIES),
      );
      tell(HISTORIES, begun);
    },
    PATIENCE_MS,
  );
});

describe('A small model of everything that is done with money', () => {
  let database: TestDatabase;
  let stripe: StripeAside;
  let running: RunningApp;
  let real: RealWalk;

  beforeAll(async () => {
    [database, stripe] = await Promise.all([testDatabase(), StripeAside.open()]);
    running = await RunningApp.start({ databaseUrl: database.databaseUrl, apiBase: stripe.apiBase }, { role: 'web' });
    await running.app.listen(stripe.port, '127.0.0.1');
    real = await RealWalk.open(running, stripe);
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await Promise.all([database.drop(), stripe.close()]);
  });

  it(
    'is what ledger, totals and lists show after each payment, refund, move, split, match, merge and undoing',
    async () => {
      const begun = performance.now();
      await fc.assert(agrees(real, SIGNED_HISTORY), runs(SIGNED_HISTORIES));
      tell(SIGNED_HISTORIES, begun);
    },
    PATIENCE_MS,
  );
});

/** That the real thing does what the model does, step by step and at the end. */
function agrees(real: RealWalk, history: fc.Arbitrary<Iterable<Command>>) {
  return fc.asyncProperty(history, async (steps) => {
    const model = new GiftModel();
    await real.forget();
    await fc.asyncModelRun(() => ({ model, real }), steps);
    await endHistory(model, real);
  });
}

function runs(numRuns: number): { readonly numRuns: number; readonly seed?: number } {
  return { numRuns, ...(SEED === undefined ? {} : { seed: Number(SEED) }) };
}

/** Says what it came to, where somebody asked for more than usual. */
function tell(histories: number, begun: number): void {
  if (process.env['MODEL_HISTORIES'] === undefined) return;
  const seconds = (performance.now() - begun) / 1_000;
  process.stderr.write(
    `${String(histories)} histories without a difference in ${seconds.toFixed(0)} s, ${((seconds * 1_000) / histories).toFixed(0)} ms each\n`,
  );
}
