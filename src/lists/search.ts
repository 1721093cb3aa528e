import type { Bind, ListSearch, SearchPart } from './list.js';

/** Where a text is looked for. */
export interface SearchPlace {
  /** Gives the ids of the rows whose text meets a condition; `{text}` stands for the condition. */
  readonly ids: string;
  /** Whether a row of the list is one of these, looked at by itself: the same condition, with the same names. */
  readonly row: string;
  /** The expressions that are searched, each as its trigram index has it. */
  readonly texts: readonly string[];
  /** The one of them that is an address and has an index of whole addresses, in small letters. */
  readonly address?: string;
}

/** Something that is right or wrong, such as an amount or an id at Stripe. */
export type ExactPlace = Pick<SearchPart, 'ids'> & Partial<SearchPart>;

/** An address of somebody, whole. */
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Whoever asks so vaguely that more is like it must say more; and nobody waits until all of them are compared. */
const MOST_ALIKE = 200;

/**
 * Rows whose address is what was typed; or else those whose text holds it; and, only where nothing does, some rows whose text is like it: a name without its
 * accents, two letters the wrong way round. Each part comes from an index of its own; put together by OR they would read
 * everything.
 */
export function searchOf(
  id: string,
  typed: string,
  bind: Bind,
  { places, exactly }: { readonly places: readonly SearchPlace[]; readonly exactly: readonly ExactPlace[] },
): ListSearch {
  const holds = (): Condition => {
    const like = bind(anywhere(typed), 'text');
    return (text) => `${text} LIKE ${like}`;
  };
  const sure = {
    ids: () => [...idsOf(places, holds()), ...exactly.map(({ ids }) => ids())].join(' UNION ALL '),
    row: () =>
      [
        ...rowsOf(places, holds()),
        // Of what has no condition for a row there is hardly any.
        ...exactly.map(({ ids, row }) => row?.() ?? `${id} IN (${ids()})`),
      ].join(' OR '),
  };
  const addresses = places.flatMap(({ ids, address }) => (address === undefined ? [] : [{ ids, texts: [address] }]));
  const isAddress = (): Condition => {
    const address = bind(typed.toLowerCase(), 'text');
    return (text) => `${text} = ${address}`;
  };
  const whole =
    ADDRESS.test(typed) && addresses.length > 0 ? () => idsOf(addresses, isAddress()).join(' UNION ALL ') : null;
  // A word of two letters is like nearly every name.
  if (typed.length < 4) return { id, whole, sure, alike: null };
  const isLike = (): Condition => {
    const word = bind(typed.toLowerCase(), 'text');
    return (text) => `${word} <% ${text}`;
  };
  const alike = {
    ids: () =>
      idsOf(places, isLike())
        .map((ids) => `(${ids} LIMIT ${String(MOST_ALIKE)})`)
        .join(' UNION ALL '),
    row: () => rowsOf(places, isLike()).join(' OR '),
  };
  return { id, whole, sure, alike };
}

type Condition = (text: string) => string;

function idsOf(places: readonly Pick<SearchPlace, 'ids' | 'texts'>[], condition: Condition): string[] {
  return places.flatMap(({ ids, texts }) => texts.map((text) => ids.replace('{text}', () => condition(text))));
}

/** One condition for each place, so that the row that it reads is read once for all its texts. */
function rowsOf(places: readonly SearchPlace[], condition: Condition): string[] {
  return places.map(({ row, texts }) => row.replace('{text}', () => texts.map(condition).join(' OR ')));
}

/** The condition of a search that was not looked for before. */
export function isFound({ id, sure, alike }: ListSearch): string {
  if (alike === null) return `${id} IN (${sure.ids()})`;
  return `${id} IN (WITH sure AS (${sure.ids()})
    SELECT * FROM sure UNION ALL SELECT * FROM (${alike.ids()}) alike WHERE NOT EXISTS (SELECT FROM sure))`;
}

/** Text for LIKE in which nothing is a wildcard, looked for anywhere. */
export function anywhere(text: string): string {
  return `%${text.toLowerCase().replace(/[\\%_]/g, String.raw`\$&`)}%`;
}
