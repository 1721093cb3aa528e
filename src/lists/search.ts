import type { Bind, ListSearch } from './list.js';

/** Where a text is looked for. */
export interface SearchPlace {
  /** Gives the ids of the rows whose text meets a condition; `{text}` stands for the condition. */
  readonly ids: string;
  /** The expressions that are searched, each as its trigram index has it. */
  readonly texts: readonly string[];
}

/** Whoever asks so vaguely that more is like it must say more; and nobody waits until all of them are compared. */
const MOST_ALIKE = 200;

/**
 * Rows whose text holds what was typed, and, only where nothing does, some rows whose text is like it: a name without its
 * accents, two letters the wrong way round. Each part comes from an index of its own; put together by OR they would read
 * everything.
 * @param exactly statements that give ids by something that is right or wrong, such as an amount or an id at Stripe
 */
export function searchOf(
  id: string,
  typed: string,
  bind: Bind,
  { places, exactly }: { readonly places: readonly SearchPlace[]; readonly exactly: readonly string[] },
): ListSearch {
  const like = bind(anywhere(typed), 'text');
  const holding = places.flatMap(({ ids, texts }) =>
    texts.map((text) => ids.replace('{text}', `${text} LIKE ${like}`)),
  );
  const sure = [...holding, ...exactly];
  // A word of two letters is like nearly every name.
  if (typed.length < 4) return { id, ids: sure.join(' UNION ALL ') };
  const word = bind(typed.toLowerCase(), 'text');
  const alike = places.flatMap(({ ids, texts }) =>
    texts.map((text) => `(${ids.replace('{text}', `${word} <% ${text}`)} LIMIT ${String(MOST_ALIKE)})`),
  );
  return {
    id,
    ids: `WITH sure AS (${sure.join(' UNION ALL ')})
      SELECT * FROM sure UNION ALL SELECT * FROM (${alike.join(' UNION ALL ')}) alike WHERE NOT EXISTS (SELECT FROM sure)`,
  };
}

/** The condition of a search. */
export function isFound({ id, ids }: ListSearch): string {
  return `${id} IN (${ids})`;
}

/** Text for LIKE in which nothing is a wildcard, looked for anywhere. */
export function anywhere(text: string): string {
  return `%${text.toLowerCase().replace(/[\\%_]/g, String.raw`\$&`)}%`;
}
