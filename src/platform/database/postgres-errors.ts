/** Postgres' five-character code of an error, or `undefined` when it did not come from Postgres. */
export function postgresErrorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  const { code } = error;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/**
 * Whether trying again can help: the connection, the server or another transaction was in the way, not the data.
 * Classes 08, 40, 53, 55, 57, 58 of PostgreSQL's error codes (appendix A of its manual), and errors of the socket.
 */
export function isTransient(error: unknown): boolean {
  const code = postgresErrorCode(error);
  if (code !== undefined) return /^(08|40|53|55|57|58)/.test(code);
  // By its shape: an error from another realm (a worker thread, a test's) is no `instanceof Error` of ours.
  if (typeof error !== 'object' || error === null || !('message' in error)) return false;
  return /ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|Connection terminated|timeout exceeded|not queryable|shutting down/i.test(
    `${'code' in error ? String(error.code) : ''} ${String(error.message)}`,
  );
}
