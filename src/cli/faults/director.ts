import type { Fault, FaultKind } from './fault-kinds.js';

/** Brings faults about while a story is played, spread evenly over its steps, one after the other. */
export class Director {
  readonly #brought = new Map<FaultKind, number>();
  #begun = 0;
  #count = 0;
  #failed: Error | undefined;
  #wake: () => void = () => undefined;
  #lane: () => void = () => undefined;

  /** @param steps how many steps the story has */
  constructor(
    private readonly faults: readonly Fault[],
    private readonly steps: number,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', () => {
      this.#wake();
      this.#lane();
    });
  }

  /** How often each kind was brought about. */
  get brought(): ReadonlyMap<FaultKind, number> {
    return this.#brought;
  }

  get count(): number {
    return this.#count;
  }

  /** Called before each step: waits while faults are due that were not brought about yet. */
  pace = async (): Promise<void> => {
    this.#begun += 1;
    this.#wake();
    while (this.#count < this.#due() - 1 && this.#failed === undefined && !this.signal.aborted) {
      await new Promise<void>((resolve) => {
        const before = this.#lane;
        this.#lane = () => {
          before();
          resolve();
        };
      });
    }
    if (this.#failed !== undefined) throw this.#failed;
  };

  /** Brings all of them about. @throws when one cannot be */
  async run(): Promise<void> {
    for (const fault of this.faults) {
      while (this.#count >= this.#due() && !this.signal.aborted) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      if (this.signal.aborted) return;
      try {
        await fault.bring();
      } catch (error) {
        this.#failed = new Error(`A fault could not be brought about: ${fault.kind}`, { cause: error });
        throw this.#failed;
      } finally {
        this.#count += 1;
        this.#brought.set(fault.kind, (this.#brought.get(fault.kind) ?? 0) + 1);
        this.#release();
      }
    }
  }

  #due(): number {
    return Math.min(this.faults.length, Math.floor((this.#begun * this.faults.length) / this.steps));
  }

  #release(): void {
    const lane = this.#lane;
    this.#lane = () => undefined;
    lane();
  }
}
