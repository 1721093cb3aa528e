import type Stripe from 'stripe';
import { AccountMoney } from './account-money.js';
import { fail, idOf } from './account-records.js';
import {
  customer as newCustomer,
  invoice as newInvoice,
  invoicePayment as newInvoicePayment,
  itemOf,
  periodAfter,
  price as newPrice,
  product as newProduct,
  rhythmOf,
  subscription as newSubscription,
} from './billing-objects.js';
import { invalid, noSuch, unexpectedState } from './errors.js';
import { charge as newCharge, newId, nowSeconds, paymentIntent, type SubscriptionOrder } from './objects.js';
import { METHOD, type PaymentChoice } from './payment-choices.js';

/** A payment that fails is tried again this many times, with pauses that grow; then the subscription is cancelled. */
const RETRIES = 3;

type Collected = 'paid' | 'processing' | 'declined';

/** What comes back: customers, subscriptions, what they bill, and what becomes of a card that fails. */
export abstract class AccountBilling extends AccountMoney {
  /** How each subscription will be paid from now on. */
  protected readonly paying = new Map<string, PaymentChoice>();
  /** Invoices to be tried again, with when; ms UTC. */
  private readonly retries = new Map<string, number>();

  /** Where people's browsers reach the stand-in. */
  protected abstract origin(): string;

  customer(id: string): Stripe.Customer {
    return this.customers.get(id) ?? fail(noSuch('customer', id));
  }

  subscription(id: string): Stripe.Subscription {
    return this.subscriptions.get(id) ?? fail(noSuch('subscription', id));
  }

  invoice(id: string): Stripe.Invoice {
    return this.invoices.get(id) ?? fail(noSuch('invoice', id));
  }

  paymentsOfInvoice(invoiceId: string): object {
    const data = this.invoicePayments.values().filter(({ invoice }) => invoice === invoiceId);
    return { object: 'list', data, has_more: false, url: '/v1/invoice_payments' };
  }

  makeCustomer(email: string | null, name: string | null, metadata: Record<string, string>): Stripe.Customer {
    const made = this.keep(this.customers, newCustomer(email, name, metadata));
    this.emit('customer.created', made);
    return made;
  }

  makeProduct(name: string): Stripe.Product {
    return this.keep(this.products, newProduct(name));
  }

  makePrice(product: Stripe.Product, order: SubscriptionOrder): Stripe.Price {
    return this.keep(this.prices, newPrice(product, order));
  }

  /** Begins a subscription and collects its first payment. */
  protected subscribe(
    customer: Stripe.Customer,
    order: SubscriptionOrder,
    course: { readonly first: PaymentChoice; readonly later: PaymentChoice },
  ): { readonly subscription: Stripe.Subscription; readonly invoice: Stripe.Invoice; readonly collected: Collected } {
    const price = this.makePrice(this.makeProduct(order.productName), order);
    const made = this.keep(this.subscriptions, newSubscription(customer, price, order.metadata));
    this.setPaying(made.id, course.later);
    this.emit('customer.subscription.created', made);
    const invoice = this.bill(made, 'subscription_create');
    const collected = this.collect(invoice, course.first);
    if (collected === 'processing') this.changeSubscription(made.id, { status: 'active' });
    return { subscription: this.subscription(made.id), invoice: this.invoice(invoice.id), collected };
  }

  /** Notes on a subscription, and whether it ends with its period. @throws {ApiError} once it is cancelled */
  updateSubscription(
    id: string,
    changes: { readonly cancelAtPeriodEnd: boolean | null; readonly metadata: Record<string, string> },
  ): Stripe.Subscription {
    const known = this.running(id);
    const atEnd = changes.cancelAtPeriodEnd ?? known.cancel_at_period_end;
    return this.changeSubscription(id, {
      cancel_at_period_end: atEnd,
      cancel_at: atEnd ? itemOf(known).current_period_end : null,
      canceled_at: atEnd ? (known.canceled_at ?? nowSeconds()) : null,
      metadata: { ...known.metadata, ...changes.metadata },
    });
  }

  /** Ends a subscription now. What it billed stays open, and nobody tries it again. @throws {ApiError} */
  cancelSubscription(id: string, reason: 'cancellation_requested' | 'payment_failed'): Stripe.Subscription {
    const known = this.running(id);
    const now = nowSeconds();
    const canceled = this.keep(this.subscriptions, {
      ...known,
      status: 'canceled',
      canceled_at: known.canceled_at ?? now,
      ended_at: now,
      cancellation_details: { comment: null, feedback: null, feedback_option: null, reason },
    });
    const open = this.invoices.get(idOf(known.latest_invoice));
    if (open?.status === 'open') this.keepInvoice({ ...open, auto_advance: false, next_payment_attempt: null });
    this.emit('customer.subscription.deleted', canceled);
    return canceled;
  }

