import type { WaitingListEntryId } from '../domain/ids.js';
import { mailOnce, type OutboxMessage } from '../outbox/index.js';

/** The mails of waiting lists, by the names that the outbox has for them. */
export type WaitingMailName = 'waiting-list-joined' | 'waiting-list-offer' | 'waiting-list-offer-over';

/** A mail to somebody who waits. @param again see {@link mailOnce} */
export function waitingMail(
  mail: WaitingMailName,
  entryId: WaitingListEntryId,
  again: string | null = null,
): OutboxMessage {
  return mailOnce(mail, entryId, { entryId }, again);
}
