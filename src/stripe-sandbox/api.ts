import type { Account } from './account.js';
import { mountBilling } from './billing-api.js';
import { type Answering, RawJson, Routes } from './call.js';
import { sessionOrderOf } from './checkout-order.js';
import { matching } from './collection.js';
import type { EndpointOrder } from './endpoints.js';
import { invalid, missing, noSuch } from './errors.js';
import { expanded } from './expand.js';
import { integerOf, listOf, metadataOf, type Parameters, requiredText, textOf } from './parameters.js';
import { jsonOf } from './stored-event.js';
import type { FastifyInstance } from 'fastify';

/** Mounts the part of Stripe's API that the platform calls, under `/v1`. */
export function mountApi(app: FastifyInstance, account: Account, answering: Omit<Answering, 'expand'>): void {
  const routes = new Routes(app, {
    ...answering,
    expand: (result, parameters) => expanded(account, result, parameters),
  });
  mountPayments(routes, account);
  mountBooks(routes, account);
  mountBilling(routes, account);
  mountEvents(routes, account);
  routes.refuseTheRest();
}

/** Sessions, payments, and what takes them back. */
function mountPayments(routes: Routes, account: Account): void {
  routes.post('/v1/checkout/sessions', ({ parameters }) => account.openSession(sessionOrderOf(parameters)));
  routes.get('/v1/checkout/sessions', ({ parameters }) =>
    account.sessions.page(parameters, '/v1/checkout/sessions', matching(parameters, ['payment_intent', 'status'])),
  );
  routes.get('/v1/checkout/sessions/:id', ({ id }) => account.session(id));
  routes.post('/v1/checkout/sessions/:id/expire', ({ id }) => account.expireSession(id));
  routes.get('/v1/checkout/sessions/:id/line_items', ({ id }) => lineItems(account, id));

  routes.get('/v1/payment_intents', ({ parameters }) => account.intents.page(parameters, '/v1/payment_intents'));
  routes.get('/v1/payment_intents/:id', ({ id }) => account.intent(id));
  routes.post('/v1/payment_intents/:id/cancel', ({ id }) => account.cancelIntent(id));

  routes.get('/v1/charges', ({ parameters }) =>
    account.charges.page(parameters, '/v1/charges', matching(parameters, ['payment_intent'])),
  );
  routes.get('/v1/charges/:id', ({ id }) => account.charge(id));

  routes.post('/v1/refunds', ({ parameters }) => refund(account, parameters));
  routes.get('/v1/refunds', ({ parameters }) =>
    account.refunds.page(parameters, '/v1/refunds', matching(parameters, ['payment_intent', 'charge'])),
  );
  routes.get('/v1/refunds/:id', ({ id }) => account.refundById(id));
  routes.post('/v1/refunds/:id', ({ id, parameters }) => account.updateRefund(id, metadataOf(parameters)));
  routes.post('/v1/refunds/:id/cancel', ({ id }) => account.settleRefund(id, 'canceled'));

  routes.get('/v1/disputes', ({ parameters }) =>
    account.disputes.page(parameters, '/v1/disputes', matching(parameters, ['payment_intent', 'charge'])),
  );
  routes.get('/v1/disputes/:id', ({ id }) => account.dispute(id));
  routes.post('/v1/disputes/:id', ({ id, parameters }) =>
    account.updateDispute(id, metadataOf(parameters), textOf(parameters, 'submit') === 'true'),
  );
  routes.post('/v1/disputes/:id/close', ({ id }) => account.closeDispute(id, 'lost'));
}

/** The account's balance, its movements and its payouts. */
function mountBooks(routes: Routes, account: Account): void {
  routes.get('/v1/balance', () => ({
    object: 'balance',
    available: [{ amount: account.balanceMinor, currency: 'eur', source_types: { card: account.balanceMinor } }],
    pending: [{ amount: 0, currency: 'eur', source_types: { card: 0 } }],
    livemode: false,
  }));
  routes.get('/v1/balance_transactions', ({ parameters }) => {
    const payout = textOf(parameters, 'payout');
    const inPayout = payout === null ? (): boolean => true : account.wentWith(payout);
    const matches = matching(parameters, ['type', 'source', 'currency']);
    return account.movements.page(parameters, '/v1/balance_transactions', (it) => matches(it) && inPayout(it));
  });
  routes.get(
    '/v1/balance_transactions/:id',
    ({ id }) => account.movements.get(id) ?? absent('balance_transaction', id),
  );

  routes.post('/v1/payouts', ({ parameters }) => {
    if (requiredText(parameters, 'currency').toLowerCase() !== 'eur')
      throw invalid('currency', 'The account holds euros only.');
    const amount = integerOf(parameters, 'amount');
    if (amount === null) throw missing('amount');
    if (amount < 1)
      throw invalid('amount', 'This value must be greater than or equal to 1.', 'parameter_invalid_integer');
    return account.payOut('paid', amount);
  });
  routes.get('/v1/payouts', ({ parameters }) =>
    account.payouts.page(parameters, '/v1/payouts', matching(parameters, ['status'])),
  );
  routes.get('/v1/payouts/:id', ({ id }) => account.payouts.get(id) ?? absent('payout', id));
}

