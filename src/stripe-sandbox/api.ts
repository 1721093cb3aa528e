import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Account } from './account.js';
import { ApiError, invalid, missing, noSuch } from './errors.js';
import type { Failures } from './failures.js';
import { Idempotency } from './idempotency.js';
import type { Journal } from './journal.js';
import { nowSeconds, newId, type SessionOrder } from './objects.js';
import {
  fieldsOf,
  integerOf,
  listOf,
  metadataOf,
  type Parameters,
  parseParameters,
  requiredText,
  textOf,
} from './parameters.js';

interface Call {
  readonly parameters: Parameters;
  /** The id in the path, `''` where there is none. */
  readonly id: string;
}

type Handler = (call: Call) => unknown;

const HALF_HOUR_SECONDS = 30 * 60;
const DAY_SECONDS = 24 * 3_600;
/** A clock may differ by this much from the caller's; seconds. */
const CLOCK_SKEW_SECONDS = 5;

/** Mounts the part of Stripe's API that the platform calls, under `/v1`. */
export function mountApi(
  app: FastifyInstance,
  account: Account,
  idempotency: Idempotency,
  journal: Journal,
  failures: Failures,
): void {
  const expanding =
    (handler: Handler): Handler =>
    (call) =>
      expanded(account, handler(call), call.parameters);
  const get = (path: string, handler: Handler): void => {
    app.get(path, (request, reply) => answer(request, reply, expanding(handler), null, failures));
  };
  const post = (path: string, handler: Handler): void => {
    app.post(path, (request, reply) => answer(request, reply, expanding(handler), { idempotency, journal }, failures));
  };

  post('/v1/checkout/sessions', ({ parameters }) => account.openSession(sessionOrderOf(parameters)));
  get('/v1/checkout/sessions', ({ parameters }) =>
    account.sessions.page(parameters, '/v1/checkout/sessions', matching(parameters, ['payment_intent', 'status'])),
  );
  get('/v1/checkout/sessions/:id', ({ id }) => account.session(id));
  post('/v1/checkout/sessions/:id/expire', ({ id }) => account.expireSession(id));
  get('/v1/checkout/sessions/:id/line_items', ({ id }) => lineItems(account, id));

  get('/v1/payment_intents', ({ parameters }) => account.intents.page(parameters, '/v1/payment_intents'));
  get('/v1/payment_intents/:id', ({ id }) => account.intent(id));
  post('/v1/payment_intents/:id/cancel', ({ id }) => account.cancelIntent(id));

  get('/v1/charges', ({ parameters }) =>
    account.charges.page(parameters, '/v1/charges', matching(parameters, ['payment_intent'])),
  );
  get('/v1/charges/:id', ({ id }) => account.charge(id));

  post('/v1/refunds', ({ parameters }) => refund(account, parameters));
  get('/v1/refunds', ({ parameters }) =>
    account.refunds.page(parameters, '/v1/refunds', matching(parameters, ['payment_intent', 'charge'])),
  );
  get('/v1/refunds/:id', ({ id }) => account.refundById(id));
  post('/v1/refunds/:id', ({ id, parameters }) => account.updateRefund(id, metadataOf(parameters)));
  post('/v1/refunds/:id/cancel', ({ id }) => account.settleRefund(id, 'canceled'));

  get('/v1/disputes', ({ parameters }) =>
    account.disputes.page(parameters, '/v1/disputes', matching(parameters, ['payment_intent', 'charge'])),
  );
  get('/v1/disputes/:id', ({ id }) => account.dispute(id));
  post('/v1/disputes/:id', ({ id, parameters }) =>
    account.updateDispute(id, metadataOf(parameters), textOf(parameters, 'submit') === 'true'),
  );
  post('/v1/disputes/:id/close', ({ id }) => account.closeDispute(id, 'lost'));

  get('/v1/balance', () => ({
    object: 'balance',
    available: [{ amount: account.balanceMinor, currency: 'eur', source_types: { card: account.balanceMinor } }],
    pending: [{ amount: 0, currency: 'eur', source_types: { card: 0 } }],
    livemode: false,
  }));
  get('/v1/balance_transactions', ({ parameters }) => {
    const payout = textOf(parameters, 'payout');
    const inPayout = payout === null ? (): boolean => true : account.wentWith(payout);
    const matches = matching(parameters, ['type', 'source', 'currency']);
    return account.movements.page(parameters, '/v1/balance_transactions', (it) => matches(it) && inPayout(it));
  });
  get('/v1/balance_transactions/:id', ({ id }) => account.movements.get(id) ?? absent('balance_transaction', id));

  post('/v1/payouts', ({ parameters }) => {
    if (requiredText(parameters, 'currency').toLowerCase() !== 'eur')
      throw invalid('currency', 'The account holds euros only.');
    const amount = integerOf(parameters, 'amount');
    if (amount === null) throw missing('amount');
    if (amount < 1)
      throw invalid('amount', 'This value must be greater than or equal to 1.', 'parameter_invalid_integer');
    return account.payOut('paid', amount);
  });
  get('/v1/payouts', ({ parameters }) =>
    account.payouts.page(parameters, '/v1/payouts', matching(parameters, ['status'])),
  );
  get('/v1/payouts/:id', ({ id }) => account.payouts.get(id) ?? absent('payout', id));

  app.get('/v1/events', (request, reply) =>
    answer(
      request,
      reply,
      ({ parameters }) => {
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
        return raw(
          `{"object":"list","url":"/v1/events","has_more":${String(page.has_more)},"data":[${page.data.map((event) => event.json).join(',')}]}`,
        );
      },
      null,
      failures,
    ),
  );
  get('/v1/events/:id', ({ id }) => {
    const event = account.events.get(id);
    return event === undefined ? absent('event', id) : raw(event.json);
  });

  // What nobody has mounted: in the shape that Stripe says it in.
  app.all('/v1/*', (request, reply) =>
    answer(
      request,
      reply,
      () => {
        throw new ApiError(
          404,
          'invalid_request_error',
          null,
          `Unrecognized request URL (${request.method}: ${request.url.split('?', 1)[0] ?? ''}).`,
        );
      },
      null,
      failures,
    ),
  );
}

