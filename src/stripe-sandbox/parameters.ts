import qs from 'qs';
import { invalid, missing } from './errors.js';

/** Parameters of a call: nested, and all their leaves are text, as form encoding has it. */
export type Parameters = Readonly<Record<string, unknown>>;

/** Reads `a[b][0]=c` as Stripe's clients write it; bounded in depth and number. */
export function parseParameters(encoded: string): Parameters {
  return qs.parse(encoded, { depth: 8, arrayLimit: 100, parameterLimit: 1_000, plainObjects: false });
}

export function textOf(parameters: Parameters, name: string): string | null {
  const value = parameters[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** @throws {ApiError} `parameter_missing` */
export function requiredText(parameters: Parameters, name: string): string {
  const value = textOf(parameters, name);
  if (value === null) throw missing(name);
  return value;
}

/** @throws {ApiError} `parameter_invalid_integer` */
export function integerOf(parameters: Parameters, name: string): number | null {
  const value = textOf(parameters, name);
  if (value === null) return null;
  if (!/^-?\d{1,15}$/.test(value)) throw invalid(name, `Invalid integer: ${value}`, 'parameter_invalid_integer');
  return Number(value);
}

/** The fields below a name, such as `metadata`. */
export function fieldsOf(parameters: Parameters, name: string): Parameters {
  const value = parameters[name];
  return typeof value === 'object' && value !== null ? (value as Parameters) : {};
}

/** The items below a name, whether they came as a list or as numbered fields. */
export function listOf(parameters: Parameters, name: string): unknown[] {
  const value = parameters[name];
  if (Array.isArray(value)) return value;
  return typeof value === 'object' && value !== null ? Object.values(value) : value === undefined ? [] : [value];
}

/** Metadata: at most 50 keys of at most 40 characters, values of at most 500. @throws {ApiError} */
export function metadataOf(parameters: Parameters): Record<string, string> {
  const entries = Object.entries(fieldsOf(parameters, 'metadata'));
  if (entries.length > 50) throw invalid('metadata', 'You cannot have more than 50 metadata keys.');
  return Object.fromEntries(
    entries.map(([key, value]) => {
      const text = String(value);
      if (key.length > 40 || text.length > 500)
        throw invalid(`metadata[${key}]`, 'A metadata key or value is too long.');
      return [key, text];
    }),
  );
}
