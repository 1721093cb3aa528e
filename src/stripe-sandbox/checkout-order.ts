import { invalid, missing } from './errors.js';
import { nowSeconds, type SessionOrder, type SubscriptionOrder } from './objects.js';
import { fieldsOf, integerOf, listOf, metadataOf, type Parameters, requiredText, textOf } from './parameters.js';

const HALF_HOUR_SECONDS = 30 * 60;
const DAY_SECONDS = 24 * 3_600;
/** A clock may differ by this much from the caller's; seconds. */
const CLOCK_SKEW_SECONDS = 5;

const INTERVALS = ['day', 'week', 'month', 'year'] as const;

/** Reads what a checkout session is to be made from. @throws {ApiError} */
export function sessionOrderOf(parameters: Parameters): SessionOrder {
  const mode = requiredText(parameters, 'mode');
  if (mode !== 'payment' && mode !== 'subscription') {
    throw invalid('mode', 'The stand-in speaks `payment` and `subscription` mode only.');
  }
  const items = listOf(parameters, 'line_items');
  if (items.length === 0) throw missing('line_items');
  let amount = 0;
  let currency = '';
  const names: string[] = [];
  for (const item of items) {
    const fields = item as Parameters;
    const price = fieldsOf(fields, 'price_data');
    const unit = integerOf(price, 'unit_amount');
    if (unit === null) throw missing('line_items[0][price_data][unit_amount]');
    amount += unit * (integerOf(fields, 'quantity') ?? 1);
    currency = requiredText(price, 'currency').toLowerCase();
    names.push(requiredText(fieldsOf(price, 'product_data'), 'name'));
  }
  if (amount < 50) {
    throw invalid(
      'line_items[0][price_data][unit_amount]',
      "The Checkout Session's total amount due must add up to at least €0.50 eur",
      'amount_too_small',
    );
  }
  if (amount > 99_999_999) throw invalid('line_items', 'The amount is too large.', 'amount_too_large');
  const intentData = fieldsOf(parameters, 'payment_intent_data');
  const subscription =
    mode === 'payment'
      ? null
      : subscriptionOrderOf(parameters, items, { amount, currency, productName: names.join(', ') });
  return {
    subscription,
    customerId: textOf(parameters, 'customer'),
    amount,
    currency,
    description: textOf(intentData, 'description') ?? names.join(', '),
    metadata: metadataOf(parameters),
    intentMetadata: metadataOf(intentData),
    clientReferenceId: textOf(parameters, 'client_reference_id'),
    email: textOf(parameters, 'customer_email'),
    locale: textOf(parameters, 'locale'),
    submitType: textOf(parameters, 'submit_type'),
    successUrl: requiredText(parameters, 'success_url'),
    cancelUrl: textOf(parameters, 'cancel_url'),
    expiresAt: expiryOf(parameters),
  };
}

/** @throws {ApiError} for what does not come back, or for one-time payment data with what does */
function subscriptionOrderOf(
  parameters: Parameters,
  items: readonly unknown[],
  of: Pick<SubscriptionOrder, 'amount' | 'currency' | 'productName'>,
): SubscriptionOrder {
  if (parameters['payment_intent_data'] !== undefined) {
    throw invalid('payment_intent_data', 'You can not pass `payment_intent_data` in `subscription` mode.');
  }
  if (parameters['submit_type'] !== undefined) {
    throw invalid('submit_type', 'You can only specify `submit_type` in `payment` mode.');
  }
  const recurring = fieldsOf(fieldsOf(items[0] as Parameters, 'price_data'), 'recurring');
  const interval = INTERVALS.find((it) => it === textOf(recurring, 'interval'));
  if (interval === undefined || items.length > 1) {
    throw invalid('line_items', 'You must provide one recurring price in `subscription` mode.');
  }
  return {
    ...of,
    interval,
    intervalCount: integerOf(recurring, 'interval_count') ?? 1,
    metadata: metadataOf(fieldsOf(parameters, 'subscription_data')),
  };
}

/** Stripe lets a session live from 30 minutes to 24 hours. */
function expiryOf(parameters: Parameters): number {
  const now = nowSeconds();
  const expiresAt = integerOf(parameters, 'expires_at') ?? now + DAY_SECONDS;
  if (expiresAt < now + HALF_HOUR_SECONDS - CLOCK_SKEW_SECONDS) {
    throw invalid(
      'expires_at',
      'The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.',
    );
  }
  if (expiresAt > now + DAY_SECONDS + CLOCK_SKEW_SECONDS) {
    throw invalid(
      'expires_at',
      'The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.',
    );
  }
  return expiresAt;
}
