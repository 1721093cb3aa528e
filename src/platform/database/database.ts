import { Injectable, Optional } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { lockPatienceMs } from './lock-patience.js';
import { isTransient } from './postgres-errors.js';
import { preparedStatement } from './prepared-statement.js';
import { ReadReplica } from './read-replica.js';
import { mayBeBehind, readingNow } from './reading-behind.js';

/** How long an export waits for the replica to have all that was written before it was asked for; ms. */
const CATCH_UP_PATIENCE_MS = 2_000;
/** Connections that may turn out to be dead before a transaction gives up; a pool is seldom larger. */
const BEGIN_ATTEMPTS = 12;

/** What a statement of ours may be given; arrays travel whole and are taken apart by `unnest`. */
export type Parameter =
  string | number | boolean | Date | Buffer | null | readonly (string | number | boolean | Date | null)[];

/** Something that answers SQL: the pool, or the one connection of a transaction. */
export interface Queryable {
  /**
   * Runs one statement and returns its rows. `bigint` and `numeric` columns come back as strings.
   * The caller names the rows' type, because only the statement knows it.
   */
  rows<Row>(sql: string, parameters?: readonly Parameter[]): Promise<Row[]>;
}

/** What runs again and again is asked of this one. */
export interface PreparingQueryable extends Queryable {
  /**
   * As {@link rows}, for a statement that comes again and again with other values: Postgres parses it once for each
   * connection and, after some runs, plans it once. Its text has to be constant, since what is prepared stays.
   */
  prepared<Row>(sql: string, parameters: readonly Parameter[]): Promise<Row[]>;
}

/**
 * A transaction in progress. It is passed on visibly: whoever takes one writes inside it, and whoever does not cannot.
 */
export class Transaction implements PreparingQueryable {
  private readonly afterCommit: (() => void)[] = [];

  constructor(
    private readonly runner: QueryRunner,
    private readonly client: PoolClient,
  ) {}

  /** TypeORM's own door to the same transaction, for entities. */
  get manager(): EntityManager {
    return this.runner.manager;
  }

  async rows<Row>(sql: string, parameters: readonly Parameter[] = []): Promise<Row[]> {
    const result = await this.runner.query(sql, parameters as unknown[], true);
    return result.records as Row[];
  }

  async prepared<Row>(sql: string, parameters: readonly Parameter[]): Promise<Row[]> {
    const { rows } = await this.client.query(preparedStatement(sql, parameters));
    return rows as Row[];
  }

  /** Remembers what is to be done once everything is committed, and forgets it when it is not. It must not throw. */
  onceCommitted(effect: () => void): void {
    this.afterCommit.push(effect);
  }

  /** Runs the remembered effects; called by {@link Database.transaction} alone. */
  committed(): void {
    for (const effect of this.afterCommit) effect();
  }
}

/** The door to Postgres: single statements, and transactions that are given to what writes in them. */
@Injectable()
export class Database implements PreparingQueryable {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    @Optional() private readonly replica?: ReadReplica,
  ) {}

  /** Runs one statement; on the replica where who asks may be behind (`reading-behind.ts`) and it is there. */
  async rows<Row>(sql: string, parameters: readonly Parameter[] = []): Promise<Row[]> {
    if (this.replica?.usable === true && mayBeBehind()) {
      try {
        return await this.replica.rows<Row>(sql, parameters);
      } catch (error) {
        // It went away, or its log ran over what the statement looked at. A statement that is wrong is so everywhere.
        if (!isTransient(error)) throw error;
        this.replica.lost();
      }
    }
    const runner = this.source.createQueryRunner();
    try {
      const result = await runner.query(sql, parameters as unknown[], true);
      return result.records as Row[];
    } finally {
      await runner.release();
    }
  }

  /** On the primary, always. */
  async prepared<Row>(sql: string, parameters: readonly Parameter[]): Promise<Row[]> {
    const { rows } = await this.pool.query(preparedStatement(sql, parameters));
    return rows as Row[];
  }

  /**
   * A connection of the pool for streams (COPY, cursors), which TypeORM does not know. Whoever takes it gives it back by
   * `release()`, or by `release(true)` when it is in no state to be used again.
   */
  connection(): Promise<PoolClient> {
    return this.pool.connect();
  }

  /**
   * Where to read what takes long, such as a file of a list: the replica's address once it has all that is written by now;
   * `null` where there is none that comes that far in a moment, and the primary is to be read.
   */
  async readingUrl(): Promise<string | null> {
    if (this.replica?.usable !== true) return null;
    // What is committed without waiting for the disk is seen before it is written: only what is inserted holds all of it.
    const committed = await this.logPosition('pg_current_wal_insert_lsn');
    return (await this.replica.hasCaughtUp(committed, CATCH_UP_PATIENCE_MS)) ? this.replica.url : null;
  }

  /** How far the log of Postgres is written, as Postgres writes it: a replica can have come so far and no further. */
  async position(): Promise<string> {
    return this.logPosition('pg_current_wal_lsn');
  }

  private async logPosition(where: 'pg_current_wal_lsn' | 'pg_current_wal_insert_lsn'): Promise<string> {
    const [row] = await readingNow(() => this.rows<{ position: string }>(`SELECT ${where}()::text AS position`));
    return row?.position ?? '0/0';
  }

  /** How many connections this process holds, how many of them lie idle, and how many callers wait for one. */
  connections(): { readonly total: number; readonly idle: number; readonly waiting: number } {
    const { totalCount, idleCount, waitingCount } = this.pool;
    return { total: totalCount, idle: idleCount, waiting: waitingCount };
  }

  private get pool(): Pool {
    // TypeORM's driver is typed without its pool's type.
    return (this.source.driver as PostgresDriver).master as Pool;
  }

  /**
   * Begins a transaction on a connection that lives. One that died while it lay idle (Postgres was started anew) is found
   * out by its first statement; nothing has happened on it, so the next one is taken.
   */
  private async begin(): Promise<{ readonly runner: QueryRunner; readonly client: PoolClient }> {
    for (let attempt = 1; ; attempt += 1) {
      const runner = this.source.createQueryRunner();
      let connected = false;
      try {
        // TypeORM types what its driver connects by as anything at all.
        const client = (await runner.connect()) as PoolClient;
        connected = true;
        await runner.startTransaction();
        return { runner, client };
      } catch (error) {
        await runner.release();
        // Where not even a connection is to be had, Postgres is away, and asking again at once does not help.
        if (!connected || attempt >= BEGIN_ATTEMPTS || !isTransient(error)) throw error;
      }
    }
  }

  /** Commits what `work` wrote, or nothing of it. The error of `work` or of the commit is thrown on. */
  transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return readingNow(() => this.committed(work));
  }

  private async committed<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    const { runner, client } = await this.begin();
    try {
      const transaction = new Transaction(runner, client);
      let result: Result;
      try {
        const patienceMs = lockPatienceMs();
        if (patienceMs !== null) await transaction.rows(`SET LOCAL lock_timeout = ${String(patienceMs)}`);
        result = await work(transaction);
        await runner.commitTransaction();
      } catch (error) {
        await rollBack(runner);
        throw error;
      }
      transaction.committed();
      return result;
    } finally {
      await runner.release();
    }
  }
}

/** A rollback on a connection that is gone fails too; the error that matters is the first one, which is thrown on. */
async function rollBack(runner: QueryRunner): Promise<void> {
  if (!runner.isTransactionActive) return;
  try {
    await runner.rollbackTransaction();
  } catch {
    // Postgres rolls back by itself when the connection ends.
  }
}
