import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

/** On whose behalf a line is written; it names a request, never a person. */
export interface LogContext {
  readonly requestId: string;
}

const storage = new AsyncLocalStorage<LogContext>();

/** Runs something on behalf of a request: every line that it writes, however deep, carries the request's id. */
export function onBehalfOf<Result>(context: LogContext, run: () => Result): Result {
  return storage.run(context, run);
}

/** Runs what is done for several at once on behalf of none of them; its lines name them all by themselves. */
export function onNobodysBehalf<Result>(run: () => Result): Result {
  return storage.exit(run);
}

/** The request that is being answered here; `null` in what the clock or the queue began. */
export function currentRequestId(): string | null {
  return storage.getStore()?.requestId ?? null;
}

/** What the logger adds to each line. */
export function logContext(): Partial<LogContext> {
  return storage.getStore() ?? {};
}

/** An id as proxies write it: no spaces, no mail address, short enough for every line. */
const A_REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/;

/** The id that the proxy gave the request, so that its log and ours meet; or one of our own. */
export function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && A_REQUEST_ID.test(header) ? header : ownId();
}

/**
 * An `r` and sixteen hexadecimal digits: one in some two thousand has no letter among those, and one such in a hundred is
 * a card number to whoever reads the logs for them. Node draws the random bytes of UUIDs many at a time; asked for alone
 * they are dear.
 */
function ownId(): string {
  return `r${randomUUID().replaceAll('-', '').slice(0, 16)}`;
}
