import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

/** More is waiting than this process may hold; the caller should answer "try later". */
export class GroupCommitFullError extends Error {
  constructor(readonly waiting: number) {
    super(`${String(waiting)} items are waiting already`);
    this.name = 'GroupCommitFullError';
  }
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Does together what arrives together. While one flush is under way the next items gather; a batch is whatever has
 * arrived, never a wait for more, except where flushes are to begin some time apart: then the first item of a quiet time goes
 * at once, and those that follow it within that time travel together. Each caller gets its own result, or the error of
 * its batch.
 */
export class GroupCommit<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  /** What those that wait weigh together. */
  private weight = 0;
  private flushing = 0;
  private lastBeganAt = -Infinity;
  private readonly underWay = new Set<Promise<void>>();
  private readonly hurry = new AbortController();

  /**
   * @param flush does a batch and returns a result per item, in the items' order.
   * @param limits `batch`: what one flush may weigh, or a single item that weighs more; `waiting`: items that may wait;
   * `flushes`: flushes at a time, the second only while a whole batch waits beside the first; `apartMs`: how long after one
   * has begun the next begins at the earliest, unless a whole batch waits, 0 by default; `weigh`: what an item weighs, 1 by
   * default.
   */
  constructor(
    private readonly flush: (items: readonly Item[]) => Promise<readonly Result[]>,
    private readonly limits: {
      readonly batch: number;
      readonly waiting: number;
      readonly flushes: number;
      readonly apartMs?: number;
      readonly weigh?: (item: Item) => number;
    },
  ) {}

  /** @throws {GroupCommitFullError} when too many wait already. */
  submit(item: Item): Promise<Result> {
    if (this.waiting.length >= this.limits.waiting) {
      return Promise.reject(new GroupCommitFullError(this.waiting.length));
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.weight += this.weightOf(item);
      if (this.flushing === 0 || (this.flushing < this.limits.flushes && this.isBatchWaiting())) this.startSoon();
    });
  }

  /** Does what waits, and whatever comes from now on, without putting flushes apart. @returns once nothing waits */
  async finish(): Promise<void> {
    this.hurry.abort();
    while (this.underWay.size > 0) await Promise.all(this.underWay);
  }

  private startSoon(): void {
    this.flushing += 1;
    // One turn of the event loop, so that what was read from the sockets in this turn travels together.
    const run = nextTurn().then(() => this.run());
    this.underWay.add(run);
    void run.finally(() => this.underWay.delete(run));
  }

  /** Waits until the next flush may begin. */
  private async untilApart(): Promise<void> {
    const { apartMs = 0 } = this.limits;
    const waitMs = this.lastBeganAt + apartMs - performance.now();
    if (waitMs > 0 && !this.isBatchWaiting() && !this.hurry.signal.aborted) {
      // It ends early, by an error, for whoever finishes.
      await sleep(waitMs, undefined, { signal: this.hurry.signal }).catch(() => undefined);
    }
    this.lastBeganAt = performance.now();
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0 && (this.flushing === 1 || this.isBatchWaiting())) {
      await this.untilApart();
      const batch = this.take();
      try {
        const results = await this.flush(batch.map((it) => it.item));
        batch.forEach((it, index) => {
          it.resolve(results[index] as Result);
        });
      } catch (error) {
        for (const it of batch) it.reject(error);
      }
    }
    this.flushing -= 1;
  }

  /** Takes the next batch from those that wait: at least one. */
  private take(): Waiting<Item, Result>[] {
    let weight = 0;
    const beyond = this.waiting.findIndex(({ item }, index) => {
      weight += this.weightOf(item);
      return index > 0 && weight > this.limits.batch;
    });
    const batch = this.waiting.splice(0, beyond < 0 ? this.waiting.length : beyond);
    for (const { item } of batch) this.weight -= this.weightOf(item);
    return batch;
  }

  private isBatchWaiting(): boolean {
    return this.weight >= this.limits.batch;
  }

  private weightOf(item: Item): number {
    return this.limits.weigh?.(item) ?? 1;
  }
}
