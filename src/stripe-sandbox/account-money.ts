import type Stripe from 'stripe';
import { AccountRecords, idOf } from './account-records.js';
import { ApiError, invalid, unexpectedState } from './errors.js';
import { dispute as newDispute, payout as newPayout, refund as newRefund } from './objects.js';

/** A debit that the bank is still at work on. */
export interface PendingDebit {
  readonly intentId: string;
  readonly outcome: 'succeeded' | 'failed';
  readonly dueAtMs: number;
}

/** What brings money in, and what takes it back or out of an account: refunds, disputes, payouts. */
export class AccountMoney extends AccountRecords {
  /** Debits that the bank is still at work on, by their payment intents. */
  protected readonly debits = new Map<string, PendingDebit>();

  // Payments

  /** A debit that its bank settles later. */
  protected startDebit(intent: Stripe.PaymentIntent, charge: Stripe.Charge, outcome: PendingDebit['outcome']): void {
    const pending = this.keep(this.charges, charge);
    const processing = this.keep(this.intents, { ...intent, status: 'processing', latest_charge: pending.id });
    this.emit('charge.pending', pending);
    this.emit('payment_intent.processing', processing);
    const debit = { intentId: intent.id, outcome, dueAtMs: Date.now() + this.settings.sepaSettleMs };
    this.debits.set(intent.id, debit);
    this.journal.append('debit', debit);
  }

  protected decline(intent: Stripe.PaymentIntent, charge: Stripe.Charge): void {
    const declined = this.keep(this.charges, {
      ...charge,
      status: 'failed',
      failure_code: 'card_declined',
      failure_message: 'Your card was declined.',
    });
    this.emit('charge.failed', declined);
    const failed = this.keep(this.intents, {
      ...intent,
      status: 'requires_payment_method',
      latest_charge: declined.id,
    });
    this.emit('payment_intent.payment_failed', failed);
  }

  protected succeed(intent: Stripe.PaymentIntent, charge: Stripe.Charge): Stripe.PaymentIntent {
    const movement = this.keepMovement({
      amount: charge.amount,
      fee: 25 + Math.round(charge.amount * 0.015),
      currency: charge.currency,
      type: charge.id.startsWith('ch_') ? 'charge' : 'payment',
      reportingCategory: 'charge',
      source: charge.id,
      description: charge.description,
    });
    const succeeded = this.keep(this.charges, {
      ...charge,
      status: 'succeeded',
      paid: true,
      amount_captured: charge.amount,
      balance_transaction: movement.id,
    });
    this.emit('charge.succeeded', succeeded);
    const paid = this.keep(this.intents, {
      ...intent,
      status: 'succeeded',
      amount_received: intent.amount,
      latest_charge: succeeded.id,
      payment_method: succeeded.payment_method,
    });
    this.emit('payment_intent.succeeded', paid);
    return paid;
  }

