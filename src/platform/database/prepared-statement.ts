import type { QueryConfig } from 'pg';

const NAMES = new Map<string, string>();

/**
 * A statement that Postgres parses once for each connection, and after some runs plans once. Its text has to be constant,
 * since what is prepared stays.
 */
export function preparedStatement(sql: string, parameters: readonly unknown[]): QueryConfig {
  return { name: nameOf(sql), text: sql, values: [...parameters] };
}

/** What a constant statement is called on every connection of this process. */
function nameOf(sql: string): string {
  const known = NAMES.get(sql);
  if (known !== undefined) return known;
  const name = `walk_${String(NAMES.size)}`;
  NAMES.set(sql, name);
  return name;
}