  /**
   * A subscription's next period begins now, whatever the calendar says; one that ends with its period ends.
   * @param outcome how it is paid from now on; `null`: as before
   */
  renew(id: string, outcome: 'paid' | 'failed' | null): Stripe.Subscription {
    const known = this.running(id);
    if (known.cancel_at_period_end) return this.cancelSubscription(id, 'cancellation_requested');
    if (outcome !== null) this.setPaying(id, outcome === 'paid' ? 'card' : 'card_declined');
    const item = itemOf(known);
    const renewed = this.changeSubscription(id, {
      items: {
        ...known.items,
        data: [
          {
            ...item,
            current_period_start: item.current_period_end,
            current_period_end: periodAfter(item.current_period_end, rhythmOf(item.price)),
          },
        ],
      },
    });
    this.collect(this.bill(renewed, 'subscription_cycle'), this.paying.get(id) ?? 'card');
    return this.subscription(id);
  }

  /** Tries to collect an open invoice, by the customer's own card or by what they chose on its page. @throws {ApiError} */
  payInvoice(
    id: string,
    choice: PaymentChoice | null,
  ): { readonly outcome: Collected; readonly invoice: Stripe.Invoice } {
    const invoice = this.invoice(id);
    if (invoice.status !== 'open')
      throw unexpectedState(`Invoice is already ${invoice.status ?? 'over'}`, 'invoice_not_editable');
    const subscriptionId = subscriptionOf(invoice);
    if (choice !== null && choice !== 'card_declined') this.setPaying(subscriptionId, choice);
    const outcome = this.collect(invoice, choice ?? this.paying.get(subscriptionId) ?? 'card');
    return { outcome, invoice: this.invoice(id) };
  }

  /** @throws {ApiError} when it is not open */
  endInvoice(id: string, status: 'void' | 'uncollectible'): Stripe.Invoice {
    const invoice = this.invoice(id);
    if (invoice.status !== 'open')
      throw unexpectedState(`Invoice is already ${invoice.status ?? 'over'}`, 'invoice_not_editable');
    const ended = this.keepInvoice({ ...invoice, status, auto_advance: false, next_payment_attempt: null });
    this.emit(status === 'void' ? 'invoice.voided' : 'invoice.marked_uncollectible', ended);
    return ended;
  }

  /** What follows for an invoice when the debit that was to pay it is settled. */
  protected debitOfInvoiceSettled(intentId: string, outcome: 'succeeded' | 'failed'): void {
    const payment = this.invoicePayments.values().find(({ payment: { payment_intent: it } }) => it === intentId);
    if (payment === undefined) return;
    const invoice = this.invoice(idOf(payment.invoice));
    if (outcome === 'succeeded') this.invoicePaid(invoice);
    else this.invoiceFailed(invoice);
  }

  protected tickBilling(nowMs: number): void {
    for (const [id, dueAtMs] of this.retries) if (dueAtMs <= nowMs) this.payInvoice(id, null);
    for (const known of this.subscriptions.values()) {
      const running = known.status === 'active' || known.status === 'past_due';
      if (running && itemOf(known).current_period_end * 1000 <= nowMs) this.renew(known.id, null);
    }
  }

  protected restoreBilling(): void {
    for (const invoice of this.invoices.values()) this.noteInvoice(invoice);
  }

  protected resetBilling(): void {
    this.paying.clear();
    this.retries.clear();
  }

  private running(id: string): Stripe.Subscription {
    const known = this.subscription(id);
    if (known.status === 'canceled') throw noSuch('subscription', id);
    return known;
  }

  private setPaying(subscriptionId: string, choice: PaymentChoice): void {
    this.paying.set(subscriptionId, choice);
    this.journal.append('paying', { subscriptionId, choice });
  }

  private changeSubscription(id: string, changes: Partial<Stripe.Subscription>): Stripe.Subscription {
    const changed = this.keep(this.subscriptions, { ...this.subscription(id), ...changes });
    this.emit('customer.subscription.updated', changed);
    return changed;
  }

  private bill(of: Stripe.Subscription, reason: Stripe.Invoice.BillingReason): Stripe.Invoice {
    const billed = newInvoice(of, this.customer(idOf(of.customer)), reason, (id) => `${this.origin()}/i/${id}`);
    this.keepInvoice(billed);
    this.keep(this.subscriptions, { ...this.subscription(of.id), latest_invoice: billed.id });
    this.emit('invoice.created', { ...billed, status: 'draft' });
    this.emit('invoice.finalized', billed);
    return billed;
  }