/** Events, and where they are delivered. */
function mountEvents(routes: Routes, account: Account): void {
  routes.getRaw('/v1/events', ({ parameters }) => {
    const types = new Set(listOf(parameters, 'types').map(String));
    const type = textOf(parameters, 'type');
    const success = textOf(parameters, 'delivery_success');
    const page = account.events.page(
      parameters,
      '/v1/events',
      (event) =>
        (types.size === 0 || types.has(event.type)) &&
        (type === null || event.type === type) &&
        (success === null || String(event.awaiting.length === 0) === success),
    );
    return new RawJson(
      `{"object":"list","url":"/v1/events","has_more":${String(page.has_more)},"data":[${page.data.map(jsonOf).join(',')}]}`,
    );
  });
  routes.getRaw('/v1/events/:id', ({ id }) => new RawJson(jsonOf(account.events.get(id) ?? absent('event', id))));

  const { endpoints } = account.deliveries;
  const withoutSecret = (id: string): object => {
    const { secret: _secret, ...shown } = endpoints.get(id);
    return shown;
  };
  routes.post('/v1/webhook_endpoints', ({ parameters }) => {
    requiredText(parameters, 'url');
    if (listOf(parameters, 'enabled_events').length === 0) throw missing('enabled_events');
    // Its secret is told once, here.
    return endpoints.create({ url: '', enabledEvents: [], description: null, metadata: {}, ...endpointOf(parameters) });
  });
  routes.get('/v1/webhook_endpoints', () => ({
    object: 'list',
    url: '/v1/webhook_endpoints',
    has_more: false,
    data: endpoints.all.map(({ id }) => withoutSecret(id)),
  }));
  routes.get('/v1/webhook_endpoints/:id', ({ id }) => withoutSecret(id));
  routes.post('/v1/webhook_endpoints/:id', ({ id, parameters }) => {
    const disabled = textOf(parameters, 'disabled');
    endpoints.update(id, {
      ...endpointOf(parameters),
      ...(disabled === null ? {} : { disabled: disabled === 'true' }),
    });
    return withoutSecret(id);
  });
  routes.delete('/v1/webhook_endpoints/:id', ({ id }) => {
    endpoints.delete(id);
    return { id, object: 'webhook_endpoint', deleted: true };
  });
}

/** What a caller said of an endpoint. @throws {ApiError} for an address that is none */
function endpointOf(parameters: Parameters): Partial<EndpointOrder> {
  const url = textOf(parameters, 'url');
  if (url !== null && !/^https?:/.test(URL.parse(url)?.protocol ?? '')) {
    throw invalid('url', 'Invalid URL: An explicit scheme (such as https) must be provided.', 'url_invalid');
  }
  const enabledEvents = listOf(parameters, 'enabled_events').map(String);
  const description = textOf(parameters, 'description');
  return {
    ...(url === null ? {} : { url }),
    ...(enabledEvents.length === 0 ? {} : { enabledEvents }),
    ...(description === null ? {} : { description }),
    metadata: metadataOf(parameters),
  };
}

function absent(what: string, id: string): never {
  throw noSuch(what, id);
}

function refund(account: Account, parameters: Parameters): unknown {
  const chargeId = textOf(parameters, 'charge');
  const intentId = textOf(parameters, 'payment_intent');
  if (chargeId === null && intentId === null) throw missing('payment_intent');
  const charge = chargeId === null ? account.chargeOfIntent(intentId ?? '') : account.charge(chargeId);
  return account.refund(charge, integerOf(parameters, 'amount'), textOf(parameters, 'reason'), metadataOf(parameters));
}

function lineItems(account: Account, sessionId: string): unknown {
  const order = account.orderOf(sessionId);
  return {
    object: 'list',
    has_more: false,
    url: `/v1/checkout/sessions/${sessionId}/line_items`,
    data: [
      {
        id: `li_${sessionId.slice(-14)}`,
        object: 'item',
        amount_discount: 0,
        amount_subtotal: order.amount,
        amount_tax: 0,
        amount_total: order.amount,
        currency: order.currency,
        description: order.description,
        quantity: 1,
      },
    ],
  };
}
