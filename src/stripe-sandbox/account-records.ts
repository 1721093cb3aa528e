import type Stripe from 'stripe';
import { Collection } from './collection.js';
import type { Deliveries } from './deliveries.js';
import { noSuch } from './errors.js';
import type { Journal } from './journal.js';
import { balanceTransaction, newId, nowSeconds, type SessionOrder } from './objects.js';
import { API_VERSION, type SandboxSettings } from './settings.js';
import type { StoredEvent } from './stored-event.js';

/** A collection, whatever is in it. */
type Shelf = Collection<{ readonly id: string; readonly created: number }>;

/** What an account has: its objects, its movements, its events. Every change is kept, journalled, and can be told. */
export class AccountRecords {
  readonly sessions = new Collection<Stripe.Checkout.Session>('session');
  readonly intents = new Collection<Stripe.PaymentIntent>('intent');
  readonly charges = new Collection<Stripe.Charge>('charge');
  readonly refunds = new Collection<Stripe.Refund>('refund');
  readonly disputes = new Collection<Stripe.Dispute>('dispute');
  readonly movements = new Collection<Stripe.BalanceTransaction>('movement');
  readonly payouts = new Collection<Stripe.Payout>('payout');
  readonly customers = new Collection<Stripe.Customer>('customer');
  readonly products = new Collection<Stripe.Product>('product');
  readonly prices = new Collection<Stripe.Price>('price');
  readonly subscriptions = new Collection<Stripe.Subscription>('subscription');
  readonly invoices = new Collection<Stripe.Invoice>('invoice');
  readonly invoicePayments = new Collection<Stripe.InvoicePayment>('invoice-payment');
  readonly events = new Collection<StoredEvent>('event');
  /** Everything that the journal keeps as it was after each change. */
  protected readonly shelves: ReadonlyMap<string, Shelf> = new Map(
    [
      this.sessions,
      this.intents,
      this.charges,
      this.refunds,
      this.disputes,
      this.movements,
      this.payouts,
      this.customers,
      this.products,
      this.prices,
      this.subscriptions,
      this.invoices,
      this.invoicePayments,
    ].map((shelf) => [shelf.kind, shelf as Shelf]),
  );
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
    const awaiting = this.deliveries.endpoints.hearing(type);
    const json = JSON.stringify({
      id,
      object: 'event',
      api_version: API_VERSION,
      created,
      livemode: false,
      pending_webhooks: awaiting.length,
      request: { id: null, idempotency_key: null },
      type,
      data: { object },
    });
    const event: StoredEvent = { id, type, created, json, awaiting };
    this.events.put(event);
    this.journal.append('event', event);
    this.deliveries.send(event);
  }

  protected keepSession(session: Stripe.Checkout.Session): Stripe.Checkout.Session {
    if (typeof session.payment_intent === 'string') this.sessionOfIntent.set(session.payment_intent, session.id);
    return this.keep(this.sessions, session);
  }

  protected keepRefund(refund: Stripe.Refund): Stripe.Refund {
    this.noteRefund(refund);
    return this.keep(this.refunds, refund);
  }

  /** A refund that is not settled settles by itself after a while. */
  protected noteRefund({ id, status }: Stripe.Refund): void {
    if (status === 'pending') this.pendingRefunds.set(id, Date.now() + this.settings.refundSettleMs);
    else this.pendingRefunds.delete(id);
  }

  protected keepMovement(movement: Parameters<typeof balanceTransaction>[0]): Stripe.BalanceTransaction {
    return this.keep(this.movements, balanceTransaction(movement));
  }

  /** Puts an object where it is found, and into the journal under its kind. */
  protected keep<Item extends { readonly id: string; readonly created: number }>(
    collection: Collection<Item>,
    item: Item,
  ): Item {
    collection.put(item);
    this.journal.append(collection.kind, item);
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
