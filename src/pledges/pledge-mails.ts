import type { PledgeId } from '../domain/ids.js';
import type { OutboxMessage } from '../outbox/index.js';

/** The mails about promises per kilometre, by the names that the outbox has for them. */
export type PledgeMailName = 'pledge-made' | 'pledge-due' | 'pledge-nothing-due' | 'pledge-reminder' | 'pledge-let-go';

/** A mail about a promise. @param once what tells it from another mail of its kind about the same promise */
export function pledgeMail(mail: PledgeMailName, pledgeId: PledgeId, once = ''): OutboxMessage {
  return {
    kind: 'mail',
    onceKey: `${mail}:${pledgeId}${once === '' ? '' : `:${once}`}`,
    payload: { mail, pledgeId },
    afterMs: 0,
  };
}
