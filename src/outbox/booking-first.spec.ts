import { describe, expect, it } from '@jest/globals';
import { BookingFirst } from './booking-first.js';

const A_LONG_TIME_MS = 60_000;

/** Work that ends when it is told to. */
class Work {
  end: () => void = () => undefined;
  fail: (error: Error) => void = () => undefined;
  readonly done = new Promise<void>((resolve, reject) => {
    this.end = resolve;
    this.fail = reject;
  });
}

describe('What gives way to the booking of gifts', () => {
  it('does not wait while nothing is being booked', async () => {
    await expect(new BookingFirst().quiet(A_LONG_TIME_MS)).resolves.toBeUndefined();
  });

  it('goes on once the last of what is being booked is done, also where that failed', async () => {
    const bookings = new BookingFirst();
    const [first, second] = [new Work(), new Work()];
    const told: string[] = [];
    const works = Promise.allSettled([bookings.during(() => first.done), bookings.during(() => second.done)]);
    const quiet = bookings.quiet(A_LONG_TIME_MS).then(() => told.push('quiet'));
    first.end();
    await new Promise(setImmediate);
    told.push('still booking');
    second.fail(new Error('poison'));
    await quiet;
    expect(told).toEqual(['still booking', 'quiet']);
    expect((await works).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await expect(bookings.quiet(A_LONG_TIME_MS)).resolves.toBeUndefined();
  });

  it('goes on in the longest rush after a while', async () => {
    const bookings = new BookingFirst();
    const rush = new Work();
    let isOver = false;
    const booking = bookings.during(() => rush.done).then(() => (isOver = true));
    await bookings.quiet(1);
    expect(isOver).toBe(false);
    rush.end();
    await booking;
  });
});
