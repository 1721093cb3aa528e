import { parseEuros } from '../platform/http/parse-euros.js';
import type { ListFilter } from './list.js';
import { isFound } from './search.js';

/** One of some words. */
export function choiceFilter(key: string, sql: string, choices: readonly string[]): ListFilter {
  return {
    key,
    kind: 'choice',
    choices,
    condition: (value, bind) => (choices.includes(value) ? `${sql} = ${bind(value, 'text')}` : null),
  };
}

/** Ticked or not: `yes`, `no`. */
export function yesNoFilter(key: string, sql: string): ListFilter {
  return {
    key,
    kind: 'choice',
    choices: ['yes', 'no'],
    condition: (value) => (value === 'yes' ? sql : value === 'no' ? `NOT (${sql})` : null),
  };
}

/** At least or at most so many euros, typed as people do. */
export function amountFilter(key: string, sql: string, comparison: '>=' | '<='): ListFilter {
  return {
    key,
    kind: 'amount',
    condition: (value, bind) => {
      const amountMinor = parseEuros(value);
      return amountMinor === null ? null : `${sql} ${comparison} ${bind(amountMinor, 'bigint')}`;
    },
  };
}

/** From a day on, or up to and including it; days in Belgium, YYYY-MM-DD. */
export function dayFilter(key: string, sql: string, side: 'from' | 'until'): ListFilter {
  return {
    key,
    kind: 'day',
    condition: (value, bind) => {
      if (!/^\d{4}-\d{2}-\d{2}$/.test(value) || Number.isNaN(Date.parse(value))) return null;
      const midnight = (day: string): string =>
        `(${bind(day, 'text')}::date::timestamp AT TIME ZONE 'Europe/Brussels')`;
      if (side === 'from') return `${sql} >= ${midnight(value)}`;
      const next = new Date(`${value}T12:00:00Z`);
      next.setUTCDate(next.getUTCDate() + 1);
      return `${sql} < ${midnight(next.toISOString().slice(0, 10))}`;
    },
  };
}

/** The address of a team, a walker or a participation type, exactly. */
export function slugFilter(key: string, condition: (slug: string) => string): ListFilter {
  return { key, kind: 'slug', condition: (value, bind) => condition(bind(value, 'text')) };
}

/** Text that is looked for in several places; the places are the list's own. */
export function searchFilter(search: NonNullable<ListFilter['search']>): ListFilter {
  return {
    key: 'q',
    kind: 'text',
    search,
    condition: (value, bind, edition) => isFound(search(value, bind, () => edition)),
  };
}

/** Free text; the condition is the list's own. */
export function textFilter(condition: ListFilter['condition'], key = 'q'): ListFilter {
  return { key, kind: 'text', condition };
}
