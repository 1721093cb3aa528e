/**
 * Loaded before a program (`node --import`), it puts the program's wall clock off by the `ms` of its address. What measures
 * durations (`performance`, timers) runs on as it is, as on a machine whose clock was set wrongly.
 */
const shiftMs = Number(new URL(import.meta.url).searchParams.get('ms') ?? '0');
if (!Number.isSafeInteger(shiftMs)) throw new RangeError('A clock is put off by a whole number of milliseconds');

const TrueDate = Date;

class ShiftedDate extends TrueDate {
  constructor(...parts: unknown[]) {
    if (parts.length === 0) super(TrueDate.now() + shiftMs);
    // The many signatures of Date's constructor are passed on as they came.
    else super(...(parts as [number]));
  }

  static override now(): number {
    return TrueDate.now() + shiftMs;
  }
}

if (shiftMs !== 0) globalThis.Date = ShiftedDate as DateConstructor;
