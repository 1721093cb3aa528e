import type { OutboxMessage } from './outbox.js';

/**
 * A mail that goes out once about a thing.
 * @param mail the name of the mail @param about the id of the thing @param again what tells it from an earlier one about the
 *   same: with a day, it goes out at most once that day
 */
export function mailOnce(
  mail: string,
  about: string,
  payload: Readonly<Record<string, string>>,
  again: string | null = null,
): OutboxMessage {
  const onceKey = again === null ? `${mail}:${about}` : `${mail}:${about}:${again}`;
  return { kind: 'mail', onceKey, payload: { mail, ...payload }, afterMs: 0 };
}
