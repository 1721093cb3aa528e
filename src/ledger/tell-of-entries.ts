import type { DonationId, EditionId, PageId, TeamId } from '../domain/ids.js';
import type { Posting } from '../domain/ledger.js';
import type { PreparingQueryable } from '../platform/database/database.js';
import { noteWebhookEvents, type WebhookEvent, type WebhookEventType } from '../webhook-events/index.js';

/** What is told of an entry. */
interface Booked extends Posting {
  readonly cause: string;
  readonly editionId: EditionId | null;
  readonly donationId: DonationId | null;
  readonly pageId: PageId | null;
  readonly teamId: TeamId | null;
}

/**
 * Notes for other programs what was booked: one event for all that one cause did to a gift. Since every change of money is
 * an entry, gifts of every source are told of. Fees and monthly gifts are none.
 */
export async function tellOfEntries(transaction: PreparingQueryable, entries: readonly Booked[]): Promise<void> {
  const groups = new Map<string, { readonly editionId: EditionId; readonly entries: Booked[] }>();
  for (const entry of entries) {
    if (entry.editionId === null) continue;
    if (entry.donationId === null && entry.account !== 'matched') continue;
    const key = `${entry.donationId ?? ''} ${entry.cause}`;
    const group = groups.get(key) ?? { editionId: entry.editionId, entries: [] };
    group.entries.push(entry);
    groups.set(key, group);
  }
  await noteWebhookEvents(
    transaction,
    [...groups.values()].map(({ editionId, entries: booked }): WebhookEvent => ({
      type: typeOf(booked),
      editionId,
      donationId: booked[0]?.donationId ?? null,
      data: {
        cause: booked[0]?.cause ?? '',
        entries: booked.map(({ account, amountMinor, currency, pageId, teamId }) => ({
          account,
          amountMinor,
          currency,
          pageId,
          teamId,
        })),
      },
    })),
  );
}

function typeOf(booked: readonly Booked[]): WebhookEventType {
  const sum = (account: Booked['account']): number =>
    booked.reduce((total, entry) => total + (entry.account === account ? entry.amountMinor : 0), 0);
  if (booked.some(({ cause }) => /^(undo-)?move:/.test(cause))) return 'gift.moved';
  if (booked.some(({ cause }) => /^(undo-)?split:/.test(cause))) return 'gift.split';
  if (booked.some(({ account }) => account === 'matched')) return 'gift.matched';
  if (sum('offline') !== 0) return sum('offline') > 0 ? 'gift.verified' : 'gift.reversed';
  if (sum('disputed') !== 0) return 'gift.disputed';
  if (sum('refunded') !== 0) return 'gift.refunded';
  if (sum('paid') > 0) return 'gift.paid';
  return sum('on-its-way') > 0 ? 'gift.pending' : 'gift.changed';
}
