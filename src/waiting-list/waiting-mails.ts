import type { WaitingListEntryId } from '../domain/ids.js';
import type { OutboxMessage } from '../outbox/index.js';

/** The mails of waiting lists, by the names that the outbox has for them. */
export type WaitingMailName = 'waiting-list-joined' | 'waiting-list-offer' | 'waiting-list-offer-over';

/** A mail to somebody who waits. @param once what tells it from another mail of its kind to the same */
export function waitingMail(mail: WaitingMailName, entryId: WaitingListEntryId, once = ''): OutboxMessage {
  return {
    kind: 'mail',
    onceKey: `${mail}:${entryId}${once === '' ? '' : `:${once}`}`,
    payload: { mail, entryId },
    afterMs: 0,
  };
}
