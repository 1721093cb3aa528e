import { z } from 'zod';
import { DONATION_KEY, REGISTRATION_KEY } from '../../platform/stripe/metadata-keys.js';
import type { Fact, FactKind } from '../../domain/payment-position.js';
import { currency, minor } from '../../domain/money.js';
import type { MonthlyFact } from '../../monthly-gifts/index.js';

/** Which of our payables an object at Stripe says it belongs to, by the metadata that we gave it. */
export interface SubjectRef {
  readonly kind: 'donation' | 'registration';
  readonly id: string;
}

/** A fact with what ties it to us. `subject` is known only where Stripe's object carries our metadata. */
export interface ToldFact extends Fact {
  readonly subject: SubjectRef | null;
}

/** What an event comes to. A foreign event tells of an object that is not ours: it is kept, and left alone. */
export type EventOutcome =
  | { readonly kind: 'facts'; readonly facts: readonly ToldFact[] }
  | { readonly kind: 'monthly-facts'; readonly facts: readonly MonthlyFact[] }
  | { readonly kind: 'stored-for-later' }
  | { readonly kind: 'foreign' };

const isRecord = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The envelope of an event, as far as we rely on it. */
export const StripeEventEnvelope = z.object({
  id: z.string().min(1).max(255),
  object: z.literal('event'),
  type: z.string().min(1).max(255),
  created: z.number().int().nonnegative(),
  livemode: z.boolean().optional(),
  // Looked at, not copied: each handler reads what it needs of it.
  data: z.object({ object: z.custom<Readonly<Record<string, unknown>>>(isRecord) }),
});
export type StripeEventEnvelope = z.infer<typeof StripeEventEnvelope>;

/** An id, whether Stripe sent it bare or as an expanded object. */
export const IdOrObject = z
  .union([z.string(), z.object({ id: z.string() })])
  .transform((value) => (typeof value === 'string' ? value : value.id));

export const Metadata = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {});

/** Minor units as Stripe sends them. */
export const Amount = z.number().int().nonnegative();

const Uuid = z.uuid();

/** Reads our metadata. `null`: nothing of ours. An id of ours that is no id we could have made stays, to be noticed. */
export function subjectOf(metadata: Readonly<Record<string, string>>): SubjectRef | null {
  const donation = metadata[DONATION_KEY];
  if (donation !== undefined) return { kind: 'donation', id: Uuid.safeParse(donation).data ?? '' };
  const registration = metadata[REGISTRATION_KEY];
  if (registration !== undefined) return { kind: 'registration', id: Uuid.safeParse(registration).data ?? '' };
  return null;
}

/** Makes a fact from what a handler read. `created` is Stripe's clock in seconds. */
export function toldFact(told: {
  kind: FactKind;
  objectId: string;
  paymentIntentId: string | null;
  subject: SubjectRef | null;
  state: string;
  rank: number;
  final: boolean;
  amount: number;
  currency: string;
  created: number;
  method?: string | null;
}): EventOutcome {
  return {
    kind: 'facts',
    facts: [
      {
        kind: told.kind,
        objectId: told.objectId,
        paymentIntentId: told.paymentIntentId,
        subject: told.subject,
        state: told.state,
        rank: told.rank,
        final: told.final,
        amountMinor: minor(told.amount),
        currency: currency(told.currency),
        method: told.method ?? null,
        toldAtMs: told.created * 1000,
      },
    ],
  };
}
