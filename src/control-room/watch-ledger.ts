import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { CheckLedger } from '../ledger/index.js';
import { LOGGER } from '../platform/logging/logger.js';

/** Whether the books prove themselves, and of when that is known. */
export interface LedgerState {
  readonly state: 'ok' | 'differs' | 'never';
  readonly checkedAt: Date | null;
}

/** A proof reads the whole ledger; however many look on, it is made this often at most; ms. */
const PROVED_EVERY_MS = 15_000;
/** A page waits this long for a proof; then it shows the one before; ms. */
const PATIENCE_MS = 2_000;

/** Keeps the latest proof of the ledger, and has a new one made when somebody asks and the last is old. */
@Injectable()
export class WatchLedger {
  private latest: LedgerState = { state: 'never', checkedAt: null };
  private proving: Promise<void> | undefined;

  constructor(
    private readonly checkLedger: CheckLedger,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async state(now: Date): Promise<LedgerState> {
    const age = this.latest.checkedAt === null ? Infinity : now.getTime() - this.latest.checkedAt.getTime();
    if (age < PROVED_EVERY_MS) return this.latest;
    this.proving ??= this.prove(now).finally(() => {
      this.proving = undefined;
    });
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
    try {
      const { ok } = await this.checkLedger.againstItself();
      this.latest = { state: ok ? 'ok' : 'differs', checkedAt: now };
    } catch (error) {
      this.logger.warn({ err: error }, 'The ledger could not be proved');
    }
  }
}
