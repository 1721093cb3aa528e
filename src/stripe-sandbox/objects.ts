import { randomBytes } from 'node:crypto';
import type Stripe from 'stripe';

export type PaymentMethodType = 'card' | 'bancontact' | 'ideal' | 'sepa_debit';

/** An id as Stripe makes them: a prefix that says what it names, and letters that nobody guesses. */
export function newId(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}

export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** How often something comes back. */
export interface Rhythm {
  readonly interval: Stripe.Price.Recurring.Interval;
  readonly intervalCount: number;
}

/** What a subscription is made from. */
export interface SubscriptionOrder extends Rhythm {
  readonly amount: number;
  readonly currency: string;
  readonly productName: string;
  readonly metadata: Record<string, string>;
}

/** What a checkout session is made from. */
export interface SessionOrder {
  /** What comes back; `null`: paid once. */
  readonly subscription: SubscriptionOrder | null;
  readonly customerId: string | null;
  readonly amount: number;
  readonly currency: string;
  readonly description: string;
  readonly metadata: Record<string, string>;
  readonly intentMetadata: Record<string, string>;
  readonly clientReferenceId: string | null;
  readonly email: string | null;
  readonly locale: string | null;
  readonly submitType: string | null;
  readonly successUrl: string;
  readonly cancelUrl: string | null;
  readonly expiresAt: number;
}

/** The fields that a stand-in's own code reads and writes; the others are there because Stripe's objects have them. */
export function checkoutSession(id: string, url: string, order: SessionOrder): Stripe.Checkout.Session {
  const known: Partial<Stripe.Checkout.Session> = {
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: null,
    amount_subtotal: order.amount,
    amount_total: order.amount,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    branding_settings: {
      background_color: '#ffffff',
      border_style: 'rounded',
      button_color: '#0074d4',
      display_name: 'Refugee Walk',
      font_family: 'default',
      icon: null,
      logo: null,
    },
    cancel_url: order.cancelUrl,
    client_reference_id: order.clientReferenceId,
    client_secret: null,
    consent: null,
    consent_collection: null,
    created: nowSeconds(),
    currency: order.currency,
    currency_conversion: null,
    collected_information: { business_name: null, individual_name: null, shipping_details: null },
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer: order.customerId,
    customer_creation: order.subscription === null ? 'if_required' : null,
    customer_details: null,
    customer_email: order.email,
    expires_at: order.expiresAt,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: order.locale,
    metadata: order.metadata,
    mode: order.subscription === null ? 'payment' : 'subscription',
    payment_intent: null,
    origin_context: null,
    payment_link: null,
    payment_method_collection: 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card', 'bancontact', 'ideal', 'sepa_debit'],
    payment_status: 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: order.submitType,
    subscription: null,
    success_url: order.successUrl,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    url,
  };
  return known as Stripe.Checkout.Session;
}

export function paymentIntent(
  id: string,
  order: Pick<SessionOrder, 'amount' | 'currency' | 'description' | 'intentMetadata' | 'email'>,
): Stripe.PaymentIntent {
  const known: Partial<Stripe.PaymentIntent> = {
    id,
    object: 'payment_intent',
    amount: order.amount,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    client_secret: `${id}_secret_${randomBytes(12).toString('hex')}`,
    confirmation_method: 'automatic',
    created: nowSeconds(),
    currency: order.currency,
    customer: null,
    description: order.description,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    metadata: order.intentMetadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: {
        installments: null,
        mandate_options: null,
        network: null,
        request_three_d_secure: 'automatic',
      },
    },
    payment_method_types: ['card', 'bancontact', 'ideal', 'sepa_debit'],
    processing: null,
    receipt_email: order.email,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
  };
  return known as Stripe.PaymentIntent;
}

