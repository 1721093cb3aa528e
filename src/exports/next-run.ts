import { dayInBelgium, momentOfBelgianClock } from '../platform/i18n/index.js';

/** When a file is made again, by clocks in Belgium. */
export interface Rhythm {
  /** 1 is Monday; `null`: every day. */
  readonly weekday: number | null;
  /** 0 to 23. */
  readonly hour: number;
}

const DAY_MS = 86_400_000;

/** The next moment of a rhythm after another one. An hour that a day does not have is taken an hour later. */
export function nextRun({ weekday, hour }: Rhythm, after: Date): Date {
  const today = dayInBelgium(after);
  // A week from today is the latest that any rhythm comes to, where today's hour is over.
  for (let ahead = 0; ahead <= 7; ahead += 1) {
    const noon = new Date(Date.parse(`${today}T12:00:00Z`) + ahead * DAY_MS);
    if (weekday !== null && (noon.getUTCDay() + 6) % 7 !== weekday - 1) continue;
    const moment = momentOfBelgianClock(`${noon.toISOString().slice(0, 10)}T${String(hour).padStart(2, '0')}:00`);
    if (moment !== null && moment > after) return moment;
  }
  throw new RangeError('A week has every weekday and hour');
}
