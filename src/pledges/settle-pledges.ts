import { Injectable } from '@nestjs/common';
import type { EditionId, PledgeId } from '../domain/ids.js';
import { type Minor, minor, sum, ZERO } from '../domain/money.js';
import { dueFor, type Hectometres, hectometresOf } from '../domain/pledge.js';
import { GIFT_BOUNDS } from '../donations/index.js';
import { OutboxBell, writeOutbox } from '../outbox/index.js';
import { Database, type Queryable, type Transaction } from '../platform/database/database.js';
import { pledgeMail } from './pledge-mails.js';

/** Promises settled in one transaction. */
const BATCH = 500;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** What settling came to, or would come to. */
export interface SettledPledges {
  /** Promises of which the kilometres are confirmed. */
  readonly settled: number;
  /** Of these, those with something to pay. */
  readonly due: number;
  readonly dueMinor: Minor;
  /** Promises to walkers whose kilometres nobody has confirmed yet: they wait. */
  readonly waiting: number;
}

interface Reckoned {
  readonly id: PledgeId;
  readonly walked: Hectometres;
  readonly dueMinor: Minor;
}

interface PromiseRow {
  id: PledgeId;
  per_km_minor: number;
  cap_minor: number;
  confirmed_metres: number;
}

const PROMISES_WITH_KILOMETRES = `SELECT p.id, p.per_km_minor, p.cap_minor, k.confirmed_metres
   FROM pledge p JOIN walker_kilometres k ON k.walker_id = p.walker_id AND k.confirmed_at IS NOT NULL
  WHERE p.edition_id = $1 AND p.state = 'promised' AND p.id > $2 ORDER BY p.id LIMIT $3`;

/**
 * Reckons what promises come to once their walker's kilometres are confirmed, and tells each donor by one mail. A promise
 * is settled once and for all: running again, from anywhere, finds it settled.
 */
@Injectable()
export class SettlePledges {
  constructor(
    private readonly database: Database,
    private readonly bell: OutboxBell,
  ) {}

  /** Settles what can be settled in an edition, batch by batch; each batch with its mails, or not at all. */
  async execute(editionId: EditionId): Promise<SettledPledges> {
    const outcome = await this.walk((after) => this.database.transaction((tx) => this.settle(tx, editionId, after)));
    return { ...outcome, waiting: await this.waiting(editionId) };
  }

  /** What {@link execute} would do now; nothing is written. */
  async rehearse(editionId: EditionId): Promise<SettledPledges> {
    const outcome = await this.walk((after) => reckon(this.database, editionId, after, ''));
    return { ...outcome, waiting: (await this.waiting(editionId)) - outcome.settled };
  }

  /** Takes batch after batch, until one is not full. */
  private async walk(next: (after: string) => Promise<readonly Reckoned[]>): Promise<Omit<SettledPledges, 'waiting'>> {
    let settled = 0;
    let due = 0;
    let dueMinor = ZERO;
    let after = FIRST_ID;
    for (;;) {
      const batch = await next(after);
      const payable = batch.filter(isPayable);
      settled += batch.length;
      due += payable.length;
      dueMinor = sum(dueMinor, ...payable.map((it) => it.dueMinor));
      const last = batch.at(-1);
      if (last === undefined || batch.length < BATCH) return { settled, due, dueMinor };
      after = last.id;
    }
  }

  private async settle(tx: Transaction, editionId: EditionId, after: string): Promise<readonly Reckoned[]> {
    // Another worker's batch is left to it; a donor who is changing the promise this very moment is waited for by nobody.
    const batch = await reckon(tx, editionId, after, 'FOR UPDATE OF p SKIP LOCKED');
    await tx.rows(
      `UPDATE pledge p SET state = 'settled', settled_at = now(), walked_hectometres = s.walked, due_minor = s.due
         FROM unnest($1::uuid[], $2::int[], $3::int[]) AS s (id, walked, due) WHERE p.id = s.id`,
      [batch.map(({ id }) => id), batch.map(({ walked }) => walked), batch.map(({ dueMinor }) => dueMinor)],
    );
    await writeOutbox(
      tx,
      batch.map((it) => pledgeMail(isPayable(it) ? 'pledge-due' : 'pledge-nothing-due', it.id)),
    );
    if (batch.length > 0) {
      tx.onceCommitted(() => {
        this.bell.ring();
      });
    }
    return batch;
  }

  private async waiting(editionId: EditionId): Promise<number> {
    const [row] = await this.database.rows<{ waiting: number }>(
      `SELECT count(*)::int AS waiting FROM pledge WHERE edition_id = $1 AND state = 'promised'`,
      [editionId],
    );
    return row?.waiting ?? 0;
  }
}

async function reckon(
  database: Queryable,
  editionId: EditionId,
  after: string,
  lock: '' | 'FOR UPDATE OF p SKIP LOCKED',
): Promise<readonly Reckoned[]> {
  const rows = await database.rows<PromiseRow>(`${PROMISES_WITH_KILOMETRES} ${lock}`, [editionId, after, BATCH]);
  return rows.map((row) => {
    const walked = hectometresOf(row.confirmed_metres);
    const promise = { perKmMinor: minor(row.per_km_minor), capMinor: minor(row.cap_minor) };
    return { id: row.id, walked, dueMinor: dueFor(promise, walked) };
  });
}

/** Less than this cannot be paid online, and nobody is asked for it. */
function isPayable({ dueMinor }: Reckoned): boolean {
  return dueMinor >= GIFT_BOUNDS.leastMinor;
}
