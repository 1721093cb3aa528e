import type Stripe from 'stripe';
import { Collection } from './collection.js';
import { Deliveries } from './deliveries.js';
import { ApiError, invalid, noSuch, unexpectedState } from './errors.js';
import { Journal } from './journal.js';
import {
  balanceTransaction,
  charge as newCharge,
  checkoutSession,
  dispute as newDispute,
  newId,
  nowSeconds,
  paymentIntent,
  type PaymentMethodType,
  payout as newPayout,
  refund as newRefund,
  type SessionOrder,
} from './objects.js';
import { API_VERSION, type SandboxSettings } from './settings.js';
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
export class Account {
  readonly sessions = new Collection<Stripe.Checkout.Session>();
  readonly intents = new Collection<Stripe.PaymentIntent>();
  readonly charges = new Collection<Stripe.Charge>();
  readonly refunds = new Collection<Stripe.Refund>();
  readonly disputes = new Collection<Stripe.Dispute>();
  readonly movements = new Collection<Stripe.BalanceTransaction>();
  readonly payouts = new Collection<Stripe.Payout>();
  readonly events = new Collection<StoredEvent>();
  private readonly orders = new Map<string, SessionOrder>();
  private readonly openSessions = new Set<string>();
  private readonly sessionOfIntent = new Map<string, string>();
  private readonly debits = new Map<string, PendingDebit>();
  private readonly pendingRefunds = new Map<string, number>();
  private clock: NodeJS.Timeout | undefined;

  constructor(
    readonly deliveries: Deliveries,
    private readonly journal: Journal,
    private readonly settings: SandboxSettings,
    private readonly publicUrl: () => string,
  ) {}

