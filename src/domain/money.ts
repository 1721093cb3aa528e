import { DomainError } from './errors.js';

/** ISO 4217 code, upper case. */
export type Currency = string & { readonly __brand: 'Currency' };

/** An amount in minor units (cents). Always a safe integer; never a fraction. */
export type Minor = number & { readonly __brand: 'Minor' };

/**
 * Brands a number as minor units.
 * @throws {DomainError} `MONEY_INVALID` when it is not a safe integer.
 */
export function minor(value: number): Minor {
  if (!Number.isSafeInteger(value))
    throw new DomainError('MONEY_INVALID', `${String(value)} is no amount of minor units`);
  return (value === 0 ? 0 : value) as Minor;
}

export const ZERO = minor(0);

/** Adds amounts of minor units. @throws {DomainError} `MONEY_INVALID` when the sum leaves the safe integers. */
export function sum(...amounts: readonly Minor[]): Minor {
  let total = 0;
  for (const amount of amounts) total += amount;
  return minor(total);
}

/** `left − right`. @throws {DomainError} `MONEY_INVALID` when it leaves the safe integers. */
export function difference(left: Minor, right: Minor): Minor {
  return minor(left - right);
}

export function negated(amount: Minor): Minor {
  return minor(-amount);
}

export function smaller(left: Minor, right: Minor): Minor {
  return left <= right ? left : right;
}

export function larger(left: Minor, right: Minor): Minor {
  return left >= right ? left : right;
}

/**
 * `amount ÷ divisor` in whole minor units, half a unit rounded up.
 * @param amount ≥ 0 @param divisor a whole number > 0
 */
export function dividedHalfUp(amount: Minor, divisor: number): Minor {
  const rest = amount % divisor;
  return minor((amount - rest) / divisor + (2 * rest >= divisor ? 1 : 0));
}

/**
 * Shares `amount` out by weight, to the unit and without a rest: what rounding down leaves goes to the largest remainders,
 * of equal ones to the first. Nobody is given more than their weight while the amount is not more than all weights.
 * @param amount ≥ 0 @param weights ≥ 0 each; where all are 0 nobody is given anything
 */
export function sharedOut(amount: Minor, weights: readonly Minor[]): Minor[] {
  const all = BigInt(sum(...weights));
  if (all === 0n) return weights.map(() => ZERO);
  const products = weights.map((weight) => BigInt(amount) * BigInt(weight));
  const shares = products.map((product) => product / all);
  let rest = BigInt(amount) - shares.reduce((given, share) => given + share, 0n);
  const byRemainder = products
    .map((product, index) => ({ index, remainder: product % all }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  for (const { index } of byRemainder) {
    if (rest === 0n) break;
    shares[index] = (shares[index] ?? 0n) + 1n;
    rest -= 1n;
  }
  return shares.map((share) => minor(Number(share)));
}

/**
 * Brands a currency code; Stripe writes them in lower case, the ledger in upper case.
 * @throws {DomainError} `CURRENCY_INVALID` when it is not three letters.
 */
export function currency(code: string): Currency {
  const upper = code.toUpperCase();
  if (!/^[A-Z]{3}$/.test(upper)) throw new DomainError('CURRENCY_INVALID', `${code} is no currency code`);
  return upper as Currency;
}
