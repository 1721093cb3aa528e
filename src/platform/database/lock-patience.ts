import { AsyncLocalStorage } from 'node:async_hooks';

const storage = new AsyncLocalStorage<number>();

/**
 * Runs work whose transactions wait for a lock so long and no longer; the statement that would is refused then, which is a
 * passing error (`postgres-errors.ts`). @param mostMs whole milliseconds
 */
export function waitingForLocks<Result>(mostMs: number, run: () => Result): Result {
  return storage.run(mostMs, run);
}

/** How long a transaction that begins here waits for a lock, ms; `null` for as long as it takes. */
export function lockPatienceMs(): number | null {
  return storage.getStore() ?? null;
}
