/** What would stop the release that still runs, or lock a table that grows, while a migration is under way. */
export interface Danger {
  readonly what:
    | 'column-without-default'
    | 'column-dropped'
    | 'table-dropped'
    | 'renamed'
    | 'type-changed'
    | 'made-required'
    | 'index-locks'
    | 'constraint-locks';
  readonly statement: string;
}

/** Tables that grow with every gift, walker or act: a lock on one of them stops the evening. */
const GROWING = new Set([
  'stripe_event',
  'stripe_fact',
  'stripe_payment',
  'ledger_entry',
  'donation',
  'donor',
  'registration',
  'walker',
  'outbox_message',
  'audit_entry',
  'webhook_event',
]);

const NAME = String.raw`(?:ONLY )?(?:IF EXISTS )?"?([a-z_]+)"?`;
const ALTERED = new RegExp(`^ALTER TABLE ${NAME} (.+)$`, 'i');
const INDEXED = new RegExp(`^CREATE (?:UNIQUE )?INDEX (CONCURRENTLY )?.*? ON ${NAME}`, 'i');
const CREATED = new RegExp(`^CREATE TABLE (?:IF NOT EXISTS )?"?([a-z_]+)"?`, 'i');

/**
 * Reads the statements of a migration's way up.
 * @param statements SQL, each as it is sent to Postgres; tables that they make themselves are nobody's yet
 */
export function dangersOf(statements: readonly string[]): Danger[] {
  const all = statements.map((statement) => statement.replaceAll(/\s+/g, ' ').trim());
  const own = new Set(all.flatMap((statement) => CREATED.exec(statement)?.[1] ?? []));
  return all.flatMap((statement) =>
    dangersIn(statement, (table) => !own.has(table)).map((what) => ({ what, statement: statement.slice(0, 120) })),
  );
}

function dangersIn(statement: string, isKnown: (table: string) => boolean): Danger['what'][] {
  if (/^DROP TABLE /i.test(statement)) return ['table-dropped'];
  const indexed = INDEXED.exec(statement);
  if (indexed !== null) {
    const [, concurrently, table = ''] = indexed;
    return concurrently === undefined && GROWING.has(table) && isKnown(table) ? ['index-locks'] : [];
  }
  const [, table = '', change = ''] = ALTERED.exec(statement) ?? [];
  return table === '' || !isKnown(table) ? [] : actionsOf(change).flatMap((action) => dangersOfAction(table, action));
}

/** The parts of one ALTER TABLE; commas inside brackets and quotes part nothing. */
function actionsOf(change: string): string[] {
  const actions = [''];
  let depth = 0;
  let quoted = false;
  for (const sign of change) {
    if (sign === "'") quoted = !quoted;
    if (!quoted && sign === '(') depth += 1;
    if (!quoted && sign === ')') depth -= 1;
    if (sign === ',' && depth === 0 && !quoted) actions.push('');
    else actions[actions.length - 1] = `${actions.at(-1) ?? ''}${sign}`;
  }
  return actions.map((action) => action.trim());
}

function dangersOfAction(table: string, action: string): Danger['what'][] {
  if (/^RENAME /i.test(action)) return ['renamed'];
  if (/^DROP COLUMN /i.test(action)) return ['column-dropped'];
  if (/^ALTER (COLUMN )?\S+ (SET DATA )?TYPE /i.test(action)) return ['type-changed'];
  if (/^ALTER (COLUMN )?\S+ SET NOT NULL/i.test(action)) return ['made-required'];
  if (/^ADD CONSTRAINT /i.test(action)) {
    return GROWING.has(table) && !/ (NOT VALID|USING INDEX \S+)$/i.test(action) ? ['constraint-locks'] : [];
  }
  if (/^ADD (COLUMN )?/i.test(action) && /\bNOT NULL\b/i.test(action) && !/\b(DEFAULT|GENERATED)\b/i.test(action)) {
    return ['column-without-default'];
  }
  return [];
}
