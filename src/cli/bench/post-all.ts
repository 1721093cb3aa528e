import { connect } from 'node:net';
import { type BenchEvent, signatureOf } from './events.js';

const SECRET = 'whsec_local';
/** As many as Stripe would have open at once in a rush. */
const CONNECTIONS = 64;
const WHOLE_HEAD = '\r\n\r\n';

/**
 * Deliveries made ready beforehand: signed and written out as they travel. Stripe signs and sends on machines of its own;
 * here the client sits on the cores that are measured, and every microsecond of it would be taken for the server's.
 * @param url where they are to be posted
 */
export function deliveriesOf(url: string, events: readonly BenchEvent[]): Buffer[] {
  const { host, pathname } = new URL(url);
  return events.map(({ body }) =>
    Buffer.from(
      [
        `POST ${pathname} HTTP/1.1`,
        `host: ${host}`,
        'content-type: application/json',
        `stripe-signature: ${signatureOf(body, SECRET)}`,
        `content-length: ${String(Buffer.byteLength(body))}`,
        '',
        body,
      ].join('\r\n'),
    ),
  );
}

/**
 * Posts deliveries over 64 connections, the next one of a connection once the one before is answered. An HTTP client that
 * can do everything takes more time for each than a server that only checks the signature; this one reads the status and
 * the length of an answer and nothing else.
 * @throws {Error} when one is answered with another status than 200
 */
export async function postAll(url: string, deliveries: readonly Buffer[]): Promise<void> {
  const left = deliveries.values();
  await Promise.all(Array.from({ length: CONNECTIONS }, () => lane(new URL(url), left)));
}

function lane({ hostname, port }: URL, left: IteratorObject<Buffer>): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    let answer = '';
    const next = (): void => {
      const { value, done } = left.next();
      if (done !== true) socket.write(value);
      else socket.end(resolve);
    };
    socket.setEncoding('latin1');
    socket.once('connect', next);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('A connection ended before its answer')));
    socket.on('data', (piece: string) => {
      answer += piece;
      const length = lengthOf(answer);
      if (length === undefined || answer.length < length) return;
      if (!answer.startsWith('HTTP/1.1 200 ')) reject(new Error(`A delivery was answered ${answer.slice(9, 12)}`));
      answer = '';
      next();
    });
  });
}

/** How long the whole answer is, in bytes; `undefined` while its head is not whole. @throws {Error} where it does not tell */
export function lengthOf(answer: string): number | undefined {
  const head = answer.indexOf(WHOLE_HEAD);
  if (head < 0) return undefined;
  const told = /^content-length: (\d+)/im.exec(answer)?.[1];
  if (told === undefined) throw new Error('An answer does not tell its length');
  return head + WHOLE_HEAD.length + Number(told);
}
