import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Pool } from 'pg';
import { CONFIG, type Config } from '../config/config.js';
import type { Parameter } from './database.js';
import { preparedStatement } from './prepared-statement.js';

/** As many as are written at a time (`RecordStripeEvents`). */
const CONNECTIONS = 1;

/**
 * Connections to Postgres that pages cannot take: however many visitors wait for one of the others, what Stripe delivers is
 * written at once. They are opened when they are first needed, so that a process without webhooks has none.
 */
@Injectable()
export class ReservedDatabase implements OnApplicationShutdown {
  private readonly pool: Pool;

  constructor(@Inject(CONFIG) { databaseUrl }: Config) {
    this.pool = new Pool({
      connectionString: databaseUrl,
      max: CONNECTIONS,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 60_000,
      options: '-c timezone=UTC',
    });
    // One that died while it lay idle leaves the pool; the next statement opens another.
    this.pool.on('error', () => undefined);
  }

  /** Runs one statement of constant text (`preparedStatement`) and returns its rows; `bigint` columns come back as strings. */
  async prepared<Row>(sql: string, parameters: readonly Parameter[]): Promise<Row[]> {
    const { rows } = await this.pool.query(preparedStatement(sql, parameters));
    return rows as Row[];
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}
