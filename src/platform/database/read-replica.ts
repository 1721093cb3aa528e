import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { CONFIG, type Config } from '../config/config.js';

/** Who is further behind than this is not asked; ms. Seconds are what a page may be late by; a minute is not. */
export const MOST_BEHIND_MS = 5_000;
/** The primary's log is noted so often at the most while the replica has not come that far. */
const MOST_NOTED = 120;
/** A replica that does not answer in this time is away; ms. */
const PATIENCE_MS = 2_000;
const LOOK_AGAIN_MS = 50;

/** How far the primary's log had come at a moment. */
interface Noted {
  readonly position: bigint;
  readonly atMs: number;
}

/**
 * A copy of the database that follows the primary (`DATABASE_READ_URL`). It is asked while it lives and is at most five
 * seconds behind; how far it is behind is told by the primary's own log, so that clocks need not agree and a quiet hour is
 * no delay.
 */
@Injectable()
export class ReadReplica implements OnApplicationShutdown {
  /** Its address; `null` without one. */
  readonly url: string | null;
  private readonly pool: Pool | null;
  private readonly noted: Noted[] = [];
  private behind: number | null = null;

  constructor(
    @Inject(CONFIG) { databaseReadUrl, databasePoolSize }: Pick<Config, 'databaseReadUrl' | 'databasePoolSize'>,
  ) {
    this.url = databaseReadUrl;
    this.pool =
      databaseReadUrl === null
        ? null
        : new Pool({
            connectionString: databaseReadUrl,
            max: databasePoolSize,
            connectionTimeoutMillis: PATIENCE_MS,
            idleTimeoutMillis: 60_000,
            options: '-c timezone=UTC',
          });
    // One that died while it lay idle leaves the pool; the next statement opens another.
    this.pool?.on('error', () => undefined);
  }

  /** Whether there is one at all. */
  get configured(): boolean {
    return this.pool !== null;
  }

  /** Whether it may be asked now. */
  get usable(): boolean {
    return this.behind !== null && this.behind <= MOST_BEHIND_MS;
  }

  /** By how much it is behind, ms; `null` while it is away or nobody has looked. */
  get behindMs(): number | null {
    return this.behind;
  }

  async rows<Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    const { rows } = await this.connections().query(sql, [...parameters]);
    return rows as Row[];
  }

  /** Whether it comes to have all that the primary had at this place of its log, within so many ms. */
  async hasCaughtUp(position: string, patienceMs: number): Promise<boolean> {
    const deadline = performance.now() + patienceMs;
    try {
      while ((await within(replayedOn(this.connections()))) < positionOf(position)) {
        if (performance.now() > deadline) return false;
        await sleep(LOOK_AGAIN_MS);
      }
      return true;
    } catch {
      this.lost();
      return false;
    }
  }

  /** It did not answer: it is not asked again before somebody has looked. */
  lost(): void {
    this.behind = null;
  }

  /**
   * Looks how far it has come.
   * @param primary where the primary's log is now; `null` while the primary is away, when nothing is written that it could
   *   be behind by
   */
  async look(primary: string | null): Promise<void> {
    const now = performance.now();
    if (primary !== null) {
      this.noted.push({ position: positionOf(primary), atMs: now });
      // Spread out rather than cut off: how long it is behind is told by the oldest.
      if (this.noted.length > MOST_NOTED) this.noted.splice(1, 1);
    }
    try {
      const replayed = await within(replayedOn(this.connections()));
      while ((this.noted[0]?.position ?? replayed + 1n) <= replayed) this.noted.shift();
      this.behind = now - (this.noted[0]?.atMs ?? now);
    } catch {
      this.lost();
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool?.end();
  }

  private connections(): Pool {
    if (this.pool === null) throw new Error('There is no replica');
    return this.pool;
  }
}

/** A place in Postgres' log as a number: `16/B374D848`. */
function positionOf(text: string): bigint {
  const [high = '0', low = '0'] = text.split('/');
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}

async function replayedOn(pool: Pool): Promise<bigint> {
  const { rows } = await pool.query<{ position: string | null }>(`SELECT pg_last_wal_replay_lsn()::text AS position`);
  const position = rows[0]?.position ?? null;
  // What was promoted follows nobody any more.
  if (position === null) throw new Error('The replica replays nothing');
  return positionOf(position);
}

async function within<Value>(answer: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      answer,
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          reject(new Error('The replica does not answer'));
        }, PATIENCE_MS);
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}
