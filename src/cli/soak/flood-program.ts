import { connect } from 'node:net';
import { lengthOf } from '../bench/post-all.js';

/**
 * Asks for pages over very many connections at once, the next one of a connection as soon as the one before is answered,
 * until the process that started it ends it. A process of its own, so that its work is not taken for the server's; it is
 * started with the address, how many connections and the paths, and tells what it was answered when it is asked.
 */
export interface Answers {
  /** How often each status came. */
  readonly statuses: Readonly<Record<string, number>>;
  /** How many of 429 and 503 did not say when to come back. */
  readonly withoutRetryAfter: number;
  /** Front pages that were shown as they were last. */
  readonly ofBefore: number;
  /** Connections that ended before their answer. */
  readonly cutOff: number;
  /** The longest that anything waited, what still waits included; ms. */
  readonly longestMs: number;
  /** What those waited who were answered 200; ms, in order, of a sample. */
  readonly servedMs: readonly number[];
}

const OPENED_AT_ONCE = 100;
const OPENED_EVERY_MS = 20;
const AGAIN_AFTER_MS = 50;
/** As many waits as are kept. */
const MOST_KEPT = 50_000;

const [url = '', connections = '1', ...paths] = process.argv.slice(2);
const { hostname, port, host } = new URL(url);
const seen = {
  statuses: {} as Record<string, number>,
  withoutRetryAfter: 0,
  ofBefore: 0,
  cutOff: 0,
  longestMs: 0,
  servedMs: [] as number[],
};
const askedAt = new Map<number, number>();
let asked = 0;

function take(answer: string, waitedMs: number): void {
  const status = answer.slice(9, 12);
  seen.statuses[status] = (seen.statuses[status] ?? 0) + 1;
  seen.longestMs = Math.max(seen.longestMs, waitedMs);
  if (status === '200' && seen.servedMs.length < MOST_KEPT) seen.servedMs.push(waitedMs);
  if ((status === '429' || status === '503') && !/^retry-after: \d+\r$/im.test(answer)) seen.withoutRetryAfter += 1;
  if (status === '503' && answer.includes('class="of-before"')) seen.ofBefore += 1;
}

function lane(number: number): void {
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  let [answer, waiting] = ['', true];
  const next = (): void => {
    const path = paths[asked % paths.length] ?? '/';
    asked += 1;
    askedAt.set(number, performance.now());
    waiting = true;
    socket.write(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\n\r\n`);
  };
  askedAt.set(number, performance.now());
  socket.setEncoding('latin1');
  socket.once('connect', next);
  socket.on('error', () => undefined);
  socket.on('data', (piece: string) => {
    answer += piece;
    const length = lengthOf(answer);
    if (length === undefined || answer.length < length) return;
    take(answer, performance.now() - (askedAt.get(number) ?? 0));
    [answer, waiting] = ['', false];
    next();
  });
  socket.once('close', () => {
    if (waiting) seen.cutOff += 1;
    setTimeout(() => {
      lane(number);
    }, AGAIN_AFTER_MS);
  });
}

for (let number = 0; number < Number(connections); number += 1) {
  setTimeout(
    () => {
      lane(number);
    },
    Math.floor(number / OPENED_AT_ONCE) * OPENED_EVERY_MS,
  );
}
process.on('message', () => {
  const now = performance.now();
  const waits = [...askedAt.values()].map((at) => now - at);
  const longestMs = Math.max(seen.longestMs, ...waits);
  const answers: Answers = { ...seen, longestMs, servedMs: seen.servedMs.toSorted((a, b) => a - b) };
  process.send?.(answers);
});
process.on('disconnect', () => process.exit());
