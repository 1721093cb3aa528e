import type Stripe from 'stripe';
import { AccountBilling } from './account-billing.js';
import type { PendingDebit } from './account-money.js';
import { idOf } from './account-records.js';
import { Deliveries } from './deliveries.js';
import { unexpectedState } from './errors.js';
import { Journal } from './journal.js';
import {
  charge as newCharge,
  checkoutSession,
  newId,
  nowSeconds,
  paymentIntent,
  type SessionOrder,
  type SubscriptionOrder,
} from './objects.js';
import { courseOf, METHOD, MONTHLY_CHOICES, type MonthlyChoice, type PaymentChoice } from './payment-choices.js';
import type { SandboxSettings } from './settings.js';
import type { StoredEvent } from './stored-event.js';

const CLOCK_MS = 500;

/** One account at the stand-in: its objects, its balance, its events. Everything that changes an object goes through here. */
export class Account extends AccountBilling {
  private readonly openSessions = new Set<string>();
  private clock: NodeJS.Timeout | undefined;

  constructor(
    deliveries: Deliveries,
    journal: Journal,
    settings: SandboxSettings,
    private readonly publicUrl: () => string,
  ) {
    super(deliveries, journal, settings);
  }

  /** Reads the journal and takes up what was left: debits, expiries, deliveries. */
  async restore(): Promise<void> {
    const undelivered = new Map<string, StoredEvent>();
    for (const { kind, value } of await this.journal.read()) {
      if (kind === 'event') {
        // A journal of an earlier release does not tell who was still waited for: nobody is.
        const event: StoredEvent = { awaiting: [], ...(value as Omit<StoredEvent, 'awaiting'>) };
        this.events.put(event);
        if (event.awaiting.length > 0) undelivered.set(event.id, event);
      } else if (kind === 'delivered') {
        const { id, endpointId } = value as { id: string; endpointId: string };
        const event = undelivered.get(id);
        if (event === undefined) continue;
        event.awaiting = event.awaiting.filter((it) => it !== endpointId);
        if (event.awaiting.length === 0) undelivered.delete(id);
      } else if (kind === 'dropped') {
        const event = undelivered.get(value as string);
        if (event !== undefined) this.deliveries.keepDropped(event);
        undelivered.delete(value as string);
      } else this.restoreObject(kind, value);
    }
    for (const refund of this.refunds.values()) this.noteRefund(refund);
    this.restoreBilling();
    for (const { id, status, payment_intent: intentId, invoice: invoiceId } of this.sessions.values()) {
      if (status === 'open') this.openSessions.add(id);
      if (typeof intentId === 'string') this.sessionOfIntent.set(intentId, id);
      if (typeof invoiceId === 'string') this.noteSessionOfInvoice(id, invoiceId);
    }
    for (const event of undelivered.values()) this.deliveries.takeUp(event);
    this.clock = setInterval(() => {
      this.tick();
    }, CLOCK_MS);
  }

  stop(): void {
    clearInterval(this.clock);
  }

  /** Forgets everything, as if it had just been made. */
  reset(): void {
    for (const shelf of this.shelves.values()) shelf.clear();
    this.events.clear();
    for (const known of [this.orders, this.sessionOfIntent, this.payoutContents, this.pendingRefunds, this.debits]) {
      known.clear();
    }
    this.openSessions.clear();
    this.resetBilling();
    this.deliveries.endpoints.reset();
    this.deliveries.reset();
  }

  private restoreObject(kind: string, value: unknown): void {
    switch (kind) {
      case 'order': {
        const { sessionId, order } = value as { sessionId: string; order: SessionOrder };
        this.orders.set(sessionId, order);
        break;
      }
      case 'debit': {
        const debit = value as PendingDebit;
        this.debits.set(debit.intentId, debit);
        break;
      }
      case 'debit-ended':
        this.debits.delete(value as string);
        break;
      case 'paying': {
        const { subscriptionId, choice } = value as { subscriptionId: string; choice: PaymentChoice };
        this.paying.set(subscriptionId, choice);
        break;
      }
      case 'paid-out': {
        const { payoutId, movementIds } = value as { payoutId: string; movementIds: string[] };
        this.payoutContents.set(payoutId, new Set(movementIds));
        break;
      }
      case 'endpoint':
      case 'endpoint-deleted':
        this.deliveries.endpoints.restore(kind, value);
        break;
      default:
        this.shelves.get(kind)?.put(value as { id: string; created: number });
    }
  }

