import type { Measured } from './measure-steps.js';
import { PARTS, type Part, wholeOf } from './parts.js';
import { coresFor, firstFull, fitsOneUntil, type Machine, type Plan } from './plan.js';
import type { RealRun } from './real-run.js';
import { EDITION_2023, STEPS } from './steps.js';

/** What to do once a part fills its machine. */
const ADVICE: Readonly<Record<Part, string>> = {
  web: 'start more web processes, on more machines, behind the proxy; nothing else changes',
  worker: 'start more workers: the inbox is shared between them by its locks',
  postgres:
    'give Postgres a machine of its own, then a larger one; a replica takes pages, lists and files (DATABASE_READ_URL)',
  redis: 'Redis carries doorbells and live totals only; give it a machine of its own',
};

const column = (text: string): string => text.padStart(10);
const us = (figure: number): string => column(figure >= 100 ? figure.toFixed(0) : figure.toFixed(1));
const cores = (figure: number): string => column(figure.toFixed(2));
const times = (figure: number): string => `${figure.toFixed(figure < 10 ? 1 : 0)} ×`;

/** What each step costs here. */
export function printCosts({ costs, idle, bytesPerGift }: Measured): void {
  console.log(`µs of a processor${' '.repeat(27)}${PARTS.map(column).join('')}${column('all')}`);
  for (const step of STEPS) {
    console.log(`${step.padEnd(44)}${PARTS.map((part) => us(costs[step][part])).join('')}${us(wholeOf(costs[step]))}`);
  }
  console.log(
    `${'a second in which nobody asks'.padEnd(44)}${PARTS.map((part) => us(idle[part])).join('')}${us(wholeOf(idle))}`,
  );
  console.log(`${(bytesPerGift / 1_024).toFixed(1)} kB of disk for a gift
`);
}

/** What an edition so many times as large as that of 2023 needs. */
export function printPlans(
  plans: readonly Plan[],
  { costs }: Measured,
  machine: Machine,
  messagesPerSecond: number,
): void {
  console.log(
    `Busiest minute of editions, machines of ${String(machine.cores)} processors used to ${String(machine.usable * 100)} %: processors kept busy`,
  );
  console.log(`${'times 2023'.padEnd(14)}${PARTS.map(column).join('')}   machines`);
  for (const { multiple, cores: busy, machines, postgresMachines, onOne } of plans) {
    const said = onOne
      ? '1 for everything'
      : `${String(machines)} for web, worker and Redis; Postgres ${postgresMachines <= 1 ? 'one' : `one of ${String(Math.ceil(postgresMachines * machine.cores))} processors`}`;
    console.log(`${times(multiple).padEnd(14)}${PARTS.map((part) => cores(busy[part])).join('')}   ${said}`);
  }
  const most = fitsOneUntil(EDITION_2023, costs, machine, messagesPerSecond);
  const first = firstFull(EDITION_2023, costs, machine, messagesPerSecond);
  console.log(`One machine does everything up to ${most === null ? 'any size' : times(most)}.`);
  console.log(
    `First to fill a machine of its own: ${first.part}, at ${times(first.multiple)}. Then: ${ADVICE[first.part]}.\n`,
  );
}

/** What was played, beside what had been reckoned for just what was done. */
export function printRun(run: RealRun, multiple: number, watchers: number, { costs }: Measured): void {
  const reckoned = coresFor(run.rates, costs);
  console.log(
    `Played: a busiest minute of ${times(multiple)} 2023, ${String(watchers)} who watch; processors kept busy`,
  );
  for (const part of PARTS) {
    const ratio = reckoned[part] === 0 ? '' : (run.cores[part] / reckoned[part]).toFixed(2);
    console.log(`${part.padEnd(14)}${cores(run.cores[part])} beside ${cores(reckoned[part])} reckoned: ${ratio}`);
  }
  const ratio = (wholeOf(run.cores) / wholeOf(reckoned)).toFixed(2);
  console.log(`${'all'.padEnd(14)}${cores(wholeOf(run.cores))} beside ${cores(wholeOf(reckoned))} reckoned: ${ratio}`);
  console.log(
    `p99 of pages ${run.pageP99Ms.toFixed(0)} ms, of webhooks ${run.webhookP99Ms.toFixed(0)} ms; all booked and every mail sent ${run.doneAfterSeconds.toFixed(1)} s after the last event`,
  );
}
