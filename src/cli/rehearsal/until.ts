import { setTimeout as sleep } from 'node:timers/promises';

/** A condition did not come true, and nothing moves any more. */
export class NothingMovesError extends Error {
  constructor(what: string, stillSeconds: number, seen: string) {
    super(`${what} did not come true: nothing has changed for ${String(stillSeconds)} s. Last seen: ${seen}`);
    this.name = 'NothingMovesError';
  }
}

/**
 * Waits until a condition is true, for as long as anything moves towards it.
 *
 * @param what the condition, for the report
 * @param look what is to be seen now; compared as JSON to notice that something moves
 * @param isTrue whether that is what is waited for
 * @param options.stillMs gives up once nothing has changed for so long
 * @returns what was seen when it came true
 * @throws {NothingMovesError}
 */
export async function until<Seen>(
  what: string,
  look: () => Promise<Seen>,
  isTrue: (seen: Seen) => boolean,
  options: { readonly stillMs: number; readonly everyMs: number; readonly signal: AbortSignal },
): Promise<Seen> {
  let before = '';
  let movedAt = performance.now();
  for (;;) {
    const seen = await look();
    if (isTrue(seen)) return seen;
    const now = JSON.stringify(seen);
    if (now !== before) {
      before = now;
      movedAt = performance.now();
    }
    if (performance.now() - movedAt > options.stillMs) throw new NothingMovesError(what, options.stillMs / 1000, now);
    await sleep(options.everyMs, undefined, { signal: options.signal });
  }
}
