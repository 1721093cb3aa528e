import { connect } from 'node:net';

/** A request as its bytes go out; nothing on our side makes it well-formed. */
export interface RawRequest {
  readonly method: string;
  /** The address as it stands in the request's first line. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer | null;
}

/** What came back. `hung`: nothing whole within the patience. */
export interface RawAnswer {
  /** 0 where the connection was closed without an answer, as the server may do to what is no HTTP. */
  readonly status: number;
  readonly hung: boolean;
  readonly text: string;
}

const PATIENCE_MS = 20_000;
const KEPT_BYTES = 1_000_000;

/** Sends the bytes over a connection of their own, and waits for the whole answer; of a live stream, for its head. */
export function sendRaw(port: number, request: RawRequest): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let kept = 0;
    let settled = false;
    const socket = connect(port, '127.0.0.1');
    const settle = (hung: boolean): void => {
      if (settled) return;
      settled = true;
      socket.destroy();
      const text = Buffer.concat(pieces).toString('latin1');
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), hung, text });
    };
    socket.setTimeout(PATIENCE_MS, () => {
      settle(true);
    });
    socket.on('data', (piece) => {
      if (kept < KEPT_BYTES) pieces.push(piece);
      kept += piece.length;
      if (request.target.startsWith('/live/') || request.target.includes('/live')) {
        if (/content-type: text\/event-stream/i.test(Buffer.concat(pieces).toString('latin1'))) settle(false);
      }
    });
    // A server that has refused the head does not wait for the body: the rest cannot be written, and that is an answer.
    socket.on('error', () => {
      settle(false);
    });
    socket.on('close', () => {
      settle(false);
    });
    socket.on('connect', () => {
      socket.write(bytesOf(request));
    });
  });
}

/** The request as it goes out. */
export function bytesOf({ method, target, headers, body }: RawRequest): Buffer {
  const lines = [
    `${method} ${target} HTTP/1.1`,
    'host: 127.0.0.1',
    'connection: close',
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body === null ? [] : [`content-length: ${String(body.length)}`]),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), ...(body === null ? [] : [body])]);
}
