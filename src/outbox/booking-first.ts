import { Injectable } from '@nestjs/common';

/**
 * Who goes first in a worker: the booking of gifts, and then what is done because of it. While events are being booked,
 * mails would take the same cores and the same Postgres, and every total would be late for the sake of a mail that nobody
 * misses for some seconds.
 */
@Injectable()
export class BookingFirst {
  private underWay = 0;
  private readonly waiting = new Set<() => void>();

  /** Does work that others wait for. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.underWay += 1;
    try {
      return await work();
    } finally {
      this.underWay -= 1;
      if (this.underWay === 0) for (const goOn of this.waiting) goOn();
    }
  }

  /**
   * Resolves once nothing is being booked, and in any case after a while, so that a rush makes mails slow and never stops
   * them.
   * @param mostMs how long it waits at the most
   */
  async quiet(mostMs: number): Promise<void> {
    if (this.underWay === 0) return;
    await new Promise<void>((resolve) => {
      const goOn = (): void => {
        clearTimeout(timer);
        this.waiting.delete(goOn);
        resolve();
      };
      const timer = setTimeout(goOn, mostMs);
      this.waiting.add(goOn);
    });
  }
}
