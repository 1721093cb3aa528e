import type { ListSort } from './list.js';

/** Ids are UUIDs of version 7: they grow with time, so that their order is that of the rows' birth. */
export function newestFirst(id: string): ListSort {
  return { key: 'newest', direction: 'DESC', columns: [{ sql: id, type: 'uuid' }] };
}

export function oldestFirst(id: string): ListSort {
  return { key: 'oldest', direction: 'ASC', columns: [{ sql: id, type: 'uuid' }] };
}