export function charge(intent: Stripe.PaymentIntent, method: PaymentMethodType): Stripe.Charge {
  const known: Partial<Stripe.Charge> = {
    id: newId(method === 'card' ? 'ch' : 'py'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: {
      address: { city: null, country: 'BE', line1: null, line2: null, postal_code: null, state: null },
      email: intent.receipt_email,
      name: null,
      phone: null,
      tax_id: null,
    },
    calculated_statement_descriptor: 'REFUGEE WALK',
    captured: true,
    created: nowSeconds(),
    currency: intent.currency,
    customer: null,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: { ...intent.metadata },
    on_behalf_of: null,
    outcome: {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: 'approved_by_network',
      reason: null,
      risk_level: 'normal',
      seller_message: 'Payment complete.',
      type: 'authorized',
    },
    paid: false,
    payment_intent: intent.id,
    payment_method: newId('pm'),
    payment_method_details: methodDetails(method),
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'pending',
    transfer_data: null,
    transfer_group: null,
  };
  return known as Stripe.Charge;
}

function methodDetails(method: PaymentMethodType): Stripe.Charge.PaymentMethodDetails {
  const details: Record<PaymentMethodType, object> = {
    card: {
      amount_authorized: null,
      authorization_code: '123456',
      brand: 'visa',
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
      country: 'BE',
      exp_month: 12,
      exp_year: 2034,
      extended_authorization: { status: 'disabled' },
      fingerprint: 'Xt5EWLLDS7FJjR1c',
      funding: 'debit',
      incremental_authorization: { status: 'unavailable' },
      installments: null,
      last4: '4242',
      mandate: null,
      multicapture: { status: 'unavailable' },
      network: 'visa',
      network_token: { used: false },
      network_transaction_id: '104557651805572',
      overcapture: { maximum_amount_capturable: null, status: 'unavailable' },
      regulated_status: 'regulated',
      three_d_secure: null,
      wallet: null,
    },
    bancontact: {
      bank_code: 'VAPE',
      bank_name: 'VAN DE PUT & CO',
      bic: 'VAPEBE22',
      iban_last4: '7061',
      preferred_language: 'nl',
      verified_name: null,
    },
    ideal: { bank: 'ing', bic: 'INGBNL2A', iban_last4: '5264', verified_name: null },
    sepa_debit: {
      bank_code: '37040044',
      branch_code: '',
      country: 'BE',
      fingerprint: 'vifs0Ho7vwRn1Miu',
      last4: '3000',
      mandate: null,
    },
  };
  return { type: method, [method]: details[method] };
}

export function refund(
  of: Stripe.Charge,
  amount: number,
  reason: string | null,
  metadata: Record<string, string>,
): Stripe.Refund {
  const known: Partial<Stripe.Refund> = {
    id: newId('re'),
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: of.id,
    created: nowSeconds(),
    currency: of.currency,
    metadata,
    payment_intent: of.payment_intent,
    reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'pending',
    transfer_reversal: null,
  };
  return known as Stripe.Refund;
}

const EVIDENCE_SECONDS = 7 * 24 * 3_600;

export function dispute(
  of: Stripe.Charge,
  amount: number,
  reason: string,
  status: Stripe.Dispute.Status,
): Stripe.Dispute {
  const known: Partial<Stripe.Dispute> = {
    id: newId('du'),
    object: 'dispute',
    amount,
    balance_transactions: [],
    charge: of.id,
    created: nowSeconds(),
    currency: of.currency,
    enhanced_eligibility_types: [],
    evidence: {} as Stripe.Dispute.Evidence,
    evidence_details: {
      due_by: nowSeconds() + EVIDENCE_SECONDS,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
    } as Stripe.Dispute.EvidenceDetails,
    is_charge_refundable: status.startsWith('warning'),
    livemode: false,
    metadata: {},
    payment_intent: of.payment_intent,
    reason,
    status,
  };
  return known as Stripe.Dispute;
}

/** A movement of the account's balance; `amount` is signed, `fee` ≥ 0. */
export function balanceTransaction(movement: {
  amount: number;
  fee: number;
  currency: string;
  type: Stripe.BalanceTransaction['type'];
  reportingCategory: string;
  source: string;
  description: string | null;
}): Stripe.BalanceTransaction {
  const known: Partial<Stripe.BalanceTransaction> = {
    id: newId('txn'),
    object: 'balance_transaction',
    amount: movement.amount,
    available_on: nowSeconds(),
    created: nowSeconds(),
    currency: movement.currency,
    description: movement.description,
    exchange_rate: null,
    fee: movement.fee,
    fee_details:
      movement.fee === 0
        ? []
        : [
            {
              amount: movement.fee,
              application: null,
              currency: movement.currency,
              description: 'Stripe processing fees',
              type: 'stripe_fee',
            },
          ],
    net: movement.amount - movement.fee,
    reporting_category: movement.reportingCategory,
    source: movement.source,
    status: 'available',
    type: movement.type,
  };
  return known as Stripe.BalanceTransaction;
}

export function payout(amount: number, currency: string): Stripe.Payout {
  const known: Partial<Stripe.Payout> = {
    id: newId('po'),
    object: 'payout',
    amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: nowSeconds() + 86_400,
    automatic: true,
    balance_transaction: null,
    created: nowSeconds(),
    currency,
    description: 'STRIPE PAYOUT',
    destination: 'ba_sandbox',
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: {},
    method: 'standard',
    original_payout: null,
    reconciliation_status: 'completed',
    reversed_by: null,
    source_type: 'card',
    statement_descriptor: null,
    status: 'pending',
    trace_id: null,
    type: 'bank_account',
  };
  return known as Stripe.Payout;
}
