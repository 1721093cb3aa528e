import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { CheckLedger } from '../ledger/index.js';
import { LOGGER } from '../platform/logging/logger.js';

/** Whether the books prove themselves, and of when that is known. */
export interface LedgerState {
  readonly state: 'ok' | 'differs' | 'never';
  readonly checkedAt: Date | null;
}

/** However many look on, a proof is made this often at most; ms. */
const PROVED_EVERY_MS = 15_000;
/** It reads the whole ledger: between two of them lies at least so many times what the last one took. */
const REST = 20;
/** A proof that is older is of another part of the day; ms. */
const STALE_MS = 600_000;
/** Who has a first or a stale one made anew waits this long for it; everybody else sees the latest at once, with its time; ms. */
const PATIENCE_MS = 2_000;

/** Keeps the latest proof of the ledger, and has a new one made, beside what is shown, when somebody asks and the last is old. */
@Injectable()
export class WatchLedger {
  private latest: LedgerState = { state: 'never', checkedAt: null };
  private proving: Promise<void> | undefined;
  private tookMs = 0;

  constructor(
    private readonly checkLedger: CheckLedger,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async state(now: Date): Promise<LedgerState> {
    const age = this.latest.checkedAt === null ? Infinity : now.getTime() - this.latest.checkedAt.getTime();
    if (age < Math.max(PROVED_EVERY_MS, REST * this.tookMs)) return this.latest;
    // One waits at the most: who finds a proof under way sees what is known, were it nothing.
    if (this.proving !== undefined) return this.latest;
    this.proving = this.prove(now).finally(() => {
      this.proving = undefined;
    });
    if (age < STALE_MS) return this.latest;
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      this.proving,
      new Promise<void>((resolve) => {
        timer = setTimeout(resolve, PATIENCE_MS);
      }),
    ]);
    clearTimeout(timer);
    return this.latest;
  }

  /** A proof that could not be made says nothing of the books: the one before stands, with its time. */
  private async prove(now: Date): Promise<void> {
    const begun = performance.now();
    try {
      const { ok } = await this.checkLedger.againstItself();
      this.latest = { state: ok ? 'ok' : 'differs', checkedAt: now };
      this.tookMs = performance.now() - begun;
    } catch (error) {
      this.logger.warn({ err: error }, 'The ledger could not be proved');
    }
  }
}
