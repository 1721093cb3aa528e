/** A Belgian enterprise number (KBO/BCE) as its ten digits, the last two of which prove the others. */
export type EnterpriseNumber = string & { readonly __brand: 'EnterpriseNumber' };

/**
 * Reads an enterprise number as people write it: `0123.456.749`, `BE 0123 456 749`, `123456749` (the nought that older
 * letterheads leave out is put back). The last two digits are 97 − the first eight modulo 97.
 * @returns `null` when it is none.
 */
export function parseEnterpriseNumber(typed: string): EnterpriseNumber | null {
  const digits = typed.replace(/^\s*BE/i, '').replace(/[\s.\-/]/g, '');
  const whole = /^[1-9]\d{8}$/.test(digits) ? `0${digits}` : digits;
  if (!/^[01]\d{9}$/.test(whole)) return null;
  const proof = 97 - (Number(whole.slice(0, 8)) % 97);
  return Number(whole.slice(8)) === proof ? (whole as EnterpriseNumber) : null;
}

/** As it is written on paper: `0123.456.749`. */
export function formatEnterpriseNumber(number: string): string {
  return number.replace(/^(\d{4})(\d{3})(\d{3})$/, '$1.$2.$3');
}
