import type Stripe from 'stripe';
import { Collection } from './collection.js';
import type { Deliveries } from './deliveries.js';
import { noSuch } from './errors.js';
import type { Journal } from './journal.js';
import { balanceTransaction, newId, nowSeconds, type SessionOrder } from './objects.js';
import { API_VERSION, type SandboxSettings } from './settings.js';
import type { StoredEvent } from './stored-event.js';

/** What an account has: its objects, its movements, its events. Every change is kept, journalled, and can be told. */
export class AccountRecords {
  readonly sessions = new Collection<Stripe.Checkout.Session>();
  readonly intents = new Collection<Stripe.PaymentIntent>();
  readonly charges = new Collection<Stripe.Charge>();
  readonly refunds = new Collection<Stripe.Refund>();
  readonly disputes = new Collection<Stripe.Dispute>();
  readonly movements = new Collection<Stripe.BalanceTransaction>();
  readonly payouts = new Collection<Stripe.Payout>();
  readonly events = new Collection<StoredEvent>();
  protected readonly orders = new Map<string, SessionOrder>();
  protected readonly sessionOfIntent = new Map<string, string>();
  /** The movements that each payout took with it. */
  protected readonly payoutContents = new Map<string, ReadonlySet<string>>();
  /** Refunds that are not settled, with when they settle by themselves; ms UTC. */
  protected readonly pendingRefunds = new Map<string, number>();

  constructor(
    readonly deliveries: Deliveries,
    protected readonly journal: Journal,
    protected readonly settings: SandboxSettings,
  ) {}

  session(id: string): Stripe.Checkout.Session {
    return this.sessions.get(id) ?? fail(noSuch('checkout.session', id));
  }

  orderOf(sessionId: string): SessionOrder {
    return this.orders.get(sessionId) ?? fail(noSuch('checkout.session', sessionId));
  }

  intent(id: string): Stripe.PaymentIntent {
    return this.intents.get(id) ?? fail(noSuch('payment_intent', id));
  }

  charge(id: string): Stripe.Charge {
    return this.charges.get(id) ?? fail(noSuch('charge', id));
  }

  refundById(id: string): Stripe.Refund {
    return this.refunds.get(id) ?? fail(noSuch('refund', id));
  }

  dispute(id: string): Stripe.Dispute {
    return this.disputes.get(id) ?? fail(noSuch('dispute', id));
  }

  get balanceMinor(): number {
    return this.movements.values().reduce((sum, movement) => sum + movement.net, 0);
  }

  /** What the balance is made of, by payment intent and in sum; fees apart. */
  books(): {
    chargesMinor: number;
    refundsMinor: number;
    disputesMinor: number;
    feesMinor: number;
    grossMinor: number;
    netMinor: number;
  } {
    const books = { chargesMinor: 0, refundsMinor: 0, disputesMinor: 0, feesMinor: 0, grossMinor: 0, netMinor: 0 };
    for (const movement of this.movements.values()) {
      books.feesMinor += movement.fee;
      switch (movement.reporting_category) {
        case 'charge':
          books.chargesMinor += movement.amount;
          break;
        case 'refund':
        case 'refund_failure':
          books.refundsMinor += movement.amount;
          break;
        case 'dispute':
        case 'dispute_reversal':
          books.disputesMinor += movement.amount;
          break;
      }
    }
    books.grossMinor = books.chargesMinor + books.refundsMinor + books.disputesMinor;
    books.netMinor = books.grossMinor - books.feesMinor;
    return books;
  }

  /** Whether a movement left the account with a payout, as `?payout=` of the list asks. @throws {ApiError} */
  wentWith(payoutId: string): (movement: { readonly id: string }) => boolean {
    if (this.payouts.get(payoutId) === undefined) throw noSuch('payout', payoutId);
    const contents = this.payoutContents.get(payoutId);
    return ({ id }) => contents?.has(id) === true;
  }

  /** The object that a balance transaction is about, as `expand[]=data.source` shows it. */
  sourceOf(id: string): unknown {
    return this.charges.get(id) ?? this.refunds.get(id) ?? this.disputes.get(id) ?? this.payouts.get(id) ?? id;
  }

  protected emit(type: string, object: unknown): void {
    const id = newId('evt');
    const created = nowSeconds();
    const json = JSON.stringify({
      id,
      object: 'event',
      api_version: API_VERSION,
      created,
      data: { object },
      livemode: false,
      pending_webhooks: this.settings.webhookUrls.length,
      request: { id: null, idempotency_key: null },
      type,
    });
    const event: StoredEvent = { id, type, created, json, awaiting: this.settings.webhookUrls };
    this.events.put(event);
    this.journal.append('event', event);
    this.deliveries.send(event);
  }

  protected keepSession(session: Stripe.Checkout.Session): Stripe.Checkout.Session {
    if (typeof session.payment_intent === 'string') this.sessionOfIntent.set(session.payment_intent, session.id);
    return this.keep('session', this.sessions, session);
  }

  protected keepIntent(intent: Stripe.PaymentIntent): Stripe.PaymentIntent {
    return this.keep('intent', this.intents, intent);
  }

  protected keepCharge(charge: Stripe.Charge): Stripe.Charge {
    return this.keep('charge', this.charges, charge);
  }

  protected keepRefund(refund: Stripe.Refund): Stripe.Refund {
    this.noteRefund(refund);
    return this.keep('refund', this.refunds, refund);
  }

  /** A refund that is not settled settles by itself after a while. */
  protected noteRefund({ id, status }: Stripe.Refund): void {
    if (status === 'pending') this.pendingRefunds.set(id, Date.now() + this.settings.refundSettleMs);
    else this.pendingRefunds.delete(id);
  }

  protected keepDispute(dispute: Stripe.Dispute): Stripe.Dispute {
    return this.keep('dispute', this.disputes, dispute);
  }

  protected keepPayout(payout: Stripe.Payout): Stripe.Payout {
    return this.keep('payout', this.payouts, payout);
  }

  protected keepMovement(movement: Parameters<typeof balanceTransaction>[0]): Stripe.BalanceTransaction {
    return this.journalMovement(balanceTransaction(movement));
  }

  protected journalMovement(movement: Stripe.BalanceTransaction): Stripe.BalanceTransaction {
    return this.keep('movement', this.movements, movement);
  }

  /** Puts an object where it is found, and into the journal under its kind. */
  private keep<Item extends { readonly id: string; readonly created: number }>(
    kind: string,
    collection: Collection<Item>,
    item: Item,
  ): Item {
    collection.put(item);
    this.journal.append(kind, item);
    return item;
  }
}

/** For the right side of `??`. */
export function fail(error: Error): never {
  throw error;
}

/** The id of an object that is kept by its id. */
export function idOf(reference: string | { readonly id: string } | null): string {
  return typeof reference === 'string' ? reference : (reference?.id ?? '');
}
