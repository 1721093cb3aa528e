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
 * arrived, never a wait for more. Each caller gets its own result, or the error of its batch.
 */
export class GroupCommit<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private flushing = 0;

  /**
   * @param flush does a batch and returns a result per item, in the items' order.
   * @param limits `batch`: items in one flush; `waiting`: items that may wait; `flushes`: flushes at a time.
   */
  constructor(
    private readonly flush: (items: readonly Item[]) => Promise<readonly Result[]>,
    private readonly limits: { readonly batch: number; readonly waiting: number; readonly flushes: number },
  ) {}

  /** @throws {GroupCommitFullError} when too many wait already. */
  submit(item: Item): Promise<Result> {
    if (this.waiting.length >= this.limits.waiting) {
      return Promise.reject(new GroupCommitFullError(this.waiting.length));
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (this.flushing < this.limits.flushes) this.startSoon();
    });
  }

  private startSoon(): void {
    this.flushing += 1;
    // One turn of the event loop, so that what was read from the sockets in this turn travels together.
    setImmediate(() => void this.run());
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, this.limits.batch);
      this.waiting = this.waiting.slice(this.limits.batch);
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
}
