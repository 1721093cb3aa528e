import { setTimeout as sleep } from 'node:timers/promises';

/** Something that happens at its moment of the story, in a lane of its own. */
export interface AgendaItem {
  /** Milliseconds since the story began. */
  readonly atMs: number;
  /** Rejects when it could not be done; the play then goes on, and the failure is reported. */
  readonly perform: () => Promise<void>;
  /** What it is, for the report of a failure. */
  readonly name: string;
}

/** How story time passes: `max` without waiting, otherwise so many times faster than it was (1 is real time). */
export type Speed = 'max' | number;

export interface Failure {
  readonly name: string;
  readonly error: unknown;
}

/**
 * Performs items in the order of their times with bounded concurrency. An item may wait for an earlier one: those were
 * begun before it, so nobody waits in a circle.
 *
 * @param options.signal ends the play between two items
 * @param options.mostFailures gives up after so many
 * @returns what failed
 */
export async function playAgenda(
  items: readonly AgendaItem[],
  options: {
    readonly lanes: number;
    readonly speed: Speed;
    readonly signal: AbortSignal;
    readonly mostFailures: number;
    readonly onPerformed: () => void;
  },
): Promise<Failure[]> {
  const inOrder = [...items].sort((left, right) => left.atMs - right.atMs);
  const failures: Failure[] = [];
  const startedAt = performance.now();
  const firstAtMs = inOrder[0]?.atMs ?? 0;
  let next = 0;

  const lane = async (): Promise<void> => {
    while (!options.signal.aborted && failures.length < options.mostFailures) {
      const item = inOrder[next];
      if (item === undefined) return;
      next += 1;
      if (options.speed !== 'max') {
        await waitUntil(startedAt + (item.atMs - firstAtMs) / options.speed, options.signal);
      }
      try {
        await item.perform();
      } catch (error) {
        failures.push({ name: item.name, error });
      }
      options.onPerformed();
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.lanes, inOrder.length) }, lane));
  return failures;
}

/** setTimeout holds at most 2^31 ms; a story in real time is longer. */
const LONGEST_SLEEP_MS = 3_600_000;

async function waitUntil(moment: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    const leftMs = moment - performance.now();
    if (leftMs <= 0 || signal.aborted) return;
    await sleep(Math.min(leftMs, LONGEST_SLEEP_MS), undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}