/** JSON that is ready to be sent. */
class RawJson {
  constructor(readonly json: string) {}
}

function raw(json: string): RawJson {
  return new RawJson(json);
}

function absent(what: string, id: string): never {
  throw noSuch(what, id);
}

/** Does a call as Stripe would: key first, then idempotency, then the work; errors in Stripe's shape. */
function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  handler: Handler,
  repeatable: { readonly idempotency: Idempotency; readonly journal: Journal } | null,
  failures: Failures,
): FastifyReply {
  const encoded = typeof request.body === 'string' ? request.body : '';
  const [path = '', query = ''] = request.url.split('?', 2);
  const key = repeatable === null ? undefined : header(request, 'idempotency-key');
  void reply.header('request-id', newId('req')).header('content-type', 'application/json');
  const remember = (status: number, body: string): void => {
    if (key === undefined || repeatable === null) return;
    const answered = repeatable.idempotency.remember(key, path, encoded, { status, body });
    repeatable.journal.append('idempotency', { key, answer: answered });
  };
  try {
    checkKey(request);
    failures.next();
    const earlier = key === undefined ? undefined : repeatable?.idempotency.recall(key, path, encoded);
    if (earlier !== undefined) {
      return reply.header('idempotent-replayed', 'true').status(earlier.status).send(earlier.body);
    }
    const id = (request.params as { id?: string }).id ?? '';
    const result = handler({ parameters: parseParameters(repeatable === null ? query : encoded), id });
    const body = result instanceof RawJson ? result.json : JSON.stringify(result);
    remember(200, body);
    if (key !== undefined) void reply.header('idempotency-key', key);
    return reply.status(200).send(body);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const body = JSON.stringify(error.body());
    if (error.saved) remember(error.status, body);
    return reply.status(error.status).send(body);
  }
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Any key of a stand-in or of test mode opens it; a live key must never come here. */
function checkKey(request: FastifyRequest): void {
  const authorization = header(request, 'authorization') ?? '';
  const basic = /^Basic (.+)$/.exec(authorization)?.[1];
  const key =
    basic === undefined
      ? (/^Bearer (.+)$/.exec(authorization)?.[1] ?? '')
      : (Buffer.from(basic, 'base64').toString('utf8').split(':')[0] ?? '');
  if (key === '') {
    throw new ApiError(401, 'invalid_request_error', null, 'You did not provide an API key.');
  }
  if (!/^(sk|rk)_(sandbox|test)_/.test(key)) {
    throw new ApiError(401, 'invalid_request_error', 'api_key_invalid', 'Invalid API Key provided.');
  }
}

function sessionOrderOf(parameters: Parameters): SessionOrder {
  if (requiredText(parameters, 'mode') !== 'payment') {
    throw invalid('mode', 'The stand-in speaks `payment` mode only.');
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
  return {
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

function matching(parameters: Parameters, names: readonly string[]): (item: object) => boolean {
  const wanted = names.flatMap((name) => {
    const value = textOf(parameters, name);
    return value === null ? [] : [[name, value] as const];
  });
  return (item) => wanted.every(([name, value]) => (item as Record<string, unknown>)[name] === value);
}

function expands(parameters: Parameters): string[] {
  return listOf(parameters, 'expand').map(String);
}

/** Puts whole objects where `expand[]` asks for them; in lists, in each of their objects. @throws {ApiError} */
function expanded(account: Account, result: unknown, parameters: Parameters): unknown {
  if (result instanceof RawJson || typeof result !== 'object' || result === null) return result;
  let object = { ...result } as Record<string, unknown>;
  for (const path of expands(parameters)) {
    const [first = '', ...rest] = path.split('.');
    object =
      first === 'data' && Array.isArray(object['data'])
        ? { ...object, data: object['data'].map((it) => expandOne(account, it as Record<string, unknown>, rest, path)) }
        : expandOne(account, object, [first, ...rest], path);
  }
  return object;
}

function expandOne(
  account: Account,
  object: Record<string, unknown>,
  [field = '', ...rest]: readonly string[],
  path: string,
): Record<string, unknown> {
  if (!EXPANDABLE.has(field) || !Object.hasOwn(object, field)) {
    throw invalid('expand', `This property cannot be expanded (${path}).`);
  }
  const value = object[field];
  const found = typeof value === 'string' ? lookUp(account, field, value) : value;
  if (typeof found !== 'object' || found === null) return object;
  const whole = { ...(found as Record<string, unknown>) };
  return { ...object, [field]: rest.length === 0 ? whole : expandOne(account, whole, rest, path) };
}

const EXPANDABLE: ReadonlySet<string> = new Set([
  'payment_intent',
  'latest_charge',
  'charge',
  'balance_transaction',
  'source',
]);

function lookUp(account: Account, field: string, id: string): object | undefined {
  switch (field) {
    case 'payment_intent':
      return account.intents.get(id);
    case 'latest_charge':
    case 'charge':
      return account.charges.get(id);
    case 'balance_transaction':
      return account.movements.get(id);
    case 'source': {
      const source = account.sourceOf(id);
      return typeof source === 'object' && source !== null ? source : undefined;
    }
    default:
      return undefined;
  }
}
