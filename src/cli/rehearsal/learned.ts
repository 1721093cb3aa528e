import { setTimeout as sleep } from 'node:timers/promises';
import { PageNotThereError } from './front-door.js';

const PAGE_APPEARS_WITHIN_MS = 180_000;
const LONGEST_PAUSE_MS = 2_000;

/** Something that one step learns and later steps wait for. */
export class Learned<T> {
  readonly promise: Promise<T>;
  resolve!: (value: T) => void;
  reject!: (error: unknown) => void;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // Whoever waits hears of the failure; nobody has to wait.
    this.promise.catch(() => undefined);
  }

  /** Learns what `work` returns, or that it failed. */
  async from(work: () => Promise<T>): Promise<void> {
    try {
      this.resolve(await work());
    } catch (error) {
      this.reject(error);
      throw error;
    }
  }
}

/** A step of the story could not be done because an earlier one failed. */
class EarlierStepFailedError extends Error {
  constructor(options: ErrorOptions) {
    super('An earlier step failed', options);
    this.name = 'EarlierStepFailedError';
  }
}

/** What is learned by this name, now or later. */
export function learn<T>(all: Map<string, Learned<T>>, key: string): Learned<T> {
  const known = all.get(key) ?? new Learned<T>();
  all.set(key, known);
  return known;
}

/** What an earlier step learned. @throws {EarlierStepFailedError} */
export async function afterEarlier<T>(earlier: Promise<T>): Promise<T> {
  try {
    return await earlier;
  } catch (error) {
    throw new EarlierStepFailedError({ cause: error });
  }
}

/** A page appears when the fee is counted, a gift when it is paid; whoever comes sooner looks again. */
export async function oncePageIsThere<T>(signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + PAGE_APPEARS_WITHIN_MS;
  for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof PageNotThereError) || performance.now() > deadline) throw error;
    }
    await sleep(pauseMs, undefined, { signal });
  }
}
