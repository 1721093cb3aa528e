/** When the most is given. */
export interface BusiestHour {
  /** Gifts in the busiest hour of the clock. */
  readonly gifts: number;
  /** Gifts in its busiest minute: what has to be borne, since nobody waits an hour for a page. */
  readonly giftsInAMinute: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Finds it among the moments of all gifts of an edition; ms UTC. */
export function busiestHourOf(momentsMs: readonly number[]): BusiestHour {
  const hour = fullest(momentsMs, HOUR_MS);
  return { gifts: hour.length, giftsInAMinute: fullest(hour, MINUTE_MS).length };
}

/** What lies in the piece of time that holds the most. */
function fullest(momentsMs: readonly number[], pieceMs: number): readonly number[] {
  const pieces = new Map<number, number[]>();
  for (const ms of momentsMs) {
    const piece = Math.floor(ms / pieceMs);
    const known = pieces.get(piece);
    if (known === undefined) pieces.set(piece, [ms]);
    else known.push(ms);
  }
  return [...pieces.values()].reduce<number[]>((most, it) => (it.length > most.length ? it : most), []);
}
