import { type Cost, costOf, type Part, PARTS, wholeOf } from './parts.js';
import { type BusiestHour, type Rates, ratesOf, type StepCosts, STEPS } from './steps.js';

/** A machine: what it has, and how much of it may be used before the slow ones wait. */
export interface Machine {
  readonly cores: number;
  /** Above some seven tenths the last hundredth waits for the rest (queues grow as 1 / (1 - load)). */
  readonly usable: number;
}

/** What an edition of a size needs on its busiest hour. */
export interface Plan {
  readonly multiple: number;
  readonly rates: Rates;
  /** Processors that each part keeps busy, whole ones and parts of one. */
  readonly cores: Cost;
  /** Machines of this size for web, worker and Redis, which divide. */
  readonly machines: number;
  /** Machines of this size that Postgres would need; it is one, so that above 1 it has to be a larger one. */
  readonly postgresMachines: number;
  /** Whether one machine does everything. */
  readonly onOne: boolean;
}

/** Processors that each part keeps busy while every step is done so often. */
export function coresFor(rates: Rates, costs: StepCosts): Cost {
  return costOf((part) => STEPS.reduce((sum, step) => sum + rates[step] * costs[step][part], 0) / 1_000_000);
}

/** What an edition so many times as large needs. */
export function planFor(
  multiple: number,
  hour: BusiestHour,
  costs: StepCosts,
  machine: Machine,
  messagesPerSecond: number,
): Plan {
  const rates = ratesOf({ ...hour, gifts: hour.gifts * multiple }, messagesPerSecond);
  const cores = coresFor(rates, costs);
  const room = machine.cores * machine.usable;
  const onOne = wholeOf(cores) <= room;
  return {
    multiple,
    rates,
    cores,
    onOne,
    machines: onOne ? 1 : Math.ceil((cores.web + cores.worker + cores.redis) / room),
    postgresMachines: onOne ? 0 : cores.postgres / room,
  };
}

/** How many times as large an edition may be before a part fills a machine of its own; `null`: a part that costs nothing. */
export function fullAt(
  part: Part,
  hour: BusiestHour,
  costs: StepCosts,
  machine: Machine,
  messagesPerSecond: number,
): number | null {
  return largest((multiple) => {
    const { cores } = planFor(multiple, hour, costs, machine, messagesPerSecond);
    return cores[part] <= machine.cores * machine.usable;
  });
}

/** How many times as large an edition may be on one machine. */
export function fitsOneUntil(
  hour: BusiestHour,
  costs: StepCosts,
  machine: Machine,
  messagesPerSecond: number,
): number | null {
  return largest((multiple) => planFor(multiple, hour, costs, machine, messagesPerSecond).onOne);
}

/** The part that fills a machine of its own first. */
export function firstFull(
  hour: BusiestHour,
  costs: StepCosts,
  machine: Machine,
  messagesPerSecond: number,
): { readonly part: Part; readonly multiple: number } {
  const full = PARTS.map((part) => ({
    part,
    multiple: fullAt(part, hour, costs, machine, messagesPerSecond) ?? Infinity,
  }));
  return full.reduce((first, other) => (other.multiple < first.multiple ? other : first));
}

const MOST_MULTIPLE = 1_000_000;
const HALVINGS = 60;

/** The largest multiple that holds, where each larger one does not either. */
function largest(holds: (multiple: number) => boolean): number | null {
  if (holds(MOST_MULTIPLE)) return null;
  let [low, high] = [0, MOST_MULTIPLE];
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}
