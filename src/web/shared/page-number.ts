const MOST_PAGES = 1_000;

/** Which page of a list an address asks for, from 1; whatever is no such number is the first. */
export function pageNumber(value: unknown): number {
  const number = typeof value === 'string' ? Number(value) : 1;
  return Number.isInteger(number) && number >= 1 && number <= MOST_PAGES ? number : 1;
}
