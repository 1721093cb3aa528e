import { Client } from 'pg';
import { quantile } from '../bench/figures.js';
import { memoryOf } from '../bench/memory.js';
import type { BenchStage } from '../bench/stage.js';
import type { Sample } from './steadiness.js';

/** What was seen in one minute of the run. */
export interface Minute {
  readonly minute: number;
  /** Gifts that were booked in it. */
  readonly booked: number;
  /** From the POST until the last watcher knew; ms. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Resident memory at its end; MB of 1,048,576 bytes. */
  readonly webMb: number;
  readonly workerMb: number;
  /** Connections to the database at its end. */
  readonly connections: number;
  /** Events that wait to be booked, and mails that wait to be sent, at its end. */
  readonly events: number;
  readonly mails: number;
}

/** What stands in the database. */
export interface Books {
  readonly gifts: number;
  readonly raisedMinor: number;
  readonly connections: number;
  readonly events: number;
  readonly mails: number;
}

/** Looks at both processes and at the database while the load goes on. */
export class Observer {
  /** Memory of web and worker, as often as they were looked at; MB. */
  readonly memory: { readonly web: Sample[]; readonly worker: Sample[] } = { web: [], worker: [] };

  private constructor(
    private readonly stage: BenchStage,
    private readonly database: Client,
  ) {}

  static async begin(stage: BenchStage): Promise<Observer> {
    const database = new Client({ connectionString: stage.databaseUrl });
    await database.connect();
    return new Observer(stage, database);
  }

  async lookAtMemory(): Promise<void> {
    const [web, worker] = [await memoryOf(this.stage.webPid), await memoryOf(this.stage.workerPid)];
    const atMs = performance.now();
    this.memory.web.push({ atMs, value: web.nowMb });
    this.memory.worker.push({ atMs, value: worker.nowMb });
  }

  async books(): Promise<Books> {
    const { rows } = await this.database.query<Books>(
      `SELECT coalesce(gifts, 0) AS gifts, coalesce(raised_minor, 0)::float8 AS "raisedMinor",
              (SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database()) AS connections,
              (SELECT count(*)::int FROM stripe_event WHERE state = 'received') AS events,
              (SELECT count(*)::int FROM outbox_message WHERE state IN ('waiting', 'claimed')) AS mails
         FROM (SELECT 1) AS one LEFT JOIN total ON scope = 'edition'`,
    );
    const [books] = rows;
    if (books === undefined) throw new Error('The edition has no total');
    return books;
  }

  async end(): Promise<void> {
    await this.database.end();
  }
}

/** What the minute came to. @param waits of the gifts of which all watchers came to know in it */
export function minuteOf(
  minute: number,
  before: Books,
  now: Books,
  waits: readonly number[],
  { memory }: Observer,
): Minute {
  const sorted = waits.toSorted((a, b) => a - b);
  return {
    minute,
    booked: now.gifts - before.gifts,
    p50Ms: quantile(sorted, 0.5),
    p99Ms: quantile(sorted, 0.99),
    webMb: memory.web.at(-1)?.value ?? 0,
    workerMb: memory.worker.at(-1)?.value ?? 0,
    connections: now.connections,
    events: now.events,
    mails: now.mails,
  };
}

const COLUMNS = [
  'minute',
  'booked',
  'p50 ms',
  'p99 ms',
  'web MB',
  'worker MB',
  'connections',
  'events wait',
  'mails wait',
];
const WIDTH = 12;

/** The head of the table. */
export function tableHead(): string {
  return COLUMNS.map((name) => name.padStart(WIDTH)).join('');
}

/** A minute as a line of the table. */
export function tableLine(it: Minute): string {
  const cells = [it.minute, it.booked, it.p50Ms, it.p99Ms, it.webMb, it.workerMb, it.connections, it.events, it.mails];
  return cells.map((cell) => String(cell).padStart(WIDTH)).join('');
}
