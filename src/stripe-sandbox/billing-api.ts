import type { Account } from './account.js';
import type { Routes } from './call.js';
import { matching } from './collection.js';
import { ApiError, invalid, noSuch } from './errors.js';
import { metadataOf, type Parameters, requiredText, textOf } from './parameters.js';

/** Stripe Billing: customers, products and prices, subscriptions, and what they bill. */
export function mountBilling(routes: Routes, account: Account): void {
  routes.post('/v1/customers', ({ parameters }) =>
    account.makeCustomer(textOf(parameters, 'email'), textOf(parameters, 'name'), metadataOf(parameters)),
  );
  routes.get('/v1/customers', ({ parameters }) =>
    account.customers.page(parameters, '/v1/customers', matching(parameters, ['email'])),
  );
  routes.get('/v1/customers/:id', ({ id }) => account.customer(id));

  routes.post('/v1/products', ({ parameters }) => account.makeProduct(requiredText(parameters, 'name')));
  routes.get('/v1/products/:id', ({ id }) => account.products.get(id) ?? absent('product', id));
  routes.get('/v1/prices/:id', ({ id }) => account.prices.get(id) ?? absent('price', id));

  routes.get('/v1/subscriptions', ({ parameters }) => {
    const status = textOf(parameters, 'status');
    const matches = matching(parameters, ['customer']);
    return account.subscriptions.page(
      parameters,
      '/v1/subscriptions',
      (it) => matches(it) && (status === 'all' || (status === null ? it.status !== 'canceled' : it.status === status)),
    );
  });
  routes.get('/v1/subscriptions/:id', ({ id }) => account.subscription(id));
  routes.post('/v1/subscriptions/:id', ({ id, parameters }) =>
    account.updateSubscription(id, {
      cancelAtPeriodEnd: booleanOf(parameters, 'cancel_at_period_end'),
      metadata: metadataOf(parameters),
    }),
  );
  routes.delete('/v1/subscriptions/:id', ({ id }) => account.cancelSubscription(id, 'cancellation_requested'));

  routes.get('/v1/invoices', ({ parameters }) => {
    const subscription = textOf(parameters, 'subscription');
    const matches = matching(parameters, ['customer', 'status']);
    return account.invoices.page(
      parameters,
      '/v1/invoices',
      (it) => matches(it) && (subscription === null || it.parent?.subscription_details?.subscription === subscription),
    );
  });
  routes.get('/v1/invoices/:id', ({ id }) => account.invoice(id));
  routes.post('/v1/invoices/:id/pay', ({ id }) => {
    const { outcome, invoice } = account.payInvoice(id, null);
    if (outcome === 'declined') {
      throw new ApiError(402, 'card_error', 'card_declined', 'Your card was declined.');
    }
    return invoice;
  });
  routes.post('/v1/invoices/:id/void', ({ id }) => account.endInvoice(id, 'void'));
  routes.post('/v1/invoices/:id/mark_uncollectible', ({ id }) => account.endInvoice(id, 'uncollectible'));
  routes.get('/v1/invoice_payments', ({ parameters }) =>
    account.invoicePayments.page(parameters, '/v1/invoice_payments', matching(parameters, ['invoice', 'status'])),
  );
}

/** @throws {ApiError} for what is neither */
function booleanOf(parameters: Parameters, name: string): boolean | null {
  const value = textOf(parameters, name);
  if (value === null) return null;
  if (value !== 'true' && value !== 'false') throw invalid(name, `Invalid boolean: ${value}`);
  return value === 'true';
}

function absent(what: string, id: string): never {
  throw noSuch(what, id);
}