  /** Reads the journal and takes up what was left: debits, expiries, deliveries. */
  async restore(): Promise<void> {
    const undelivered = new Map<string, StoredEvent>();
    for (const { kind, value } of await this.journal.read()) {
      if (kind === 'event') {
        const event = { ...(value as StoredEvent) };
        this.events.put(event);
        if (!event.delivered) undelivered.set(event.id, event);
      } else if (kind === 'delivered') {
        const event = undelivered.get(value as string);
        if (event !== undefined) event.delivered = true;
        undelivered.delete(value as string);
      } else this.restoreObject(kind, value);
    }
    for (const session of this.sessions.values()) if (session.status === 'open') this.openSessions.add(session.id);
    for (const event of undelivered.values()) this.deliveries.send(event);
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
      case 'session':
        this.putSession(value as Stripe.Checkout.Session);
        break;
      case 'intent':
        this.intents.put(value as Stripe.PaymentIntent);
        break;
      case 'charge':
        this.charges.put(value as Stripe.Charge);
        break;
      case 'refund': {
        const refund = value as Stripe.Refund;
        this.refunds.put(refund);
        if (refund.status === 'pending') this.pendingRefunds.set(refund.id, Date.now() + this.settings.refundSettleMs);
        else this.pendingRefunds.delete(refund.id);
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

  session(id: string): Stripe.Checkout.Session {
    return this.sessions.get(id) ?? fail(noSuch('checkout.session', id));
  }

  orderOf(sessionId: string): SessionOrder {
    return this.orders.get(sessionId) ?? fail(noSuch('checkout.session', sessionId));
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

  intent(id: string): Stripe.PaymentIntent {
    return this.intents.get(id) ?? fail(noSuch('payment_intent', id));
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

  // Refunds and disputes

  charge(id: string): Stripe.Charge {
    return this.charges.get(id) ?? fail(noSuch('charge', id));
  }

  /** The charge that paid an intent. @throws {ApiError} when nothing paid it. */
  chargeOfIntent(intentId: string): Stripe.Charge {
    const { latest_charge: chargeId } = this.intent(intentId);
    const charge = typeof chargeId === 'string' ? this.charge(chargeId) : undefined;
    if (charge?.status !== 'succeeded') {
      throw unexpectedState('This PaymentIntent does not have a successful charge.', 'payment_intent_unexpected_state');
    }
    return charge;
  }

  refund(
    charge: Stripe.Charge,
    amount: number | null,
    reason: string | null,
    metadata: Record<string, string>,
  ): Stripe.Refund {
    const left = charge.amount - charge.amount_refunded;
    if (left <= 0) {
      throw unexpectedState(`Charge ${charge.id} has already been refunded.`, 'charge_already_refunded');
    }
    const wanted = amount ?? left;
    if (wanted < 1 || wanted > left) {
      throw invalid(
        'amount',
        `Refund amount (${String(wanted)}) is greater than unrefunded amount on charge (${String(left)})`,
      );
    }
    const immediate = charge.payment_method_details?.type === 'card';
    const movement = this.keepMovement({
      amount: -wanted,
      fee: 0,
      currency: charge.currency,
      type: charge.id.startsWith('ch_') ? 'refund' : 'payment_refund',
      reportingCategory: 'refund',
      source: '',
      description: 'REFUND',
    });
    const made = newRefund(charge, wanted, reason, metadata);
    this.journalMovement({ ...movement, source: made.id });
    const refund = this.keepRefund({
      ...made,
      balance_transaction: movement.id,
      status: immediate ? 'succeeded' : 'pending',
    });
    const refunded = charge.amount_refunded + wanted;
    const changed = this.keepCharge({ ...charge, amount_refunded: refunded, refunded: refunded === charge.amount });
    this.emit('refund.created', refund);
    this.emit('charge.refunded', changed);
    return refund;
  }

  refundById(id: string): Stripe.Refund {
    return this.refunds.get(id) ?? fail(noSuch('refund', id));
  }

  /** A refund ends: it succeeds, or (also after it succeeded) it fails and the money comes back. */
  settleRefund(id: string, status: 'succeeded' | 'failed' | 'canceled'): Stripe.Refund {
    const refund = this.refundById(id);
    if (refund.status === status) return refund;
    if (refund.status === 'failed' || refund.status === 'canceled') {
      throw unexpectedState(`Refund ${id} has ${refund.status}.`, 'resource_invalid_state');
    }
    if (status === 'succeeded') {
      const succeeded = this.keepRefund({ ...refund, status });
      this.emit('refund.updated', succeeded);
      return succeeded;
    }
    const charge = this.charge(idOf(refund.charge));
    const movement = this.keepMovement({
      amount: refund.amount,
      fee: 0,
      currency: refund.currency,
      type: 'refund_failure',
      reportingCategory: 'refund_failure',
      source: refund.id,
      description: 'REFUND FAILURE',
    });
    const failed = this.keepRefund({ ...refund, status, failure_balance_transaction: movement.id });
    this.keepCharge({ ...charge, amount_refunded: charge.amount_refunded - refund.amount, refunded: false });
    this.emit('refund.updated', failed);
    if (status === 'failed') this.emit('refund.failed', failed);
    return failed;
  }

  openDispute(charge: Stripe.Charge, amount: number | null, reason: string, inquiry: boolean): Stripe.Dispute {
    const wanted = amount ?? charge.amount - charge.amount_refunded;
    const made = newDispute(charge, wanted, reason, inquiry ? 'warning_needs_response' : 'needs_response');
    this.keepCharge({ ...charge, disputed: true });
    if (inquiry) {
      this.emit('charge.dispute.created', this.keepDispute(made));
      return made;
    }
    const movement = this.keepMovement({
      amount: -wanted,
      fee: 2_000,
      currency: charge.currency,
      type: 'adjustment',
      reportingCategory: 'dispute',
      source: made.id,
      description: `Chargeback withdrawal for ${charge.id}`,
    });
    const dispute = this.keepDispute({ ...made, balance_transactions: [movement] });
    this.emit('charge.dispute.created', dispute);
    this.emit('charge.dispute.funds_withdrawn', dispute);
    return dispute;
  }

  dispute(id: string): Stripe.Dispute {
    return this.disputes.get(id) ?? fail(noSuch('dispute', id));
  }

  /** The bank decides. An inquiry just ends. */
  closeDispute(id: string, outcome: 'won' | 'lost'): Stripe.Dispute {
    const dispute = this.dispute(id);
    if (dispute.status === 'won' || dispute.status === 'lost' || dispute.status === 'warning_closed') return dispute;
    if (dispute.status.startsWith('warning')) {
      const closed = this.keepDispute({ ...dispute, status: 'warning_closed' });
      this.emit('charge.dispute.closed', closed);
      return closed;
    }
    const reviewed = this.keepDispute({ ...dispute, status: 'under_review' });
    this.emit('charge.dispute.updated', reviewed);
    const movements =
      outcome === 'won'
        ? [
            this.keepMovement({
              amount: dispute.amount,
              fee: 0,
              currency: dispute.currency,
              type: 'adjustment',
              reportingCategory: 'dispute_reversal',
              source: dispute.id,
              description: `Chargeback reversal for ${idOf(dispute.charge)}`,
            }),
          ]
        : [];
    const closed = this.keepDispute({
      ...reviewed,
      status: outcome,
      balance_transactions: [...dispute.balance_transactions, ...movements],
    });
    this.emit('charge.dispute.closed', closed);
    if (outcome === 'won') this.emit('charge.dispute.funds_reinstated', closed);
    return closed;
  }

  // Balance

  get balanceMinor(): number {
    return this.movements.values().reduce((sum, movement) => sum + movement.net, 0);
  }

  /** Pays out what is available, or fails to. */
  payOut(outcome: 'paid' | 'failed'): Stripe.Payout {
    const available = this.balanceMinor;
    if (available <= 0) {
      throw new ApiError(400, 'invalid_request_error', 'balance_insufficient', 'There is nothing to pay out.');
    }
    const made = newPayout(available, 'eur');
    this.emit('payout.created', this.keepPayout(made));
    const movement = {
      fee: 0,
      currency: 'eur',
      reportingCategory: 'payout',
      source: made.id,
      description: made.description,
    };
    const out = this.keepMovement({ ...movement, amount: -available, type: 'payout' });
    if (outcome === 'failed') this.keepMovement({ ...movement, amount: available, type: 'payout_failure' });
    const ended = this.keepPayout({ ...made, status: outcome, balance_transaction: out.id });
    this.emit(outcome === 'paid' ? 'payout.paid' : 'payout.failed', ended);
    return ended;
  }

  /** What the balance is made of, by payment intent and in sum; fees apart. */
  books(): {
    chargesMinor: number;
    refundsMinor: number;
    disputesMinor: number;
    feesMinor: number;
    grossMinor: number;
  } {
    const books = { chargesMinor: 0, refundsMinor: 0, disputesMinor: 0, feesMinor: 0, grossMinor: 0 };
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
    return books;
  }

  /** The object that a balance transaction is about, as `expand[]=data.source` shows it. */
  sourceOf(id: string): unknown {
    return this.charges.get(id) ?? this.refunds.get(id) ?? this.disputes.get(id) ?? this.payouts.get(id) ?? id;
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

  private emit(type: string, object: unknown): void {
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
    const event: StoredEvent = { id, type, created, json, delivered: this.settings.webhookUrls.length === 0 };
    this.events.put(event);
    this.journal.append('event', event);
    this.deliveries.send(event);
  }

  private keepSession(session: Stripe.Checkout.Session): Stripe.Checkout.Session {
    this.putSession(session);
    this.journal.append('session', session);
    return session;
  }

  private putSession(session: Stripe.Checkout.Session): void {
    this.sessions.put(session);
    if (typeof session.payment_intent === 'string') this.sessionOfIntent.set(session.payment_intent, session.id);
  }

  private keepIntent(intent: Stripe.PaymentIntent): Stripe.PaymentIntent {
    this.intents.put(intent);
    this.journal.append('intent', intent);
    return intent;
  }

  private keepCharge(charge: Stripe.Charge): Stripe.Charge {
    this.charges.put(charge);
    this.journal.append('charge', charge);
    return charge;
  }

  private keepRefund(refund: Stripe.Refund): Stripe.Refund {
    this.refunds.put(refund);
    this.journal.append('refund', refund);
    if (refund.status === 'pending') this.pendingRefunds.set(refund.id, Date.now() + this.settings.refundSettleMs);
    else this.pendingRefunds.delete(refund.id);
    return refund;
  }

  private keepDispute(dispute: Stripe.Dispute): Stripe.Dispute {
    this.disputes.put(dispute);
    this.journal.append('dispute', dispute);
    return dispute;
  }

  private keepPayout(payout: Stripe.Payout): Stripe.Payout {
    this.payouts.put(payout);
    this.journal.append('payout', payout);
    return payout;
  }

  private keepMovement(movement: Parameters<typeof balanceTransaction>[0]): Stripe.BalanceTransaction {
    const made = balanceTransaction(movement);
    this.journalMovement(made);
    return made;
  }

  private journalMovement(movement: Stripe.BalanceTransaction): void {
    this.movements.put(movement);
    this.journal.append('movement', movement);
  }
}

/** The id of an object that is kept by its id. */
function idOf(reference: string | { readonly id: string } | null): string {
  return typeof reference === 'string' ? reference : (reference?.id ?? '');
}

function fail(error: Error): never {
  throw error;
}