  private collect(invoice: Stripe.Invoice, choice: PaymentChoice): Collected {
    const intent = this.intentOfInvoice(invoice);
    const charge = { ...newCharge(intent, METHOD[choice]), customer: invoice.customer };
    switch (choice) {
      case 'card_declined':
        this.decline(intent, charge);
        this.invoiceFailed(invoice);
        return 'declined';
      case 'sepa_succeeds':
      case 'sepa_fails':
        this.startDebit(intent, charge, choice === 'sepa_succeeds' ? 'succeeded' : 'failed');
        return 'processing';
      case 'card':
      case 'bancontact':
      case 'ideal':
        this.succeed(intent, charge);
        this.invoicePaid(invoice);
        return 'paid';
    }
  }

  private intentOfInvoice(invoice: Stripe.Invoice): Stripe.PaymentIntent {
    const known = this.invoicePayments.values().find((it) => it.invoice === invoice.id);
    if (known !== undefined) return this.intent(idOf(known.payment.payment_intent ?? null));
    // As with Stripe, what a subscription says of itself is not on the payments of its invoices.
    const intent = this.keep(this.intents, {
      ...paymentIntent(newId('pi'), {
        amount: invoice.amount_due,
        currency: invoice.currency,
        description: invoice.billing_reason === 'subscription_create' ? 'Subscription creation' : 'Subscription update',
        intentMetadata: {},
        email: invoice.customer_email,
      }),
      customer: invoice.customer,
    });
    this.keep(this.invoicePayments, newInvoicePayment(invoice, intent.id));
    this.emit('payment_intent.created', intent);
    return intent;
  }

  private invoicePaid(invoice: Stripe.Invoice): void {
    const now = nowSeconds();
    const paid = this.keepInvoice({
      ...this.invoice(invoice.id),
      status: 'paid',
      amount_paid: invoice.amount_due,
      amount_remaining: 0,
      attempted: true,
      attempt_count: this.invoice(invoice.id).attempt_count + 1,
      next_payment_attempt: null,
      status_transitions: { ...invoice.status_transitions, paid_at: now },
    });
    this.emit('invoice.paid', paid);
    this.emit('invoice.payment_succeeded', paid);
    const payment = this.invoicePayments.values().find((it) => it.invoice === invoice.id);
    if (payment !== undefined) {
      const settled = this.keep(this.invoicePayments, {
        ...payment,
        status: 'paid',
        amount_paid: invoice.amount_due,
        status_transitions: { canceled_at: null, paid_at: now },
      });
      this.emit('invoice_payment.paid', settled);
    }
    const of = this.subscription(subscriptionOf(invoice));
    if (of.status === 'incomplete' || of.status === 'past_due') this.changeSubscription(of.id, { status: 'active' });
  }

  private invoiceFailed(invoice: Stripe.Invoice): void {
    const known = this.invoice(invoice.id);
    const attempts = known.attempt_count + 1;
    const of = this.subscription(subscriptionOf(invoice));
    const over = attempts > RETRIES || of.status === 'canceled';
    const nextAtMs = Date.now() + this.settings.invoiceRetryMs * attempts;
    const failed = this.keepInvoice({
      ...known,
      attempted: true,
      attempt_count: attempts,
      next_payment_attempt: over ? null : Math.ceil(nextAtMs / 1000),
    });
    this.emit('invoice.payment_failed', failed);
    if (of.status === 'canceled') return;
    if (of.status !== 'past_due') this.changeSubscription(of.id, { status: 'past_due' });
    if (over) this.cancelSubscription(of.id, 'payment_failed');
  }

  private keepInvoice(invoice: Stripe.Invoice): Stripe.Invoice {
    this.noteInvoice(invoice);
    return this.keep(this.invoices, invoice);
  }

  private noteInvoice({ id, status, next_payment_attempt: next }: Stripe.Invoice): void {
    if (status === 'open' && next !== null) this.retries.set(id, next * 1000);
    else this.retries.delete(id);
  }
}

/** The subscription that an invoice bills. @throws {ApiError} for one that bills none, which the stand-in never makes */
function subscriptionOf({ parent, id }: Stripe.Invoice): string {
  const reference = parent?.subscription_details?.subscription ?? null;
  return reference === null ? fail(invalid('invoice', `Invoice ${id} bills no subscription.`)) : idOf(reference);
}
