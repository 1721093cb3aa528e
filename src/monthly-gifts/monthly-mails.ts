import type { MonthlyGiftId } from '../domain/ids.js';
import type { OutboxMessage } from '../outbox/index.js';

/** The mails about monthly gifts, by the names that the outbox has for them. */
export type MonthlyMailName = 'monthly-gift-started' | 'monthly-charge-failed' | 'monthly-gift-ended';

/** A mail about a monthly gift. @param invoiceId the charge that it is about, where it is about one */
export function monthlyMail(mail: MonthlyMailName, monthlyGiftId: MonthlyGiftId, invoiceId?: string): OutboxMessage {
  return {
    kind: 'mail',
    onceKey: `${mail}:${invoiceId ?? monthlyGiftId}`,
    payload: { mail, monthlyGiftId, ...(invoiceId === undefined ? {} : { invoiceId }) },
    afterMs: 0,
  };
}
