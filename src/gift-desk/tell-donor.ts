import { type OutboxBell, writeOutbox } from '../outbox/index.js';
import type { Transaction } from '../platform/database/database.js';

/** Has a donor told by mail what became of a gift; once for each act. */
export async function tellDonorOf(
  tx: Transaction,
  bell: OutboxBell,
  mail: 'gift-moved' | 'gift-split',
  donationId: string,
  actId: string,
): Promise<void> {
  await writeOutbox(tx, [{ kind: 'mail', onceKey: `${mail}:${actId}`, payload: { mail, donationId }, afterMs: 0 }]);
  tx.onceCommitted(() => {
    bell.ring();
  });
}
