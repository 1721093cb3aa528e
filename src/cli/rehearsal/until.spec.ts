import { describe, expect, it } from '@jest/globals';
import { NothingMovesError, until } from './until.js';

const quick = { stillMs: 40, everyMs: 1, signal: new AbortController().signal };

describe('waiting for a condition', () => {
  it('returns what was seen once it is true', async () => {
    let count = 0;
    const seen = await until(
      'three',
      () => Promise.resolve(++count),
      (value) => value === 3,
      quick,
    );
    expect(seen).toBe(3);
  });

  it('goes on for as long as something moves', async () => {
    let count = 0;
    const startedAt = performance.now();
    await until(
      'enough',
      () => Promise.resolve(++count),
      () => performance.now() - startedAt > quick.stillMs * 3,
      quick,
    );
    expect(performance.now() - startedAt).toBeGreaterThan(quick.stillMs * 3);
  });

  it('gives up when nothing moves, and says what it saw last', async () => {
    const waiting = until(
      'All walkers are counted',
      () => Promise.resolve({ walkers: 41 }),
      (seen) => seen.walkers === 42,
      quick,
    );
    await expect(waiting).rejects.toThrow(NothingMovesError);
    await expect(waiting).rejects.toThrow(/All walkers are counted.*"walkers":41/);
  });
});
