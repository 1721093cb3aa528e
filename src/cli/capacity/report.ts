import {
  type Costs,
  type Demand,
  firstToFill,
  machinesFor,
  type Part,
  PARTS,
  platformOf,
  type Rates,
} from './demand.js';

/** What to do when a part fills first. */
const WHAT_THEN: Readonly<Record<Part, string>> = {
  web: 'more web processes behind nginx, one for each processor, and one for webhooks alone',
  worker: 'another worker process: batches go on side by side and meet at the totals only',
  postgres: 'a larger machine for Postgres alone; a replica takes pages and files from it',
  redis: 'nothing yet: one Redis does more than all else',
  client: 'nothing: it is the measurement',
};

const STEPS = ['event', 'mail', 'page', 'message'] as const satisfies readonly (keyof Costs)[];

/** What each step costs, a line each; µs of a processor. */
export function costLines(costs: Costs): string[] {
  const line = (cells: readonly string[]): string => cells.map((it) => it.padStart(10)).join('');
  return [
    line(['step', ...PARTS]),
    ...STEPS.map((step) => line([step, ...PARTS.map((part) => costs[step][part].toFixed(1))])),
  ];
}

/** What an edition so many times as large needs, in words. */
export function editionLines(times: number, rates: Rates, demand: Demand, cores: number): string[] {
  const machines = machinesFor(demand, cores);
  const { part, share } = firstToFill(demand, cores);
  const split = machines.one
    ? 'all on one'
    : `${String(machines.web)} for web, ${String(machines.worker)} for worker and Redis, 1 for Postgres with ${String(machines.postgresCores)} processors`;
  return [
    `${String(times)} times 2023: ${rounded(rates.gifts)} gifts, ${rounded(rates.events)} events and ${rounded(rates.pages)} pages a second, ${rounded(rates.watchers)} watch`,
    `  processors in use: ${PARTS.filter((it) => it !== 'client')
      .map((it) => `${it} ${demand[it].toFixed(2)}`)
      .join(', ')}; all ${platformOf(demand).toFixed(2)}`,
    `  machines of ${String(cores)} processors: ${String(machines.all)} (${split})`,
    `  fills first: ${part}, ${String(Math.round(share * 100))} % of what one has; then: ${WHAT_THEN[part]}`,
  ];
}

function rounded(figure: number): string {
  return (figure < 10 ? Math.round(figure * 10) / 10 : Math.round(figure)).toLocaleString('en');
}
