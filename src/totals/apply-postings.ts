import type { LedgerAccount } from '../domain/ledger.js';
import type { DonorId, EditionId } from '../domain/ids.js';
import type { PostedEntry } from '../ledger/index.js';
import type { Transaction } from '../platform/database/database.js';

export const TOTAL_SCOPES = ['edition', 'team', 'page', 'participation-type'] as const;
export type TotalScope = (typeof TOTAL_SCOPES)[number];

/** Which total. */
export interface TotalKey {
  readonly scope: TotalScope;
  readonly scopeId: string;
}

type TotalAccount = Exclude<LedgerAccount, 'fee' | 'suspense'>;

interface Delta extends TotalKey {
  readonly editionId: EditionId;
  readonly amounts: Record<TotalAccount, number>;
  gifts: number;
  donors: number | null;
  lastEntryId: bigint;
}

/**
 * Adds entries to the totals they belong to: edition, team, page and participation type. One upsert for all, in the
 * order of their keys, so that two batches never wait for each other in a circle. A total's revision grows by one a
 * batch, however many entries the batch holds.
 * @returns the totals that changed.
 */
export async function applyPostings(transaction: Transaction, entries: readonly PostedEntry[]): Promise<TotalKey[]> {
  const deltas = sumByTotal(entries);
  if (deltas.length === 0) return [];
  const donors = await applyToDonors(transaction, entries);
  for (const delta of deltas) {
    if (delta.scope === 'edition') delta.donors = donors.get(delta.editionId) ?? 0;
  }
  await transaction.rows(
    `INSERT INTO total AS t (scope, scope_id, edition_id, paid_minor, refunded_minor, disputed_minor, offline_minor,
       matched_minor, counted_fee_minor, on_its_way_minor, gifts, donors, last_entry_id, revision)
     SELECT delta.*, 1 FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::bigint[], $5::bigint[], $6::bigint[],
       $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::int[], $12::int[], $13::bigint[]) AS delta
     ON CONFLICT ON CONSTRAINT total_pk DO UPDATE SET
       paid_minor = t.paid_minor + excluded.paid_minor,
       refunded_minor = t.refunded_minor + excluded.refunded_minor,
       disputed_minor = t.disputed_minor + excluded.disputed_minor,
       offline_minor = t.offline_minor + excluded.offline_minor,
       matched_minor = t.matched_minor + excluded.matched_minor,
       counted_fee_minor = t.counted_fee_minor + excluded.counted_fee_minor,
       on_its_way_minor = t.on_its_way_minor + excluded.on_its_way_minor,
       gifts = t.gifts + excluded.gifts,
       donors = t.donors + excluded.donors,
       last_entry_id = greatest(t.last_entry_id, excluded.last_entry_id),
       revision = t.revision + 1,
       updated_at = now()`,
    [
      deltas.map((it) => it.scope),
      deltas.map((it) => it.scopeId),
      deltas.map((it) => it.editionId),
      deltas.map((it) => it.amounts.paid),
      deltas.map((it) => it.amounts.refunded),
      deltas.map((it) => it.amounts.disputed),
      deltas.map((it) => it.amounts.offline),
      deltas.map((it) => it.amounts.matched),
      deltas.map((it) => it.amounts['counted-fee']),
      deltas.map((it) => it.amounts['on-its-way']),
      deltas.map((it) => it.gifts),
      deltas.map((it) => it.donors),
      deltas.map((it) => String(it.lastEntryId)),
    ],
  );
  return deltas.map(({ scope, scopeId }) => ({ scope, scopeId }));
}

function isTotalAccount(account: LedgerAccount): account is TotalAccount {
  return account !== 'fee' && account !== 'suspense';
}

function sumByTotal(entries: readonly PostedEntry[]): Delta[] {
  const deltas = new Map<string, Delta>();
  for (const entry of entries) {
    if (entry.editionId === null || !isTotalAccount(entry.account)) continue;
    const ids: Record<TotalScope, string | null> = {
      edition: entry.editionId,
      team: entry.teamId,
      page: entry.pageId,
      'participation-type': entry.participationTypeId,
    };
    for (const scope of TOTAL_SCOPES) {
      const scopeId = ids[scope];
      if (scopeId === null) continue;
      const key = `${scope} ${scopeId}`;
      const delta = deltas.get(key) ?? emptyDelta(scope, scopeId, entry.editionId);
      delta.amounts[entry.account] += entry.amountMinor;
      delta.gifts += entry.gifts;
      if (entry.id > delta.lastEntryId) delta.lastEntryId = entry.id;
      deltas.set(key, delta);
    }
  }
  return [...deltas.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, delta]) => delta);
}

function emptyDelta(scope: TotalScope, scopeId: string, editionId: EditionId): Delta {
  return {
    scope,
    scopeId,
    editionId,
    amounts: { paid: 0, refunded: 0, disputed: 0, offline: 0, matched: 0, 'counted-fee': 0, 'on-its-way': 0 },
    gifts: 0,
    donors: null,
    lastEntryId: 0n,
  };
}

/**
 * Keeps what each donor's gifts come to, so that an edition's number of donors is a sum as well: a donor counts while
 * anything of what they gave is left.
 * @returns by how much each edition's number of donors changes.
 */
async function applyToDonors(
  transaction: Transaction,
  entries: readonly PostedEntry[],
): Promise<ReadonlyMap<EditionId, number>> {
  const deltas = new Map<string, { editionId: EditionId; donorId: DonorId; raised: number; gifts: number }>();
  for (const entry of entries) {
    if (entry.editionId === null || entry.donorId === null || entry.account === 'on-its-way') continue;
    if (!isTotalAccount(entry.account)) continue;
    const key = `${entry.editionId} ${entry.donorId}`;
    const delta = deltas.get(key) ?? { editionId: entry.editionId, donorId: entry.donorId, raised: 0, gifts: 0 };
    delta.raised += entry.amountMinor;
    delta.gifts += entry.gifts;
    deltas.set(key, delta);
  }
  const changes = new Map<EditionId, number>();
  if (deltas.size === 0) return changes;
  const sorted = [...deltas.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, delta]) => delta);
  const rows = await transaction.rows<{ edition_id: EditionId; donor_id: DonorId; raised_minor: string }>(
    `INSERT INTO donor_total AS t (edition_id, donor_id, raised_minor, gifts)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::int[])
     ON CONFLICT ON CONSTRAINT donor_total_pk DO UPDATE SET
       raised_minor = t.raised_minor + excluded.raised_minor, gifts = t.gifts + excluded.gifts
     RETURNING edition_id, donor_id, raised_minor`,
    [
      sorted.map((it) => it.editionId),
      sorted.map((it) => it.donorId),
      sorted.map((it) => it.raised),
      sorted.map((it) => it.gifts),
    ],
  );
  for (const row of rows) {
    const after = Number(row.raised_minor);
    const before = after - (deltas.get(`${row.edition_id} ${row.donor_id}`)?.raised ?? 0);
    const change = Number(after > 0) - Number(before > 0);
    changes.set(row.edition_id, (changes.get(row.edition_id) ?? 0) + change);
  }
  return changes;
}
