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
  supporters: number;
  lastEntryId: bigint;
}

/**
 * Adds entries to the totals they belong to: edition, team, page and participation type. Rows are
 * locked in the order of their keys, so that two batches never wait for each other in a circle. A total's revision grows by one a
 * batch, however many entries the batch holds.
 * @returns the totals that changed.
 */
export async function applyPostings(transaction: Transaction, entries: readonly PostedEntry[]): Promise<TotalKey[]> {
  const deltas = sumByTotal(entries);
  if (deltas.length === 0) return [];
  const donors = await applyToDonors(transaction, entries);
  const supporters = await applyToSupporters(transaction, entries);
  for (const delta of deltas) {
    if (delta.scope === 'edition') delta.donors = donors.get(delta.editionId) ?? 0;
    else delta.supporters = supporters.get(delta.scopeId) ?? 0;
  }
  const keys = [deltas.map((it) => it.scope), deltas.map((it) => it.scopeId)];
  // A zero row first, and the change after it: Postgres holds the row that an upsert proposes against the table's checks
  // before it looks whether there is one already, and so would refuse every batch that takes money back.
  await transaction.prepared(
    `INSERT INTO total (scope, scope_id, edition_id, paid_minor, refunded_minor, disputed_minor, offline_minor,
       matched_minor, counted_fee_minor, on_its_way_minor, gifts, donors, last_entry_id, revision)
     SELECT scope, scope_id, edition_id, 0, 0, 0, 0, 0, 0, 0, 0, CASE scope WHEN 'edition' THEN 0 END, last_entry_id, 1
       FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::bigint[])
            AS delta (scope, scope_id, edition_id, last_entry_id)
     ON CONFLICT ON CONSTRAINT total_pk DO NOTHING`,
    [...keys, deltas.map((it) => it.editionId), deltas.map((it) => String(it.lastEntryId))],
  );
  await transaction.prepared(
    `SELECT 1 FROM total JOIN unnest($1::text[], $2::uuid[]) AS delta (scope, scope_id) USING (scope, scope_id)
      ORDER BY scope COLLATE "C", scope_id FOR UPDATE OF total`,
    keys,
  );
  await transaction.prepared(
    `UPDATE total t SET
       paid_minor = t.paid_minor + delta.paid,
       refunded_minor = t.refunded_minor + delta.refunded,
       disputed_minor = t.disputed_minor + delta.disputed,
       offline_minor = t.offline_minor + delta.offline,
       matched_minor = t.matched_minor + delta.matched,
       counted_fee_minor = t.counted_fee_minor + delta.counted_fee,
       on_its_way_minor = t.on_its_way_minor + delta.on_its_way,
       gifts = t.gifts + delta.gifts,
       donors = t.donors + delta.donors,
       supporters = t.supporters + delta.supporters,
       last_entry_id = greatest(t.last_entry_id, delta.last_entry_id),
       revision = t.revision + 1,
       updated_at = now()
      FROM unnest($1::text[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
             $8::bigint[], $9::bigint[], $10::int[], $11::int[], $12::int[], $13::bigint[])
           AS delta (scope, scope_id, paid, refunded, disputed, offline, matched, counted_fee, on_its_way, gifts,
                     donors, supporters, last_entry_id)
     WHERE t.scope = delta.scope AND t.scope_id = delta.scope_id`,
    [
      ...keys,
      deltas.map((it) => it.amounts.paid),
      deltas.map((it) => it.amounts.refunded),
      deltas.map((it) => it.amounts.disputed),
      deltas.map((it) => it.amounts.offline),
      deltas.map((it) => it.amounts.matched),
      deltas.map((it) => it.amounts['counted-fee']),
      deltas.map((it) => it.amounts['on-its-way']),
      deltas.map((it) => it.gifts),
      deltas.map((it) => it.donors),
      deltas.map((it) => it.supporters),
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
    supporters: 0,
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
  const keys = [sorted.map((it) => it.editionId), sorted.map((it) => it.donorId)];
  const values = [...keys, sorted.map((it) => it.raised), sorted.map((it) => it.gifts)];
  const rows = sorted.some(({ raised, gifts }) => raised < 0 || gifts < 0)
    ? await changeDonors(transaction, keys, values)
    : await transaction.prepared<DonorRow>(
        `INSERT INTO donor_total AS t (edition_id, donor_id, raised_minor, gifts)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::int[])
         ON CONFLICT ON CONSTRAINT donor_total_pk DO UPDATE
           SET raised_minor = t.raised_minor + excluded.raised_minor, gifts = t.gifts + excluded.gifts
         RETURNING t.edition_id, t.donor_id, t.raised_minor`,
        values,
      );
  for (const row of rows) {
    const change = comesOrGoes(row, deltas.get(`${row.edition_id} ${row.donor_id}`)?.raised ?? 0);
    changes.set(row.edition_id, (changes.get(row.edition_id) ?? 0) + change);
  }
  return changes;
}

/** 1 where the first of what somebody gave is there, -1 where the last of it is gone. */
function comesOrGoes(row: { readonly raised_minor: string }, raised: number): number {
  const after = Number(row.raised_minor);
  return Number(after > 0) - Number(after - raised > 0);
}

interface DonorRow {
  edition_id: EditionId;
  donor_id: DonorId;
  raised_minor: string;
}

/**
 * Where something is taken back: a zero row first, for the reason that totals have one, and the locks in the order of the
 * keys, in which an upsert takes them as well.
 */
async function changeDonors(
  transaction: Transaction,
  keys: readonly (readonly string[])[],
  values: readonly (readonly (string | number)[])[],
): Promise<DonorRow[]> {
  await transaction.rows(
    `INSERT INTO donor_total (edition_id, donor_id, raised_minor, gifts)
     SELECT edition_id, donor_id, 0, 0 FROM unnest($1::uuid[], $2::uuid[]) AS delta (edition_id, donor_id)
     ON CONFLICT ON CONSTRAINT donor_total_pk DO NOTHING`,
    keys,
  );
  await transaction.rows(
    `SELECT 1 FROM donor_total JOIN unnest($1::uuid[], $2::uuid[]) AS delta (edition_id, donor_id)
             USING (edition_id, donor_id) ORDER BY edition_id, donor_id FOR UPDATE OF donor_total`,
    keys,
  );
  return transaction.rows<DonorRow>(
    `UPDATE donor_total t SET raised_minor = t.raised_minor + delta.raised, gifts = t.gifts + delta.gifts
       FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::int[]) AS delta (edition_id, donor_id, raised, gifts)
      WHERE t.edition_id = delta.edition_id AND t.donor_id = delta.donor_id
     RETURNING t.edition_id, t.donor_id, t.raised_minor`,
    values,
  );
}

/**
 * Keeps what each donor gave to each team and page, as an edition's donors are kept. The table refuses no amount, so that one
 * upsert does for what is given and for what is taken back.
 * @returns by how much the number of donors of each team and page changes.
 */
async function applyToSupporters(
  transaction: Transaction,
  entries: readonly PostedEntry[],
): Promise<ReadonlyMap<string, number>> {
  const deltas = new Map<string, { readonly scopeId: string; readonly donorId: DonorId; raised: number }>();
  for (const { account, editionId, donorId, teamId, pageId, amountMinor } of entries) {
    if (editionId === null || donorId === null || account === 'on-its-way' || !isTotalAccount(account)) continue;
    for (const scopeId of [teamId, pageId]) {
      if (scopeId === null) continue;
      const key = `${scopeId} ${donorId}`;
      const delta = deltas.get(key) ?? { scopeId, donorId, raised: 0 };
      delta.raised += amountMinor;
      deltas.set(key, delta);
    }
  }
  const changes = new Map<string, number>();
  if (deltas.size === 0) return changes;
  const sorted = [...deltas.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, delta]) => delta);
  const rows = await transaction.prepared<{ scope_id: string; donor_id: DonorId; raised_minor: string }>(
    `INSERT INTO supporter AS s (scope_id, donor_id, raised_minor)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[])
     ON CONFLICT ON CONSTRAINT supporter_pk DO UPDATE SET raised_minor = s.raised_minor + excluded.raised_minor
     RETURNING s.scope_id, s.donor_id, s.raised_minor`,
    [sorted.map((it) => it.scopeId), sorted.map((it) => it.donorId), sorted.map((it) => it.raised)],
  );
  for (const row of rows) {
    const change = comesOrGoes(row, deltas.get(`${row.scope_id} ${row.donor_id}`)?.raised ?? 0);
    changes.set(row.scope_id, (changes.get(row.scope_id) ?? 0) + change);
  }
  return changes;
}