  // Checkout

  openSession(order: SessionOrder): Stripe.Checkout.Session {
    const id = newId('cs_test');
    const session = checkoutSession(id, `${this.publicUrl()}/c/pay/${id}`, order);
    this.orders.set(id, order);
    this.journal.append('order', { sessionId: id, order });
    this.openSessions.add(id);
    return this.keepSession(session);
  }

  expireSession(id: string): Stripe.Checkout.Session {
    const session = this.session(id);
    if (session.status !== 'open') {
      throw unexpectedState(
        'Only Checkout Sessions with a status in ["open"] can be expired.',
        'resource_invalid_state',
      );
    }
    this.openSessions.delete(id);
    const expired = this.keepSession({ ...session, status: 'expired', url: null });
    this.emit('checkout.session.expired', expired);
    return expired;
  }

  /**
   * Somebody pays on the hosted page.
   * @returns `paid` and `processing` end the session; after `declined` another try is free.
   * @throws {ApiError} when the session is no longer open.
   */
  pay(sessionId: string, choice: PaymentChoice | MonthlyChoice): 'paid' | 'processing' | 'declined' {
    const session = this.session(sessionId);
    if (session.status !== 'open') {
      throw unexpectedState(`This Checkout Session is ${session.status ?? 'over'}.`, 'resource_invalid_state');
    }
    const order = this.orderOf(sessionId);
    const monthly = MONTHLY_CHOICES.find((it) => it === choice);
    if (order.subscription !== null && monthly !== undefined) {
      return this.paySubscription(session, order, order.subscription, monthly);
    }
    if (order.subscription !== null || choice === 'card_fails_later') {
      throw unexpectedState('This way of paying is not offered here.', 'payment_method_not_available');
    }
    const intent = this.intentOf(session, order);
    const charge = newCharge(intent, METHOD[choice]);
    switch (choice) {
      case 'card_declined':
        this.decline(intent, charge);
        return 'declined';
      case 'sepa_succeeds':
      case 'sepa_fails':
        this.startDebit(intent, charge, choice === 'sepa_succeeds' ? 'succeeded' : 'failed');
        this.completeSession(sessionId, 'unpaid', 'checkout.session.completed');
        return 'processing';
      case 'card':
      case 'bancontact':
      case 'ideal': {
        const paid = this.succeed(intent, charge);
        this.completeSession(sessionId, 'paid', 'checkout.session.completed');
        return paid.status === 'succeeded' ? 'paid' : 'processing';
      }
    }
  }

  private paySubscription(
    session: Stripe.Checkout.Session,
    order: SessionOrder,
    subscribed: SubscriptionOrder,
    choice: MonthlyChoice,
  ): 'paid' | 'processing' | 'declined' {
    const course = courseOf(choice);
    if (course.first === 'card_declined') {
      const intent = this.intentOf(session, { ...order, intentMetadata: {} });
      this.decline(intent, newCharge(intent, 'card'));
      return 'declined';
    }
    const customer =
      order.customerId === null ? this.makeCustomer(order.email, null, {}) : this.customer(order.customerId);
    const { subscription, invoice, collected } = this.subscribe(customer, subscribed, course);
    this.keepSession({
      ...this.session(session.id),
      customer: customer.id,
      subscription: subscription.id,
      invoice: invoice.id,
      payment_intent: null,
    });
    this.noteSessionOfInvoice(session.id, invoice.id);
    const paid = collected === 'paid';
    this.completeSession(session.id, paid ? 'paid' : 'unpaid', 'checkout.session.completed');
    return collected;
  }

  /** A debit of a subscription's first invoice tells its session too, though that names no payment intent. */
  private noteSessionOfInvoice(sessionId: string, invoiceId: string): void {
    for (const { invoice, payment } of this.invoicePayments.values()) {
      if (invoice === invoiceId) this.sessionOfIntent.set(idOf(payment.payment_intent ?? null), sessionId);
    }
  }

  protected origin(): string {
    return this.publicUrl();
  }

