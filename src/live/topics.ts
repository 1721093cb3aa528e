import type { EditionId } from '../domain/ids.js';
import type { TotalKey } from '../totals/index.js';

/** The Redis channel that carries the names of totals that changed, as a JSON list of topics. */
export const CHANGES_CHANNEL = 'live:changes';

/** What somebody can watch. */
export type Topic = string;

/** The topic of the places that an edition has left. */
export function placesTopic(editionId: EditionId): Topic {
  return `places:${editionId}`;
}

export function topicOf({ scope, scopeId }: Pick<TotalKey, 'scope' | 'scopeId'>): Topic {
  return `${scope}:${scopeId}`;
}
