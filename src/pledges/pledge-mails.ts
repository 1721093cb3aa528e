import type { PledgeId } from '../domain/ids.js';
import { mailOnce, type OutboxMessage } from '../outbox/index.js';

/** The mails about promises per kilometre, by the names that the outbox has for them. */
export type PledgeMailName = 'pledge-made' | 'pledge-due' | 'pledge-nothing-due' | 'pledge-reminder' | 'pledge-let-go';

/** A mail about a promise. @param again see {@link mailOnce} */
export function pledgeMail(mail: PledgeMailName, pledgeId: PledgeId, again: string | null = null): OutboxMessage {
  return mailOnce(mail, pledgeId, { pledgeId }, again);
}