  private intentOf(session: Stripe.Checkout.Session, order: SessionOrder): Stripe.PaymentIntent {
    if (typeof session.payment_intent === 'string') return this.intent(session.payment_intent);
    const intent = this.keep(this.intents, paymentIntent(newId('pi'), order));
    this.keepSession({ ...session, payment_intent: intent.id });
    this.emit('payment_intent.created', intent);
    return intent;
  }

  private completeSession(
    id: string,
    paymentStatus: 'paid' | 'unpaid',
    event:
      | 'checkout.session.completed'
      | 'checkout.session.async_payment_succeeded'
      | 'checkout.session.async_payment_failed',
  ): void {
    const session = this.session(id);
    this.openSessions.delete(id);
    const email = session.customer_email;
    const completed = this.keepSession({
      ...session,
      status: 'complete',
      url: null,
      payment_status: paymentStatus,
      customer_details: {
        address: { city: null, country: 'BE', line1: null, line2: null, postal_code: null, state: null },
        business_name: null,
        email,
        individual_name: null,
        name: null,
        phone: null,
        tax_exempt: 'none',
        tax_ids: [],
      },
    });
    this.emit(event, completed);
  }

  /** The bank answers. Asking again for the same outcome changes nothing. @throws {ApiError} for the other one. */
  settleDebit(intentId: string, outcome: 'succeeded' | 'failed'): Stripe.PaymentIntent {
    const intent = this.intent(intentId);
    if (!this.debits.delete(intentId)) {
      const settled = intent.status === 'succeeded' ? 'succeeded' : 'failed';
      if (settled === outcome) return intent;
      throw unexpectedState(`The debit of ${intentId} is settled as ${settled}.`, 'payment_intent_unexpected_state');
    }
    this.journal.append('debit-ended', intentId);
    const charge = this.charge(idOf(intent.latest_charge));
    const sessionId = this.sessionOfIntent.get(intentId);
    const session = sessionId === undefined ? undefined : this.session(sessionId);
    if (outcome === 'succeeded') {
      const paid = this.succeed(intent, charge);
      this.debitOfInvoiceSettled(intentId, outcome);
      if (session !== undefined) this.completeSession(session.id, 'paid', 'checkout.session.async_payment_succeeded');
      return paid;
    }
    const failedCharge = this.keep(this.charges, { ...charge, status: 'failed', failure_code: 'insufficient_funds' });
    this.emit('charge.failed', failedCharge);
    const failed = this.keep(this.intents, { ...intent, status: 'requires_payment_method' });
    this.emit('payment_intent.payment_failed', failed);
    this.debitOfInvoiceSettled(intentId, outcome);
    if (session !== undefined) this.completeSession(session.id, 'unpaid', 'checkout.session.async_payment_failed');
    return failed;
  }

  cancelIntent(id: string): Stripe.PaymentIntent {
    const intent = this.intent(id);
    if (intent.status === 'succeeded' || intent.status === 'processing' || intent.status === 'canceled') {
      throw unexpectedState(
        `You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`,
        'payment_intent_unexpected_state',
      );
    }
    const canceled = this.keep(this.intents, { ...intent, status: 'canceled', canceled_at: nowSeconds() });
    this.emit('payment_intent.canceled', canceled);
    return canceled;
  }

  /** A payment of another product in the same account: nothing in it is ours. */
  foreignPayment(amount: number): Stripe.PaymentIntent {
    const order: SessionOrder = {
      subscription: null,
      customerId: null,
      amount,
      currency: 'eur',
      description: 'Another product',
      metadata: {},
      intentMetadata: {},
      clientReferenceId: null,
      email: null,
      locale: null,
      submitType: null,
      successUrl: this.publicUrl(),
      cancelUrl: null,
      expiresAt: nowSeconds() + 3_600,
    };
    const intent = this.keep(this.intents, paymentIntent(newId('pi'), order));
    return this.succeed(intent, newCharge(intent, 'card'));
  }

  private tick(): void {
    const nowMs = Date.now();
    for (const id of this.openSessions) {
      if (this.session(id).expires_at * 1000 <= nowMs) this.expireSession(id);
    }
    for (const { intentId, outcome, dueAtMs } of this.debits.values()) {
      if (dueAtMs <= nowMs) this.settleDebit(intentId, outcome);
    }
    for (const [id, dueAtMs] of this.pendingRefunds) {
      if (dueAtMs <= nowMs) this.settleRefund(id, 'succeeded');
    }
    this.tickBilling(nowMs);
  }
}
