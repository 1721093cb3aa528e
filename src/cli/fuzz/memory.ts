import { readFile } from 'node:fs/promises';

const EVERY_MS = 500;
/** Growth that a heap shows between two collections, and that says nothing; MB. */
const NOISE_MB = 48;
const MOST_GROWTH = 1.25;

/** The medians of three thirds of the time; MB. */
export interface MemoryThirds {
  readonly first: number;
  readonly second: number;
  readonly last: number;
}

/** Looks at the memory of a program now and then, as the system counts it (resident). Only where there is `/proc`. */
export class MemoryWatch {
  readonly #samples: number[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(pid: () => number | undefined) {
    this.#timer = setInterval(() => {
      void residentMb(pid()).then((mb) => {
        if (mb !== null) this.#samples.push(mb);
      });
    }, EVERY_MS);
  }

  /** @returns `null` where nothing could be seen */
  stop(): MemoryThirds | null {
    clearInterval(this.#timer);
    const third = Math.floor(this.#samples.length / 3);
    if (third === 0) return null;
    return {
      first: median(this.#samples.slice(0, third)),
      second: median(this.#samples.slice(third, 2 * third)),
      last: median(this.#samples.slice(2 * third)),
    };
  }
}

/** Whether it stopped growing: the last third lies at most a quarter, or what is noise, above the one before. */
export function isFlat({ second, last }: MemoryThirds): boolean {
  return last <= Math.max(second * MOST_GROWTH, second + NOISE_MB);
}

/** What a process has in memory; MB. `null` where it has ended, or the system does not say. */
export async function residentMb(pid: number | undefined): Promise<number | null> {
  if (pid === undefined) return null;
  try {
    const kb = /^VmRSS:\s+(\d+) kB/m.exec(await readFile(`/proc/${String(pid)}/status`, 'utf8'))?.[1];
    return kb === undefined ? null : Math.round(Number(kb) / 1024);
  } catch {
    // It has ended, or there is no /proc.
    return null;
  }
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
