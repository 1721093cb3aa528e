import { cpus, loadavg } from 'node:os';

/** The middle, the least and the most of measurements that were made alike. */
export interface Series {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
}

/** A line of the table: what the platform does beside a limit or a peer, measured in turn in the same run. */
export interface Figure {
  readonly what: string;
  readonly unit: string;
  readonly ours: Series;
  readonly beside: string;
  readonly theirs: Series | null;
  /** Ours over theirs, run by run, since a machine's load changes from one to the next. */
  readonly ratio: Series | null;
  readonly reach: string;
  readonly reached: boolean;
  /** Load average of the last minute when it was measured. */
  readonly load: number;
}

/** Sums up measurements. */
export function seriesOf(figures: readonly number[]): Series {
  const sorted = [...figures].sort((a, b) => a - b);
  const at = (index: number): number => rounded(sorted[index] ?? 0);
  return { median: at(Math.floor(sorted.length / 2)), min: at(0), max: at(sorted.length - 1), runs: sorted.length };
}

/** Holds measurements against those of a limit or a peer that were made in the same turns. */
export function figureOf(
  { what, unit, beside, reach }: Pick<Figure, 'what' | 'unit' | 'beside' | 'reach'>,
  ours: readonly number[],
  theirs: readonly number[] | null,
  reached: (ours: Series, ratio: Series | null) => boolean,
): Figure {
  const series = seriesOf(ours);
  const ratio = theirs === null ? null : seriesOf(ours.map((figure, turn) => figure / (theirs[turn] ?? Number.NaN)));
  return {
    what,
    unit,
    ours: series,
    beside,
    theirs: theirs === null ? null : seriesOf(theirs),
    ratio,
    reach,
    reached: reached(series, ratio),
    load: rounded(loadavg()[0] ?? 0),
  };
}

/** What sorted measurements stay under, but for a share of them. */
export function quantile(sorted: readonly number[], share: number): number {
  return rounded(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}

/** Prints the table. */
export function printFigures(figures: readonly Figure[]): void {
  const said = (series: Series | null): string =>
    series === null ? '' : `${String(series.median)} (${String(series.min)} to ${String(series.max)})`;
  for (const { what, unit, ours, beside, theirs, ratio, reach, reached, load } of figures) {
    console.log(`${reached ? 'reached ' : 'NOT YET '} ${what}: ${said(ours)} ${unit}`);
    if (theirs !== null) console.log(`         beside ${beside}: ${said(theirs)}; ratio ${said(ratio)}`);
    console.log(`         reach ${reach}; ${String(ours.runs)} runs, load ${String(load)}`);
  }
}

/** What a run had to share its cores with. */
export function sharedBy(): string {
  return `client, web, worker, Postgres, Redis and whatever else ran on ${String(cpus().length)} cores; load ${String(rounded(loadavg()[0] ?? 0))}`;
}

function rounded(figure: number): number {
  return figure >= 100 ? Math.round(figure) : Math.round(figure * 100) / 100;
}
