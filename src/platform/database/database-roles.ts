import { DataSource, type QueryRunner } from 'typeorm';

/** Whom a kind of process is in Postgres. */
export interface DatabaseRole {
  readonly kind: 'web' | 'worker';
  readonly name: string;
  /** Given: the role is made with it, or gets it. `null`: the role is there, or is done without. */
  readonly password: string | null;
}

type Right = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

const ALL: readonly Right[] = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];

/**
 * What nobody changes once it is written, and what only the worker takes further. Every other table, a new one too, may be
 * read and written by both; no role of a process may change a table itself, or give rights away.
 */
const KEPT: Readonly<Record<string, Readonly<Record<DatabaseRole['kind'], readonly Right[]>>>> = {
  ledger_entry: { web: ['SELECT', 'INSERT'], worker: ['SELECT', 'INSERT'] },
  audit_line: { web: ['SELECT', 'INSERT'], worker: ['SELECT', 'INSERT'] },
  stripe_event: { web: ['SELECT', 'INSERT'], worker: ['SELECT', 'INSERT', 'UPDATE'] },
  stripe_fact: { web: ['SELECT'], worker: ['SELECT', 'INSERT', 'UPDATE'] },
  schema_migration: { web: ['SELECT'], worker: ['SELECT'] },
};

/**
 * Makes the roles that have a password, and gives each role that is there its rights on all tables, and on those that the
 * owner will make. Again changes nothing. To be run by the owner of the tables, after the migrations.
 * @returns the names of the roles that were given their rights
 */
export async function grantRoles(source: DataSource, roles: readonly DatabaseRole[]): Promise<string[]> {
  const runner = source.createQueryRunner();
  try {
    await runner.startTransaction();
    const granted: string[] = [];
    for (const role of roles) {
      if (role.password !== null) await makeRole(runner, role.name, role.password);
      const known = await run(runner, `SELECT FROM pg_roles WHERE rolname = $1`, [role.name]);
      if (known.length === 0) continue;
      await grant(runner, role);
      granted.push(role.name);
    }
    await runner.commitTransaction();
    return granted;
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    throw error;
  } finally {
    await runner.release();
  }
}

async function makeRole(runner: QueryRunner, name: string, password: string): Promise<void> {
  // Roles belong to the whole server: somebody else may be making the same one for another database.
  await run(runner, `SELECT pg_advisory_xact_lock(hashtext('refugee-walk roles'))`);
  const [known] = await run<{ mighty: boolean }>(
    runner,
    `SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls AS mighty FROM pg_roles WHERE rolname = $1`,
    [name],
  );
  const none = 'NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS';
  // Even to say again that a role is no superuser takes a superuser, which an owner need not be.
  const does = known === undefined ? `CREATE ROLE %I ${none}` : `ALTER ROLE %I ${known.mighty ? none : ''}`;
  await said(runner, `${does} LOGIN PASSWORD %L`, [name, password]);
}

async function grant(runner: QueryRunner, { name, kind }: DatabaseRole): Promise<void> {
  const all = ALL.join(', ');
  await said(runner, `REVOKE ALL ON ALL TABLES IN SCHEMA public FROM %I`, [name]);
  await said(runner, `GRANT USAGE ON SCHEMA public TO %I`, [name]);
  await said(runner, `GRANT ${all} ON ALL TABLES IN SCHEMA public TO %I`, [name]);
  await said(runner, `GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO %I`, [name]);
  await said(runner, `ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ${all} ON TABLES TO %I`, [name]);
  await said(runner, `ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO %I`, [name]);
  for (const [table, rights] of Object.entries(KEPT)) {
    await said(runner, `REVOKE ALL ON TABLE %I FROM %I`, [table, name]);
    await said(runner, `GRANT ${rights[kind].join(', ')} ON TABLE %I TO %I`, [table, name]);
  }
}

/** Runs a statement that takes no parameters, with its names and texts quoted by Postgres itself. */
async function said(runner: QueryRunner, statement: string, texts: readonly string[]): Promise<void> {
  const given = texts.map((_, index) => `$${String(index + 1)}::text`).join(', ');
  const [quoted] = await run<{ statement: string }>(
    runner,
    `SELECT format($f$${statement}$f$, ${given}) AS statement`,
    texts,
  );
  if (quoted === undefined) throw new Error('Postgres quoted nothing');
  await runner.query(quoted.statement);
}

async function run<Row>(runner: QueryRunner, sql: string, parameters: readonly string[] = []): Promise<Row[]> {
  const result = await runner.query(sql, [...parameters], true);
  return result.records as Row[];
}

/** The address of a database as a role reaches it. */
export function asRole(
  databaseUrl: string,
  { name, password }: { readonly name: string; readonly password: string },
): string {
  const url = new URL(databaseUrl);
  url.username = encodeURIComponent(name);
  url.password = encodeURIComponent(password);
  return url.href;
}