  // Refunds and disputes

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
    this.keep(this.movements, { ...movement, source: made.id });
    const refund = this.keepRefund({
      ...made,
      balance_transaction: movement.id,
      status: immediate ? 'succeeded' : 'pending',
    });
    const refunded = charge.amount_refunded + wanted;
    const changed = this.keep(this.charges, {
      ...charge,
      amount_refunded: refunded,
      refunded: refunded === charge.amount,
    });
    this.emit('refund.created', refund);
    this.emit('charge.refunded', changed);
    return refund;
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
    this.keep(this.charges, { ...charge, amount_refunded: charge.amount_refunded - refund.amount, refunded: false });
    this.emit('refund.updated', failed);
    if (status === 'failed') this.emit('refund.failed', failed);
    return failed;
  }

  /** Notes of the caller's own on a refund. */
  updateRefund(id: string, metadata: Record<string, string>): Stripe.Refund {
    const refund = this.refundById(id);
    const changed = this.keepRefund({ ...refund, metadata: { ...refund.metadata, ...metadata } });
    this.emit('refund.updated', changed);
    return changed;
  }

  /** Notes of the caller's own on a dispute; evidence that is submitted puts it before the bank. */
  updateDispute(id: string, metadata: Record<string, string>, submit: boolean): Stripe.Dispute {
    const dispute = this.dispute(id);
    const open = dispute.status === 'needs_response' || dispute.status === 'warning_needs_response';
    if (submit && !open) throw unexpectedState(`This dispute is ${dispute.status}.`, 'resource_invalid_state');
    const status = dispute.status === 'warning_needs_response' ? 'warning_under_review' : 'under_review';
    const changed = this.keep(this.disputes, {
      ...dispute,
      metadata: { ...dispute.metadata, ...metadata },
      ...(submit ? { status } : {}),
    });
    this.emit('charge.dispute.updated', changed);
    return changed;
  }

  openDispute(charge: Stripe.Charge, amount: number | null, reason: string, inquiry: boolean): Stripe.Dispute {
    const wanted = amount ?? charge.amount - charge.amount_refunded;
    if (wanted > charge.amount) throw invalid('amount', 'A dispute cannot be larger than its charge.');
    const made = newDispute(charge, wanted, reason, inquiry ? 'warning_needs_response' : 'needs_response');
    this.keep(this.charges, { ...charge, disputed: true });
    if (inquiry) {
      this.emit('charge.dispute.created', this.keep(this.disputes, made));
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
    const dispute = this.keep(this.disputes, { ...made, balance_transactions: [movement] });
    this.emit('charge.dispute.created', dispute);
    this.emit('charge.dispute.funds_withdrawn', dispute);
    return dispute;
  }

  /** The bank decides. An inquiry just ends. */
  closeDispute(id: string, outcome: 'won' | 'lost'): Stripe.Dispute {
    const dispute = this.dispute(id);
    if (dispute.status === 'won' || dispute.status === 'lost' || dispute.status === 'warning_closed') return dispute;
    if (dispute.status.startsWith('warning')) {
      const closed = this.keep(this.disputes, { ...dispute, status: 'warning_closed' });
      this.emit('charge.dispute.closed', closed);
      return closed;
    }
    const reviewed = this.keep(this.disputes, { ...dispute, status: 'under_review' });
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
    const closed = this.keep(this.disputes, {
      ...reviewed,
      status: outcome,
      balance_transactions: [...dispute.balance_transactions, ...movements],
    });
    this.emit('charge.dispute.closed', closed);
    if (outcome === 'won') this.emit('charge.dispute.funds_reinstated', closed);
    return closed;
  }

  // Balance

  /**
   * Pays out an amount, or all that is there. A payout of everything says which movements it took with it; one of an
   * amount that somebody chose does not, as with Stripe's manual payouts.
   * @throws {ApiError} `balance_insufficient`
   */
  payOut(outcome: 'paid' | 'failed', wanted: number | null = null): Stripe.Payout {
    const available = this.balanceMinor;
    const amount = wanted ?? available;
    if (amount <= 0 || amount > available) {
      throw new ApiError(
        400,
        'invalid_request_error',
        'balance_insufficient',
        'You have insufficient funds in your Stripe account for this transfer.',
      );
    }
    const made = newPayout(amount, 'eur');
    this.emit('payout.created', this.keep(this.payouts, made));
    const movement = {
      fee: 0,
      currency: 'eur',
      reportingCategory: 'payout',
      source: made.id,
      description: made.description,
    };
    const before = this.notPaidOut();
    const out = this.keepMovement({ ...movement, amount: -amount, type: 'payout' });
    if (outcome === 'failed') this.keepMovement({ ...movement, amount, type: 'payout_failure' });
    else if (wanted === null) this.notePayout(made.id, [...before, out.id]);
    const ended = this.keep(this.payouts, { ...made, status: outcome, balance_transaction: out.id });
    this.emit(outcome === 'paid' ? 'payout.paid' : 'payout.failed', ended);
    return ended;
  }

  private notPaidOut(): string[] {
    const gone = new Set([...this.payoutContents.values()].flatMap((ids) => [...ids]));
    return this.movements.values().flatMap(({ id }) => (gone.has(id) ? [] : [id]));
  }

  private notePayout(payoutId: string, movementIds: readonly string[]): void {
    this.payoutContents.set(payoutId, new Set(movementIds));
    this.journal.append('paid-out', { payoutId, movementIds });
  }
}
