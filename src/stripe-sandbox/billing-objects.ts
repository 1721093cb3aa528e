import type Stripe from 'stripe';
import { newId, nowSeconds, type Rhythm, type SubscriptionOrder } from './objects.js';

export function customer(email: string | null, name: string | null, metadata: Record<string, string>): Stripe.Customer {
  const known: Partial<Stripe.Customer> = {
    id: newId('cus'),
    object: 'customer',
    address: null,
    balance: 0,
    created: nowSeconds(),
    currency: null,
    default_source: null,
    delinquent: false,
    description: null,
    email,
    invoice_prefix: newId('i').slice(-8).toUpperCase(),
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata,
    name,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  };
  return known as Stripe.Customer;
}

export function product(name: string): Stripe.Product {
  const known: Partial<Stripe.Product> = {
    id: newId('prod'),
    object: 'product',
    active: true,
    created: nowSeconds(),
    default_price: null,
    description: null,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata: {},
    name,
    package_dimensions: null,
    shippable: null,
    tax_code: null,
    type: 'service',
    updated: nowSeconds(),
    url: null,
  };
  return known as Stripe.Product;
}

export function price(of: Stripe.Product, order: SubscriptionOrder): Stripe.Price {
  const known: Partial<Stripe.Price> = {
    id: newId('price'),
    object: 'price',
    active: true,
    billing_scheme: 'per_unit',
    created: nowSeconds(),
    currency: order.currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    product: of.id,
    recurring: {
      interval: order.interval,
      interval_count: order.intervalCount,
      meter: null,
      trial_period_days: null,
      usage_type: 'licensed',
    },
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: 'recurring',
    unit_amount: order.amount,
  };
  return known as Stripe.Price;
}

export function subscription(
  of: Stripe.Customer,
  priced: Stripe.Price,
  metadata: Record<string, string>,
): Stripe.Subscription {
  const id = newId('sub');
  const now = nowSeconds();
  const item: Partial<Stripe.SubscriptionItem> = {
    id: newId('si'),
    object: 'subscription_item',
    billing_thresholds: null,
    created: now,
    current_period_end: periodAfter(now, rhythmOf(priced)),
    current_period_start: now,
    discounts: [],
    metadata: {},
    price: priced,
    quantity: 1,
    subscription: id,
    tax_rates: [],
  };
  const known: Partial<Stripe.Subscription> = {
    id,
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: now,
    billing_cycle_anchor_config: null,
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: 'charge_automatically',
    created: now,
    currency: priced.currency,
    customer: of.id,
    customer_account: null,
    days_until_due: null,
    default_payment_method: newId('pm'),
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    ended_at: null,
    items: {
      object: 'list',
      data: [item as Stripe.SubscriptionItem],
      has_more: false,
      url: `/v1/subscription_items?subscription=${id}`,
    },
    latest_invoice: null,
    livemode: false,
    metadata,
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: now,
    status: 'incomplete',
    test_clock: null,
    transfer_data: null,
    trial_end: null,
    trial_settings: null,
    trial_start: null,
  };
  return known as Stripe.Subscription;
}

/** What a subscription bills for the period that its item says. */
export function invoice(
  of: Stripe.Subscription,
  to: Stripe.Customer,
  billingReason: Stripe.Invoice.BillingReason,
  hostedUrl: (id: string) => string,
): Stripe.Invoice {
  const id = newId('in');
  const item = itemOf(of);
  const amount = (item.price.unit_amount ?? 0) * (item.quantity ?? 1);
  const now = nowSeconds();
  const details = { metadata: of.metadata, subscription: of.id };
  const line: Partial<Stripe.InvoiceLineItem> = {
    id: newId('il'),
    object: 'line_item',
    amount,
    currency: of.currency,
    description: null,
    discountable: true,
    discounts: [],
    invoice: id,
    livemode: false,
    metadata: of.metadata,
    period: { start: item.current_period_start, end: item.current_period_end },
    quantity: item.quantity ?? 1,
    subtotal: amount,
  };
  const known: Partial<Stripe.Invoice> = {
    id,
    object: 'invoice',
    account_country: 'BE',
    account_name: 'Refugee Walk',
    account_tax_ids: null,
    amount_due: amount,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: amount,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: true,
    automatically_finalizes_at: null,
    billing_reason: billingReason,
    collection_method: 'charge_automatically',
    created: now,
    currency: of.currency,
    custom_fields: null,
    customer: to.id,
    customer_account: null,
    customer_address: null,
    customer_email: to.email,
    customer_name: to.name ?? null,
    customer_phone: null,
    customer_shipping: null,
    customer_tax_exempt: 'none',
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    due_date: null,
    effective_at: now,
    ending_balance: 0,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: hostedUrl(id),
    invoice_pdf: null,
    last_finalization_error: null,
    latest_revision: null,
    lines: { object: 'list', data: [line as Stripe.InvoiceLineItem], has_more: false, url: `/v1/invoices/${id}/lines` },
    livemode: false,
    metadata: {},
    next_payment_attempt: null,
    number: `SANDBOX-${id.slice(-6).toUpperCase()}`,
    on_behalf_of: null,
    parent: { quote_details: null, subscription_details: details, type: 'subscription_details' },
    period_end: item.current_period_end,
    period_start: item.current_period_start,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: null,
    status: 'open',
    status_transitions: { finalized_at: now, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal: amount,
    subtotal_excluding_tax: amount,
    test_clock: null,
    total: amount,
    total_discount_amounts: [],
    total_excluding_tax: amount,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: null,
  };
  return known as Stripe.Invoice;
}

/** Ties an invoice to the payment intent that pays it. */
export function invoicePayment(of: Stripe.Invoice, intentId: string): Stripe.InvoicePayment {
  return {
    id: newId('inpay'),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: of.amount_due,
    created: nowSeconds(),
    currency: of.currency,
    invoice: of.id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: intentId, type: 'payment_intent' },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  };
}

/** The one thing that a subscription of ours bills. @throws when there is none, which the stand-in never makes */
export function itemOf(of: Stripe.Subscription): Stripe.SubscriptionItem {
  const [item] = of.items.data;
  if (item === undefined) throw new Error(`Subscription ${of.id} bills nothing`);
  return item;
}

export function rhythmOf({ recurring }: Stripe.Price): Rhythm {
  return { interval: recurring?.interval ?? 'month', intervalCount: recurring?.interval_count ?? 1 };
}

/** When the period that begins at this moment ends; seconds. A month that is too short ends on its last day. */
export function periodAfter(startSeconds: number, { interval, intervalCount }: Rhythm): number {
  const start = new Date(startSeconds * 1000);
  const end = new Date(start);
  switch (interval) {
    case 'day':
    case 'week':
      end.setUTCDate(start.getUTCDate() + intervalCount * (interval === 'week' ? 7 : 1));
      break;
    case 'month':
    case 'year': {
      end.setUTCDate(1);
      end.setUTCMonth(start.getUTCMonth() + intervalCount * (interval === 'year' ? 12 : 1));
      const lastDay = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 1, 0)).getUTCDate();
      end.setUTCDate(Math.min(start.getUTCDate(), lastDay));
      break;
    }
    default:
      throw new Error(`Nothing comes back every ${interval}`);
  }
  return Math.floor(end.getTime() / 1000);
}
