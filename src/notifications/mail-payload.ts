import { z } from 'zod';
import { minor } from '../domain/money.js';

const donationId = z.uuid();

const GiftMail = z.discriminatedUnion('mail', [
  z.object({ mail: z.literal('gift-received'), donationId }),
  z.object({ mail: z.literal('gift-on-its-way'), donationId }),
  z.object({ mail: z.literal('gift-failed'), donationId }),
  /** `refundedMinor`: all that went back so far, minor units. */
  z.object({ mail: z.literal('gift-refunded'), donationId, refundedMinor: z.int().positive().transform(minor) }),
]);

const RegistrationMail = z.object({ mail: z.literal('registration-confirmed'), registrationId: z.uuid() });

const MailPayload = z.union([GiftMail, RegistrationMail]);

/** A mail about a gift as the outbox keeps it: whom it is about, never an address or a name. */
export type GiftMailPayload = z.input<typeof GiftMail>;

/** Any mail as the outbox keeps it. */
export type MailPayload = z.output<typeof MailPayload>;

/** Reads what the outbox kept; `null` when it is no mail that is known here. */
export function parseMailPayload(payload: Readonly<Record<string, unknown>>): MailPayload | null {
  const parsed = MailPayload.safeParse(payload);
  return parsed.success ? parsed.data : null;
}
