import { AsyncLocalStorage } from 'node:async_hooks';

const storage = new AsyncLocalStorage<boolean>();

/** Runs what may be shown as it was some seconds ago: its statements outside transactions may go to a replica. */
export function readingBehind<Result>(run: () => Result): Result {
  return storage.run(true, run);
}

/** Runs what has to see every write: its statements go to the primary, wherever it was called from. */
export function readingNow<Result>(run: () => Result): Result {
  return storage.run(false, run);
}

/** Whether what runs here may be some seconds behind. */
export function mayBeBehind(): boolean {
  return storage.getStore() === true;
}
