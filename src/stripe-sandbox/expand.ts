import type { Account } from './account.js';
import { RawJson } from './call.js';
import { invalid } from './errors.js';
import { listOf, type Parameters } from './parameters.js';

type Fields = Record<string, unknown>;

/** Where the object that a field names is found. */
type LookUp = (account: Account, id: string) => unknown;

const intent: LookUp = (account, id) => account.intents.get(id);
const charge: LookUp = (account, id) => account.charges.get(id);

/** Every field that can be expanded, with where its object is. */
const EXPANDABLE: Readonly<Record<string, LookUp>> = {
  payment_intent: intent,
  latest_charge: charge,
  charge,
  balance_transaction: (account, id) => account.movements.get(id),
  source: (account, id) => account.sourceOf(id),
  customer: (account, id) => account.customers.get(id),
  product: (account, id) => account.products.get(id),
  subscription: (account, id) => account.subscriptions.get(id),
  invoice: (account, id) => account.invoices.get(id),
  latest_invoice: (account, id) => account.invoices.get(id),
};

/** Lists that are there only when `expand[]` asks for them, by the object that has them. */
const LISTS: Readonly<Record<string, (account: Account, object: Fields) => unknown>> = {
  'invoice.payments': (account, { id }) => account.paymentsOfInvoice(String(id)),
};

/** Whole objects inside which a path may go on. */
const INSIDE = new Set(['items', 'price', 'parent', 'subscription_details', 'payment', 'payments', 'lines']);

/** Puts whole objects where `expand[]` asks for them; in lists, in each of their objects. @throws {ApiError} */
export function expanded(account: Account, result: unknown, parameters: Parameters): unknown {
  if (result instanceof RawJson || typeof result !== 'object' || result === null) return result;
  let object = { ...result } as Fields;
  for (const path of listOf(parameters, 'expand').map(String)) object = along(account, object, path.split('.'), path);
  return object;
}

function along(account: Account, object: Fields, [field = '', ...rest]: readonly string[], path: string): Fields {
  const value = object[field] ?? LISTS[`${String(object['object'])}.${field}`]?.(account, object);
  if (field === 'data' && Array.isArray(value)) {
    return { ...object, data: value.map((it) => along(account, it as Fields, rest, path)) };
  }
  const lookUp = EXPANDABLE[field];
  const known = value !== undefined && (lookUp !== undefined || typeof value === 'object');
  if (!known || (lookUp === undefined && !INSIDE.has(field))) {
    throw invalid('expand', `This property cannot be expanded (${path}).`);
  }
  const found = typeof value === 'string' ? lookUp?.(account, value) : value;
  if (typeof found !== 'object' || found === null) return object;
  const whole = { ...(found as Fields) };
  return { ...object, [field]: rest.length === 0 ? whole : along(account, whole, rest, path) };
}
