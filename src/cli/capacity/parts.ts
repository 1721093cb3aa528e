/** What a machine's processors work for. */
export const PARTS = ['web', 'worker', 'postgres', 'redis'] as const;
export type Part = (typeof PARTS)[number];

/** Processor time by part; µs. */
export type Cost = Readonly<Record<Part, number>>;

/** Nothing of anything. */
export const FREE: Cost = { web: 0, worker: 0, postgres: 0, redis: 0 };

/** A cost for each part, made of the same part of others. */
export function costOf(of: (part: Part) => number): Cost {
  return { web: of('web'), worker: of('worker'), postgres: of('postgres'), redis: of('redis') };
}

/** All parts together. */
export function wholeOf(cost: Cost): number {
  return PARTS.reduce((sum, part) => sum + cost[part], 0);
}
