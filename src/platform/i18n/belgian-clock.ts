import { TIME_ZONE } from './locales.js';

const CLOCK = new Intl.DateTimeFormat('sv-SE', {
  timeZone: TIME_ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
});

/** A moment as clocks in Belgium show it, to the minute: `2024-10-06T08:00`, the form of a field for day and time. */
export function belgianClock(moment: Date): string {
  return CLOCK.format(moment).replace(' ', 'T');
}

/**
 * The moment at which clocks in Belgium show this. An hour that is skipped in spring is taken an hour later; of an hour
 * that comes twice in autumn the first is taken.
 * @param shown `2024-10-06T08:00`, or with a space between day and time
 * @returns `null` when it is no day and time
 */
export function momentOfBelgianClock(shown: string): Date | null {
  const text = shown.trim().replace(' ', 'T');
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text)) return null;
  const asUtc = Date.parse(`${text}:00Z`);
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString().slice(0, 16) !== text) return null;
  // Belgium is one or two hours ahead; summer time, the earlier moment, is tried first.
  const fitting = [2, 1].map((hours) => new Date(asUtc - hours * 3_600_000)).find((it) => belgianClock(it) === text);
  return fitting ?? new Date(asUtc - 3_600_000);
}
