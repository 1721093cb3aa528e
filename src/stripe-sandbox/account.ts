import type Stripe from 'stripe';
import { AccountMoney } from './account-money.js';
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
  type PaymentMethodType,
  type SessionOrder,
} from './objects.js';
import type { SandboxSettings } from './settings.js';
import type { StoredEvent } from './stored-event.js';

/** How somebody pays on the hosted page. */
export const PAYMENT_CHOICES = ['card', 'card_declined', 'bancontact', 'ideal', 'sepa_succeeds', 'sepa_fails'] as const;
export type PaymentChoice = (typeof PAYMENT_CHOICES)[number];

const METHOD: Record<PaymentChoice, PaymentMethodType> = {
  card: 'card',
  card_declined: 'card',
  bancontact: 'bancontact',
  ideal: 'ideal',
  sepa_succeeds: 'sepa_debit',
  sepa_fails: 'sepa_debit',
};

/** A debit that the bank is still at work on. */
interface PendingDebit {
  readonly intentId: string;
  readonly outcome: 'succeeded' | 'failed';
  readonly dueAtMs: number;
}

const CLOCK_MS = 500;

/** One account at the stand-in: its objects, its balance, its events. Everything that changes an object goes through here. */
export class Account extends AccountMoney {
  private readonly openSessions = new Set<string>();
  private readonly debits = new Map<string, PendingDebit>();
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
        const event = { ...(value as StoredEvent) };
        this.events.put(event);
        if (event.awaiting.length > 0) undelivered.set(event.id, event);
      } else if (kind === 'delivered') {
        const { id, url } = value as { id: string; url: string };
        const event = undelivered.get(id);
        if (event === undefined) continue;
        event.awaiting = event.awaiting.filter((it) => it !== url);
        if (event.awaiting.length === 0) undelivered.delete(id);
      } else if (kind === 'dropped') {
        const event = undelivered.get(value as string);
        if (event !== undefined) this.deliveries.keepDropped(event);
        undelivered.delete(value as string);
      } else this.restoreObject(kind, value);
    }
    for (const session of this.sessions.values()) if (session.status === 'open') this.openSessions.add(session.id);
    for (const event of undelivered.values()) this.deliveries.takeUp(event);
    this.clock = setInterval(() => {
      this.tick();
    }, CLOCK_MS);
  }

  stop(): void {
    clearInterval(this.clock);
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
      case 'session': {
        const session = value as Stripe.Checkout.Session;
        this.sessions.put(session);
        if (typeof session.payment_intent === 'string') this.sessionOfIntent.set(session.payment_intent, session.id);
        break;
      }
      case 'intent':
        this.intents.put(value as Stripe.PaymentIntent);
        break;
      case 'charge':
        this.charges.put(value as Stripe.Charge);
        break;
      case 'refund': {
        const refund = value as Stripe.Refund;
        this.refunds.put(refund);
        this.noteRefund(refund);
        break;
      }
      case 'dispute':
        this.disputes.put(value as Stripe.Dispute);
        break;
      case 'movement':
        this.movements.put(value as Stripe.BalanceTransaction);
        break;
      case 'payout':
        this.payouts.put(value as Stripe.Payout);
        break;
      case 'paid-out': {
        const { payoutId, movementIds } = value as { payoutId: string; movementIds: string[] };
        this.payoutContents.set(payoutId, new Set(movementIds));
        break;
      }
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
  pay(sessionId: string, choice: PaymentChoice): 'paid' | 'processing' | 'declined' {
    const session = this.session(sessionId);
    if (session.status !== 'open') {
      throw unexpectedState(`This Checkout Session is ${session.status ?? 'over'}.`, 'resource_invalid_state');
    }
    const order = this.orderOf(sessionId);
    const intent = this.intentOf(session, order);
    const charge = newCharge(intent, METHOD[choice]);
    switch (choice) {
      case 'card_declined':
        this.decline(intent, charge);
        return 'declined';
      case 'sepa_succeeds':
      case 'sepa_fails':
        this.startDebit(this.session(sessionId), intent, charge, choice === 'sepa_succeeds' ? 'succeeded' : 'failed');
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

  private intentOf(session: Stripe.Checkout.Session, order: SessionOrder): Stripe.PaymentIntent {
    if (typeof session.payment_intent === 'string') return this.intent(session.payment_intent);
    const intent = this.keepIntent(paymentIntent(newId('pi'), order));
    this.keepSession({ ...session, payment_intent: intent.id });
    this.emit('payment_intent.created', intent);
    return intent;
  }

  private decline(intent: Stripe.PaymentIntent, charge: Stripe.Charge): void {
    const declined = this.keepCharge({
      ...charge,
      status: 'failed',
      failure_code: 'card_declined',
      failure_message: 'Your card was declined.',
    });
    this.emit('charge.failed', declined);
    const failed = this.keepIntent({ ...intent, status: 'requires_payment_method', latest_charge: declined.id });
    this.emit('payment_intent.payment_failed', failed);
  }

  private succeed(intent: Stripe.PaymentIntent, charge: Stripe.Charge): Stripe.PaymentIntent {
    const movement = this.keepMovement({
      amount: charge.amount,
      fee: 25 + Math.round(charge.amount * 0.015),
      currency: charge.currency,
      type: charge.id.startsWith('ch_') ? 'charge' : 'payment',
      reportingCategory: 'charge',
      source: charge.id,
      description: charge.description,
    });
    const succeeded = this.keepCharge({
      ...charge,
      status: 'succeeded',
      paid: true,
      amount_captured: charge.amount,
      balance_transaction: movement.id,
    });
    this.emit('charge.succeeded', succeeded);
    const paid = this.keepIntent({
      ...intent,
      status: 'succeeded',
      amount_received: intent.amount,
      latest_charge: succeeded.id,
      payment_method: succeeded.payment_method,
    });
    this.emit('payment_intent.succeeded', paid);
    return paid;
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

  private startDebit(
    session: Stripe.Checkout.Session,
    intent: Stripe.PaymentIntent,
    charge: Stripe.Charge,
    outcome: PendingDebit['outcome'],
  ): void {
    const pending = this.keepCharge(charge);
    const processing = this.keepIntent({ ...intent, status: 'processing', latest_charge: pending.id });
    this.emit('charge.pending', pending);
    this.emit('payment_intent.processing', processing);
    const debit = { intentId: intent.id, outcome, dueAtMs: Date.now() + this.settings.sepaSettleMs };
    this.debits.set(intent.id, debit);
    this.journal.append('debit', debit);
    this.completeSession(session.id, 'unpaid', 'checkout.session.completed');
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
      if (session !== undefined) this.completeSession(session.id, 'paid', 'checkout.session.async_payment_succeeded');
      return paid;
    }
    const failedCharge = this.keepCharge({ ...charge, status: 'failed', failure_code: 'insufficient_funds' });
    this.emit('charge.failed', failedCharge);
    const failed = this.keepIntent({ ...intent, status: 'requires_payment_method' });
    this.emit('payment_intent.payment_failed', failed);
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
    const canceled = this.keepIntent({ ...intent, status: 'canceled', canceled_at: nowSeconds() });
    this.emit('payment_intent.canceled', canceled);
    return canceled;
  }

  /** A payment of another product in the same account: nothing in it is ours. */
  foreignPayment(amount: number): Stripe.PaymentIntent {
    const order: SessionOrder = {
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
    const intent = this.keepIntent(paymentIntent(newId('pi'), order));
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
  }
}
